"""A web application with tables of its own, and keyflow in the same transaction."""
