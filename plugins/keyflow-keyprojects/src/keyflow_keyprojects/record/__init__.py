"""Reading the office's store: its cases as they stand, and as they stood or were known on a day."""
