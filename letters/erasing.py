"""When a person is erased her letters go, but those of a contract a law keeps; circulars keep that she was chosen."""

from collections.abc import Collection

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import override

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
from tenancy.acting import acting_company
from tenancy.erasing import Rows


def register() -> None:
    """Say what becomes of the tables of letters."""
    erasing.deletes(Letter)
    erasing.deletes(MailingItem)
    erasing.cleans(Recipient, "a circular that was sent adds up: chosen, and erased since", contract=None)
    erasing.deletes(Occasion)
    erasing.deletes(Dispatch)
    erasing.deletes(Receipt)
    erasing.deletes(Signature)
    erasing.deletes(SignatureRequest)
    erasing.register_sweep(remaking.forget_files)
    erasing.register_sweep(_chosen)


def _chosen(_model: type[models.Model], ids: Collection[int], _rows: Rows) -> dict[str, int]:
    """Of circulars that were started her row stays with the reason alone; drafts forget that she was chosen."""
    hers = Recipient.objects.filter(customer__in=ids)
    drafts, _by_model = hers.filter(circular__started_at=None).delete()
    with override(acting_company().language):  # as the other reasons are kept
        hers.filter(occasion=None).update(reason=_("The data of this customer were erased."))
    return {Recipient._meta.label_lower: drafts}
