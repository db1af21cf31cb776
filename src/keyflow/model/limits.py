"""The bounds on everything that comes from outside, in one place.

Text is counted in characters, data in bytes of canonical JSON.
"""

ID = 200
TEXT = 20_000
DATA = 262_144
DEFINITION = 1_048_576
DEPTH = 32
FAMILY = 2_000
COMMANDS = 2_000
COMMAND_DEPTH = 8
AUTO_STEPS = 25
SAFE_INTEGER = 2**53 - 1
VOTERS = 500
