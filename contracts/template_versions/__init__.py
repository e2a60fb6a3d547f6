"""Versions of contract templates: kept with each change, compared, and taken over by running contracts at renewal."""
