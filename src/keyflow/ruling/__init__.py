"""Pure ruling: what a command would do to a case, decided without touching anything."""
