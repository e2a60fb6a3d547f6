"""Imported once by the process that others are forked from: Django is loaded there, and nothing else."""

from tests.bench.services import start_django

start_django()
