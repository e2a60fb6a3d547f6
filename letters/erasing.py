"""When a person is erased her letters go, but those of a contract a law keeps."""

from letters.models import Letter, MailingItem, Occasion
from tenancy import erasing


def register() -> None:
    """Say what becomes of the tables of letters."""
    erasing.deletes(Letter)
    erasing.deletes(MailingItem)
    erasing.deletes(Occasion)
