"""Renewal notices by e-mail: one dedicated mail a contract, queued once, and marked as sent when it has left."""

from tenancy import outbox


def listen() -> None:
    """Hear of mails that left or were given up."""
    from letters import alerting

    outbox.on_failed(alerting.message_given_up)
