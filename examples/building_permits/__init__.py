"""A municipality's permits: a real log replayed through a workflow, at the recorded times."""
