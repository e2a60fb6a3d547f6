"""The day it is for the fixed cast. It lives by the clock of Paris, where it is tomorrow before it is so in UTC."""

from datetime import date, datetime
from zoneinfo import ZoneInfo


def cast_today() -> date:
    """Today where the companies of the fixed cast work."""
    return datetime.now(ZoneInfo("Europe/Paris")).date()
