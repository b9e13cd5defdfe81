"""Renderings of a results document: each a pure function from the parsed results file to text."""
