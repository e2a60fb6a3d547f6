"""The bench: how fast import, night, letters and pages are, on data directories and processes of its own.

``python -m tests.bench`` prints one JSON line a measure and fails when the rows written are not the expected ones.
"""
