"""The proof that letters left: what is kept of each, and whether the files are the same."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.db.models.functions import Mod
from django.template.loader import get_template
from django.utils import translation
from django.utils.translation import gettext as _

from customers.models import Customer
from letters.dispatch_table import fate_of
from letters.models import Dispatch
from letters.sheets import on_paper, render
from tenancy.acting import acting_company
from tenancy.alerts import Cause
from tenancy.models import Alert, Document
from tenancy.night import Work
from ui import pdf

KIND = "document_changed"
SUBJECT = "document"
STYLE = ("letters/letter.css", "letters/contract.css")
# Each file is looked at once in so many nights, and no night looks at more than so many.
NIGHTS, MOST = 30, 1000


@dataclass(frozen=True, slots=True)
class Check:
    """A kept file, read now: what its hash is, and whether it is the one written down when it was frozen."""

    document: Document
    sha256: str

    @property
    def same(self) -> bool:
        """Whether not a byte changed."""
        return self.sha256 == self.document.sha256

    @property
    def gone(self) -> bool:
        """Whether there is no file any more."""
        return not self.sha256

    def __str__(self) -> str:
        if self.gone:
            return _("The file is gone.")
        if self.same:
            return _("Read now: the file is the one that was kept, byte for byte.")
        return _("The file is not the one that was kept: its hash is %(hash)s.") % {"hash": self.sha256}


def check(document: Document) -> Check:
    """Read a kept file and count its hash anew."""
    try:
        with document.file.open("rb") as file:
            return Check(document, sha256(file.read()).hexdigest())
    except OSError:
        return Check(document, "")


def proof_pdf(dispatches: Sequence[Dispatch], reference: str, customer: Customer, on: date) -> bytes:
    """What is kept of letters to a customer, a section each, followed by the letters as they left.

    ``dispatches`` are read by ``proofs_of``, ``reference`` is what they are about.
    """
    company = acting_company()
    told = [(row, fate_of(row), check(row.letter.document) if row.letter else None) for row in dispatches]
    with translation.override(company.language):
        html = get_template("letters/pdf/proof.html").render(
            {
                **on_paper(company, company.language, None),
                "reference": reference,
                "customer": customer,
                "on": on,
                "rows": told,
            }
        )
    cover = render(html, company, STYLE)
    kept = {each.document.pk: each for _dispatch, _fate, each in told if each is not None and each.same}
    return pdf.merge([cover, *(each.document.read() for each in kept.values())])


def proofs_of(**wanted: Any) -> list[Dispatch]:
    """Letters that left (of a contract, or one), the first before the others, with what a proof shows."""
    rows = Dispatch.objects.with_fate().filter(**wanted).order_by("sent_on", "pk")
    rows = rows.select_related(
        "letter__document", "letter__version", "message", "recorded_by", "notice__term", "occasion"
    )
    rows = rows.prefetch_related("receipts__document", "receipts__recorded_by")
    return list(rows)


def changed_files(work: Work) -> Iterator[Cause]:
    """Files of letters, receipts and signed contracts that are no longer those that were frozen.

    Each night reads its share of them, and those that were found changed before.
    """
    known = Alert.objects.open().filter(kind=KIND).values_list("subject_id", flat=True)
    tonight = work.on.toordinal() % NIGHTS
    kept = Document.objects.exclude(
        kind="mailing"
    )  # made from the letters, and thrown away when one is erased
    share = kept.annotate(night=Mod("pk", NIGHTS)).filter(night=tonight).order_by("pk")[:MOST]
    for document in _each_once([*share, *kept.filter(pk__in=list(known))]):
        found = check(document)
        if not found.same:
            facts = {"kept": document.sha256, "found": found.sha256}
            yield Cause(SUBJECT, document.pk, document.name, facts=facts)


def _each_once(documents: Iterable[Document]) -> list[Document]:
    return list({document.pk: document for document in documents}.values())
