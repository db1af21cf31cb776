"""What happens after the commit: templates made text, messages brought to people."""
