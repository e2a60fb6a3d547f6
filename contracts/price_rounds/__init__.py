"""Prices revised by choice: proposed for a set of contracts, looked at, approved, undone."""
