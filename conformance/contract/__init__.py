"""Contracts: read from their folders, held against themselves, narrowed to one model."""
