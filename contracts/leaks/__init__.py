"""What would be lost: each cause with the rows behind it and the money at stake, as the database holds them today."""

from contracts.leaks.causes import LEAKS, Leak, Subject, leaks_for
from contracts.leaks.weighing import Weight, weigh

__all__ = ["LEAKS", "Leak", "Subject", "Weight", "leaks_for", "weigh"]
