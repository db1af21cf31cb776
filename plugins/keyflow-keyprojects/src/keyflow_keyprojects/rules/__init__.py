"""The office's rules as pure functions: plain values in; reasons, or figures, out."""
