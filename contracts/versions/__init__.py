"""A contract through time: who changed what and when, two moments side by side, and how it stood on any day."""
