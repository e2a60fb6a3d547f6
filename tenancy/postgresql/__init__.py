"""Django's PostgreSQL back end with isolation built into the making of tables."""
