"""What an attempt sees around its case: the papers, pages and people of its project."""
