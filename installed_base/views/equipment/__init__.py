"""Pages about machines."""
