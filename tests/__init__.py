"""What must hold: examples, laws and refusals, on SQLite and on PostgreSQL."""
