"""Bundles: results with the contract and the evidence that they rest on, in one file."""
