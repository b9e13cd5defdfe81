"""What ``pytest --base-url=…`` collects."""
