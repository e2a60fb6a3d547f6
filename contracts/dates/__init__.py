"""The date engine: every day and amount of a contract as pure functions of its anchor, rules and settings.

No database and no clock: a day to judge by is always an argument. Functions that return plain values are
for bulk work; their `explain…` twins call them and add the rule and its inputs.
"""
