"""An invented city for demos and tests: people, offices, projects, and an engine with all of it."""
