"""Suspending a contract: what it brings to terms, fees and visits, resuming, and undoing to the last column."""
