"""The demo companies."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Login:
    """An account of a demo company, to show when the demo has started."""

    company: str
    email: str
    password: str


def load_demo() -> list[Login]:
    """Make the demo companies where they are absent; their logins, whether made now or before."""
    return []
