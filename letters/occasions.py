"""Letters about occasions: each event once, written and kept like a notice, sent by e-mail or printed."""

import logging
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import translation
from django.utils.text import slugify

from contracts.models import Contract
from contracts.noticing import register_letters_of_prices
from letters import gathering
from letters.facts import Facts
from letters.matters import reference_of
from letters.models import Kind, Letter, LetterVersion, Occasion
from letters.models.occasion import EVENT_OF
from letters.sheets import BATCH, address_lines, letter_pdf
from letters.starting import text_in_force, version_in_force
from letters.writing import Written
from tenancy.acting import acting
from tenancy.chunks import readable
from tenancy.models import Document

log = logging.getLogger(__name__)


def contract_of(event: Any) -> Contract:
    """The contract an event belongs to."""
    return event if isinstance(event, Contract) else event.contract


def raise_all(
    kind: str, events: Sequence[Any], *, visit_on: date | None = None, hours: str = ""
) -> list[Occasion]:
    """One occasion for each event (contract, visit, period, revision or refusal); those there are stay as they are.

    Reads each event's contract.
    """
    name = EVENT_OF.get(Kind(kind))
    Occasion.objects.bulk_create(
        [
            Occasion(
                kind=kind,
                contract_id=contract_of(event).pk,
                customer_id=contract_of(event).customer_id,
                visit_on=visit_on,
                hours=hours,
                made_by=acting().actor,
                **({name: event} if name else {}),
            )
            for event in events
        ],
        ignore_conflicts=True,
    )
    return list(told_of(kind, events))


def told_of(kind: str, events: Sequence[Any]) -> Any:
    """The occasions there are for some events, in the order of their keys."""
    name = EVENT_OF.get(Kind(kind), "contract")
    return Occasion.objects.filter(kind=kind, **{f"{name}__in": [event.pk for event in events]}).order_by(
        "pk"
    )


def write_all(occasions: Sequence[Occasion], on: date, *, anew: bool = False) -> Written:
    """Write some letters, dated ``on``; what was written before stays, and one that fails leaves the others.

    ``anew`` writes once more what has left already, because it did not arrive; what left is kept with its dispatch.

    Runs inside the caller's ``acting_for``, with a constant number of queries.
    """
    done = Written()
    if not occasions:
        return done
    kept = Letter.objects.filter(pk__in=[each.letter_id for each in occasions if each.letter_id])
    letters = {letter.pk: letter for letter in kept.select_related("document", "version")}
    versions: dict[tuple[str, str], LetterVersion] = {}
    fresh: list[tuple[Occasion, Letter]] = []
    for occasion, facts in zip(occasions, gathering.of_occasions(occasions, on), strict=True):
        if occasion.letter_id and not anew:
            done.letters[occasion.pk] = letters[occasion.letter_id]
            continue
        try:
            key = occasion.kind, facts.language
            version = (
                _circulars_text(facts)
                or versions.get(key)
                or versions.setdefault(key, version_in_force(*key))
            )
            fresh.append((occasion, _letter(occasion, facts, version, many=len(occasions) >= BATCH)))
        except Exception as problem:
            log.exception("The letter of occasion %s could not be written", occasion.pk)
            done.refused[occasion.pk] = readable(problem)
    Document.objects.bulk_create([letter.document for _occasion, letter in fresh])
    Letter.objects.bulk_create([letter for _occasion, letter in fresh])
    for occasion, letter in fresh:
        occasion.letter = letter
        done.letters[occasion.pk] = letter
    Occasion.objects.bulk_update([occasion for occasion, _letter in fresh], ["letter"])
    return done


def preview(occasion: Occasion, on: date) -> bytes:
    """The letter as it would be written; nothing is kept."""
    (facts,) = gathering.of_occasions([occasion], on)
    version = _circulars_text(facts) or text_in_force(occasion.kind, facts.language)
    return letter_pdf(occasion.kind, version, facts, specimen=True)


def _circulars_text(facts: Facts) -> LetterVersion | None:
    """A circular brings its own text; the other letters have a wording."""
    circular = facts.occasion.circular if facts.occasion else None
    return circular.texts.get(facts.language) if circular else None


def _letter(occasion: Occasion, facts: Facts, version: LetterVersion, *, many: bool) -> Letter:
    with translation.override(facts.language):
        sort = slugify(Kind(occasion.kind).label)
    name = f"{sort}-{slugify(reference_of(facts.occasion or occasion)) or occasion.pk}.pdf"
    content = letter_pdf(occasion.kind, version, facts, many=many)
    return Letter(
        kind=occasion.kind,
        customer=facts.customer,
        contract=facts.contract if facts.has_contract else None,
        version=version,
        document=Document.prepare(content, kind=occasion.kind, subject=occasion, name=name),
        language=facts.language,
        addressed_to="\n".join(address_lines(facts.customer, facts.company)),
        written_on=facts.on,
        written_by=acting().actor,
    )


def register() -> None:
    """A price a letter told counts as shown."""
    register_letters_of_prices(
        lambda: Q(Exists(Occasion.objects.filter(revision=OuterRef("pk"), sent_on__isnull=False)))
    )
