"""The directory kept in the store, for hosts that have none: `StoredDirectory`."""

from keyflow.directory.stored import StoredDirectory

__all__ = ["StoredDirectory"]
