"""What our jobs are called in procrastinate's tables."""

QUEUE = "keyflow"
WAKE = "keyflow:wake"
SWEEP = "keyflow:sweep"
RECOVER = "keyflow:recover"
# Between two sweeps, in seconds: what falls due later is the next sweep's business.
SWEEPS = 60.0
