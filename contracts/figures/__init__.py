"""Running contracts counted and summed by what they have in common."""

from contracts.figures.groups import GROUPS, Figure, Grouping, figures, total

__all__ = ["GROUPS", "Figure", "Grouping", "figures", "total"]
