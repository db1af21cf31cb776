"""The audit chain from outside: seals over it, checkpoints of it, its proof and its export."""
