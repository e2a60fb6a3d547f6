"""How letters stand in the frame: the menu entry, and the colours of their states."""

from django.utils.translation import gettext_lazy as _

from tenancy.permissions import Right
from ui import badges, menu
from ui.badges import Badge
from ui.menu import MenuEntry


def register() -> None:
    """Menu entry and badges; called when the app is ready."""
    menu.register(MenuEntry(_("Letters"), "letters:list", "mail", Right.LETTERS_VIEW, order=80))
    badges.register(
        "tenancy.OutboxMessage.state",
        {
            "queued": Badge("blue", "clock"),
            "sending": Badge("blue", "send"),
            "sent": Badge("green", "circle-check"),
            "failed": Badge("red", "mail-x"),
            "bounced": Badge("red", "mail-x"),
        },
    )
    badges.register(
        "tenancy.JobRun.state",
        {
            "running": Badge("blue", "loader"),
            "done": Badge("green", "circle-check"),
            "partly": Badge("orange", "alert-circle"),
            "failed": Badge("red", "alert-triangle"),
        },
    )
