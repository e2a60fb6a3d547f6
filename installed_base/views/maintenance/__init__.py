"""Rules of maintenance and services done."""
