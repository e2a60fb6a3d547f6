"""Search over an owned table of words: names, numbers, telephones, addresses, serials — accents and case ignored."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import or_
from typing import Any, TypeVar

import phonenumbers
from django.db import connection
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise

from tenancy.acting import acting_company, acting_company_id
from tenancy.inserting import integers, texts
from tenancy.models import SearchToken
from ui.badges import Badge

Row = TypeVar("Row", bound=Model)
WORD = re.compile(r"[^\W_]+")
LONGEST = 60
BEST = 10
CANDIDATES = 50
COUNTED = 2_000
LAST = "\U0010ffff"  # after every letter
BACKWARDS = "~"  # after every digit, so that what begins so comes before what ends so
END = re.compile(r"[0-9]{4,}")


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found, as the result list shows it."""

    label: str
    detail: str
    url: str
    marks: tuple[Badge, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchKind:
    """What an app offers to search: which right it needs and how found ids become hits, in their order.

    ``list_name`` names the page of its list, which takes the same words as ``?q=``; ``model`` has the rows whose
    ``search_words()`` are kept, so that ``manage.py index_search`` can make them anew.
    """

    name: str
    label: str | Promise
    icon: str
    right: str
    hits: Callable[[list[int]], list[Hit]]
    list_name: str = ""
    model: type[Model] | None = None

    @property
    def list_url(self) -> str:
        """The list that can be searched by the same words, where there is one."""
        return reverse(self.list_name) if self.list_name else ""


Keeping = Callable[[Sequence[int]], None]

_kinds: dict[str, SearchKind] = {}
_beside: dict[str, Keeping] = {}


def register(kind: SearchKind) -> None:
    """Offer a kind of thing to search; called by apps when they are ready."""
    _kinds[kind.name] = kind


def kinds() -> list[SearchKind]:
    """All kinds, in the order in which their apps registered."""
    return list(_kinds.values())


def in_order(ids: list[int], rows: Iterable[Row]) -> list[Row]:
    """The rows in the order of the ids found; ids without a row are left out."""
    by_id = {row.pk: row for row in rows}
    return [by_id[found] for found in ids if found in by_id]


def fold(text: str) -> str:
    """The text without accents and in lower case: how words are kept, compared and sorted."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe").replace("ß", "ss"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()


def words(*texts: str) -> set[str]:
    """The words of some texts; a text with punctuation inside (a number, a serial) is also kept joined."""
    found: set[str] = set()
    for text in texts:
        if not text:
            continue
        for part in fold(text).split():
            pieces = WORD.findall(part)
            found.update(piece[:LONGEST] for piece in pieces)
            if len(pieces) > 1:
                found.add("".join(pieces)[:LONGEST])
    return found


def email_words(*addresses: str) -> set[str]:
    """The words of e-mail addresses, and what follows the @ as one word: ``exemple.fr`` finds all who have it."""
    return words(*addresses, *(address.rpartition("@")[2] for address in addresses))


def phone_words(*numbers: str) -> set[str]:
    """The forms under which a telephone number is looked for: with country code, as dialled at home, and from its end.

    What is written without a country code is a number of the acting company's country where it can be one, also where
    nobody has it.
    """
    found: set[str] = set()
    for number in numbers:
        written = number.strip()
        digits = _digits(written)
        if not digits:
            continue
        found.add(digits)
        if not written.startswith("+") and (whole := _international(written, acting_company().country)):
            written, digits = whole, _digits(whole)
            found.add(digits)
        if written.startswith("+33"):
            found.add("0" + digits[2:])
        elif written.startswith("+39"):
            found.add(digits[2:])
        found.add(from_its_end(digits))
    return {word[:LONGEST] for word in found}


def from_its_end(digits: str) -> str:
    """The word by which a number is found by its last digits: read backwards, behind a sign that no other word has."""
    return BACKWARDS + digits[::-1]


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdecimal() and character.isascii())


@lru_cache(maxsize=20_000)
def _international(written: str, country: str) -> str:
    """The number with its country code; empty when it cannot be one."""
    try:
        number = phonenumbers.parse(written, country)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def index(kind: str, entries: Iterable[tuple[int, set[str]]]) -> None:
    """Make the words of some objects what is given: those no longer said go, new ones come. Set-based."""
    ids, pairs_id, pairs_token = [], [], []
    for object_id, tokens in entries:
        ids.append(object_id)
        for token in tokens:
            pairs_id.append(object_id)
            pairs_token.append(token)
    if not ids:
        return
    pairs = integers(pairs_id), texts(pairs_token)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM tenancy_searchtoken t WHERE t.company_id = %s AND t.kind = %s AND t.object_id = ANY(%s) "
            "AND NOT EXISTS (SELECT 1 FROM unnest(%s::bigint[], %s::text[]) AS w(object_id, token) "
            "WHERE w.object_id = t.object_id AND w.token = t.token)",
            [acting_company_id(), kind, ids, *pairs],
        )
        cursor.execute(
            "INSERT INTO tenancy_searchtoken (company_id, kind, object_id, token) "
            "SELECT %s, %s, object_id, token FROM unnest(%s::bigint[], %s::text[]) AS w(object_id, token) "
            "ON CONFLICT DO NOTHING",
            [acting_company_id(), kind, *pairs],
        )


def index_rows(kind: str, rows: Sequence[Any]) -> None:
    """The same for rows that tell their ``search_words()``; what is kept beside their words is made anew with them."""
    index(kind, ((row.pk, row.search_words()) for row in rows))
    _keep_beside(kind, [row.pk for row in rows])


def keep_beside(kind: str, keep: Keeping) -> None:
    """Say what else is made from rows of a kind, whenever search takes note of them or forgets them: it is given their
    ids and reads the rows. Called by apps when they are ready.
    """
    _beside[kind] = keep


def _keep_beside(kind: str, ids: list[int]) -> None:
    if ids and kind in _beside:
        _beside[kind](ids)


def forget(kind: str, ids: Iterable[int]) -> None:
    """Take objects out of the search."""
    gone = list(ids)
    SearchToken.objects.filter(kind=kind, object_id__in=gone).delete()
    _keep_beside(kind, gone)


def matching(kind: str, query: str) -> QuerySet[Any] | None:
    """The ids of a kind whose words begin (or number ends) with every word asked, as a sub-query; None for no words.

    Give it to a filter: ``customers.filter(pk__in=matching("customer", "dup 0612"))``.
    """
    found: QuerySet[Any] | None = None
    for token in asked(query):
        rows = _said(kind, token)
        ids = rows.values(pk_found=F("object_id"))
        found = ids if found is None else ids.filter(object_id__in=found)
    return found


def _named(hit: Hit, tokens: list[str]) -> bool:
    """Whether the name itself says what was asked, not only an address or a number behind it."""
    said = words(hit.label)
    return all(any(word.startswith(token) for word in said) for token in tokens)


def asked(query: str) -> list[str]:
    """The words of a query; a telephone number typed with blanks or dots counts as one word."""
    compact = re.sub(r"[\s.()/-]", "", re.sub(r"\(\s*0\s*\)", "", query))
    if re.fullmatch(r"00(33|39)\d{1,11}", compact):
        return [compact[2:]]
    # Begun with a nought or a plus it is a number on its way: "06 12", "+33 6".
    if re.fullmatch(r"\+?\d{6,15}|[+0]\d{2,14}", compact):
        return [compact.lstrip("+")]
    return sorted({piece[:LONGEST] for part in fold(query).split() for piece in _pieces(part)})[:6]


def _pieces(part: str) -> list[str]:
    pieces = WORD.findall(part)
    return ["".join(pieces)] if pieces else []


def best(query: str, rights: Iterable[str]) -> list[tuple[SearchKind, list[Hit]]]:
    """The ten closest of each kind the reader may see."""
    held, tokens = set(rights), asked(query)
    if not tokens:
        return []
    results = []
    allowed = [kind for kind in kinds() if kind.right in held]
    counts = _counts([kind.name for kind in allowed], [each for token in tokens for each in spellings(token)])
    for kind in allowed:
        had = {token: sum(counts[kind.name, each] for each in spellings(token)) for token in tokens}
        rare_first = sorted(tokens, key=lambda token: had[token])
        if not had[rare_first[0]]:
            continue
        hits = kind.hits(_closest(kind.name, rare_first))
        hits = sorted(hits, key=lambda hit: not _named(hit, tokens))[:BEST]
        if hits:
            results.append((kind, hits))
    return results


def _closest(kind: str, tokens: list[str]) -> list[int]:
    """Objects that have a word for each one asked, in the order of the first: a whole word comes before longer ones.

    The first word is read in the order of its index, and only until there are enough: however many words begin so,
    a letter costs no more than a name.
    """
    first, *others = tokens
    parts = []
    for begins in spellings(first):
        rows = SearchToken.objects.filter(Q(kind=kind), _begins(begins))
        for token in others:
            rows = rows.filter(Exists(_said(kind, token).filter(object_id=OuterRef("object_id"))))
        parts.append(rows.order_by("token", "object_id").values_list("token", "object_id")[: 4 * CANDIDATES])
    found = (
        parts[0] if len(parts) == 1 else parts[0].union(*parts[1:], all=True).order_by("token", "object_id")
    )
    return list(dict.fromkeys(object_id for _token, object_id in found))[:CANDIDATES]


def spellings(token: str) -> list[str]:
    """How the words begin that are meant by one typed: four digits and more may be the last of a telephone number."""
    return [token, from_its_end(token)] if END.fullmatch(token) else [token]


def _said(kind: str, token: str) -> QuerySet[SearchToken]:
    asked_for = reduce(or_, (_begins(begins) for begins in spellings(token)))
    return SearchToken.objects.filter(Q(kind=kind), asked_for)


def _begins(begins: str) -> Q:
    return Q(token__gte=begins, token__lt=begins + LAST)


def _counts(names: list[str], tokens: list[str]) -> dict[tuple[str, str], int]:
    """How many words of each kind begin with each one asked, as far as it matters: the rarest is looked for first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT k.kind, w.token, (SELECT count(*) FROM (SELECT 1 FROM tenancy_searchtoken t "
            'WHERE t.company_id = %s AND t.kind = k.kind AND t.token >= w.token COLLATE "C" '
            'AND t.token < (w.token || %s) COLLATE "C" LIMIT %s) AS counted) '
            "FROM unnest(%s::text[]) AS k(kind), unnest(%s::text[]) AS w(token)",
            [acting_company_id(), LAST, COUNTED, names, tokens],
        )
        return {(kind, token): count for kind, token, count in cursor.fetchall()}
