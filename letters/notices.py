"""Writing renewal notices: each one a dedicated letter, kept as a frozen file with its hash, until it has left."""

import logging
from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Model
from django.utils import translation
from django.utils.text import slugify

from contracts.models import Notice
from letters import gathering
from letters.facts import Facts
from letters.models import Kind, Letter, LetterVersion
from letters.sheets import BATCH, address_lines, letter_pdf
from letters.starting import text_in_force, version_in_force
from letters.writing import CannotWrite, Written, write
from tenancy.acting import acting
from tenancy.chunks import readable
from tenancy.models import Document, OutboxMessage

log = logging.getLogger(__name__)
KIND = Kind.RENEWAL_NOTICE
UNDER_WAY = (OutboxMessage.State.QUEUED, OutboxMessage.State.SENDING)


def write_notice(notice: Notice, on: date) -> Document:
    """Write one renewal notice, dated ``on``, and keep it. Raises ``CannotWrite``.

    The same letter asked again is the one there is; one that has left is never written anew.
    """
    document: Document = write(notice, on).document
    notice.refresh_from_db()
    return document


def write_notices(notices: Sequence[Notice], on: date, *, anew: bool = False) -> Written:
    """Write some notices, dated ``on``; one that fails leaves the others to be written.

    ``anew`` writes once more what has left already, because it did not arrive; what left is kept.

    Runs inside the caller's ``acting_for``, with a constant number of queries.
    """
    done = Written()
    if not notices:
        return done
    latest = _latest_letters(notices)
    settled = set() if anew else _settled(notices)
    versions: dict[str, LetterVersion] = {}
    fresh: list[tuple[Notice, Facts, LetterVersion, Document]] = []
    for notice, facts in zip(notices, gathering.of_notices(notices, on), strict=True):
        try:
            if facts.language not in versions:
                versions[facts.language] = version_in_force(KIND, facts.language)
            version = versions[facts.language]
            before = latest.get(notice.pk)
            if (
                before is not None
                and not anew
                and (notice.pk in settled or _says_the_same(before, version, facts))
            ):
                done.letters[notice.pk] = before
                continue
            if notice.sent_on is not None and not anew:
                raise CannotWrite("It left before and was not written here.")
            content = letter_pdf(KIND, version, facts, many=len(notices) >= BATCH)
            fresh.append((notice, facts, version, _document(content, notice, facts)))
        except Exception as problem:
            log.exception("Notice %s could not be written", notice.pk)
            done.refused[notice.pk] = readable(problem)
    _keep(fresh, done)
    return done


def preview(notice: Notice, on: date) -> bytes:
    """The letter as it would be written; nothing is kept."""
    (facts,) = gathering.of_notices([notice], on)
    return letter_pdf(KIND, text_in_force(KIND, facts.language), facts, specimen=True)


def file_name(facts: Facts) -> str:
    """The name of a notice's file, in the letter's language, such as ``renewal-notice-c2024-001.pdf``."""
    with translation.override(facts.language):
        return f"{slugify(KIND.label)}-{slugify(facts.contract.number) or facts.contract.pk}.pdf"


def under_way(matters: Iterable[Model], model: type[Model] = Notice) -> dict[int, OutboxMessage]:
    """The e-mail about each notice (or row of another ``model``) that has one, whatever became of it, by its id."""
    mails = OutboxMessage.objects.filter(
        about_kind=model._meta.label_lower, about_id__in=[matter.pk for matter in matters]
    ).exclude(channel=OutboxMessage.Channel.SMS)
    mails = mails.order_by("pk")
    return {mail.about_id: mail for mail in mails if mail.about_id is not None}


def _keep(fresh: list[tuple[Notice, Facts, LetterVersion, Document]], done: Written) -> None:
    Document.objects.bulk_create([document for *_rest, document in fresh])
    letters = [
        Letter(
            kind=KIND,
            customer=facts.customer,
            contract=facts.contract,
            notice=notice,
            version=version,
            document=document,
            language=facts.language,
            addressed_to="\n".join(address_lines(facts.customer, facts.company)),
            price_shown=facts.next_fee,
            written_on=facts.on,
            written_by=acting().actor,
        )
        for notice, facts, version, document in fresh
    ]
    Letter.objects.bulk_create(letters)
    if letters:
        Notice.objects.attach(
            {
                letter.notice_id: (letter.document_id, letter.price_shown)
                for letter in letters
                if letter.notice_id
            }
        )
    done.letters |= {letter.notice_id: letter for letter in letters if letter.notice_id}


def _document(content: bytes, notice: Notice, facts: Facts) -> Document:
    return Document.prepare(content, kind=KIND, subject=notice, name=file_name(facts))


def _latest_letters(notices: Sequence[Notice]) -> dict[int, Letter]:
    letters = (
        Letter.objects.filter(notice__in=notices)
        .select_related("document", "version", "notice")
        .order_by("pk")
    )
    return {letter.notice_id: letter for letter in letters if letter.notice_id}


def _settled(notices: Sequence[Notice]) -> set[int]:
    """Notices that left, or whose e-mail is on its way: their letter stays as it is."""
    waiting = {pk for pk, mail in under_way(notices).items() if mail.state in UNDER_WAY}
    return waiting | {notice.pk for notice in notices if notice.sent_on is not None}


def _says_the_same(letter: Letter, version: LetterVersion, facts: Facts) -> bool:
    return (
        letter.written_on == facts.on
        and letter.version_id == version.pk
        and letter.price_shown == facts.next_fee
        and (facts.decided_at is None or letter.written_at > facts.decided_at)
        and letter.addressed_to == "\n".join(address_lines(facts.customer, facts.company))
    )
