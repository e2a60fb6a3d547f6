"""When a person is erased her letters go, but those of a contract a law keeps."""

from letters import remaking
from letters.models import (
    Dispatch,
    Letter,
    MailingItem,
    Occasion,
    Receipt,
    Recipient,
    Signature,
    SignatureRequest,
)
from tenancy import erasing


def register() -> None:
    """Say what becomes of the tables of letters."""
    erasing.deletes(Letter)
    erasing.deletes(MailingItem)
    erasing.deletes(Recipient)
    erasing.deletes(Occasion)
    erasing.deletes(Dispatch)
    erasing.deletes(Receipt)
    erasing.deletes(Signature)
    erasing.deletes(SignatureRequest)
    erasing.register_sweep(remaking.forget_files)
