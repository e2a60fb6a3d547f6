"""When a machine must be looked after next, as pure functions: what the law asks, and what a rule of the firm asks.

No database and no clock. Every answer carries its rule and what it was computed from.
"""
