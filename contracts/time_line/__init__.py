"""The time line of a contract as it is drawn: bars and marks in lanes, each with the rule that made it."""

from contracts.time_line.drawing import TimeLine

__all__ = ["TimeLine"]
