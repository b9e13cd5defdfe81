"""Exchanges as evidence files keep them: written as they happen, read again for resume, replay and reports."""
