"""What every report says: counts, causes, and the sentence a run comes down to."""
