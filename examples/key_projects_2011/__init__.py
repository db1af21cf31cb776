"""A city's key projects of 2011, where people decide together: panel, joint review, acceptance."""
