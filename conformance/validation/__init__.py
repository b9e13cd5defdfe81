"""Strict parsing of bodies and their validation against JSON Schemas."""
