"""Wordings made of sections and clauses: what a clause is, when it is printed, and how they become a text."""
