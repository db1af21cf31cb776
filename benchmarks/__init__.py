"""What keyflow costs, beside the same work by hand and by others, in one run."""
