"""The approval items of a project, as data."""
