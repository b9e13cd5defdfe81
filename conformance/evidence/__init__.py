"""Evidence files: exchanges are appended as they happen, and read again for resume, replay and reports."""
