"""How the tables came to be: one step a version, up and down, on SQLite and on PostgreSQL."""
