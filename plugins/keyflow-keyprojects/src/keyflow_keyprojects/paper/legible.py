"""Text that XML and a reader can take: no control characters, nothing that turns text around."""

import re

# What XML 1.0 forbids, and the marks that make text read in another order than it is written.
_UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff"
    "\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)


def legible(text: str) -> str:
    """Return a text with the replacement character for whatever cannot be printed."""
    return _UNFIT.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
