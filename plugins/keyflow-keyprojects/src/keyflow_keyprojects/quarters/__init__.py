"""What a quarter is scored by: what is on record of it, each project's facts, scores as rows."""
