"""What came back, read once: answers, the embedding space they span, and their vectors on disk."""
