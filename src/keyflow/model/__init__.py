"""The values everything else is made of: frozen, checked where they come in."""
