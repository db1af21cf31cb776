"""Renders Mermaid text to SVG. The only door to mmdr."""

import mmdr


def svg(text: str) -> str:
    """Return a diagram as SVG."""
    return mmdr.render(text).svg()
