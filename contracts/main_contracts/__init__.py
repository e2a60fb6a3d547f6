"""Main contracts: what hangs under them, what it takes over from them, and what happens when one ends."""
