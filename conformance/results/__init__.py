"""The results of a run as values and as JSON: rows, measurements, exit status, the results document."""
