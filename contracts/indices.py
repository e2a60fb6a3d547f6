"""What is known of indices: their values in force, those carried over from a newer base, and entering them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from contracts.dates.indices import Published, linked
from contracts.models import IndexLink, IndexSeries, IndexValue
from tenancy.inserting import AnyOf
from tenancy.models import User
from tenancy.months import add_m, month_end
from ui.forms.fields import parse_amount

MONTH = re.compile(
    r"(?P<year>\d{4})\s*[-/.M]?\s*(?P<month>\d{1,2})(?:[-/.]\d{1,2})?|(?P<m>\d{1,2})[/.-](?P<y>\d{4})"
)
DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
MOST_LINES = 600
YEARS = range(1900, 2200)


def values_of(series: Iterable[int]) -> dict[int, list[Published]]:
    """The values in force of each index given, by its key; months it lacks come from its successor by their link.

    Two or three queries, however many indices.
    """
    wanted = list(series)
    links = {
        link.old_id: link for link in IndexLink.objects.filter(AnyOf("old_id", wanted)).select_related("old")
    }
    found: dict[int, list[Published]] = defaultdict(list)
    keys = sorted({*wanted, *(link.new_id for link in links.values())})
    columns = ("series_id", "month", "value", "published_on")
    for key, *value in (
        IndexValue.objects.in_force().filter(AnyOf("series_id", keys)).order_by("month").values_list(*columns)
    ):
        found[key].append(Published(*value))
    return {key: found[key] + _carried(links.get(key), found) for key in wanted}


def _carried(link: IndexLink | None, found: Mapping[int, list[Published]]) -> list[Published]:
    if link is None:
        return []
    own = {value.month for value in found.get(link.old_id, ())}
    return [
        Published(
            value.month, linked(value.value, link.coefficient, link.old.decimals), value.published_on, True
        )
        for value in found.get(link.new_id, ())
        if value.month >= link.from_month and value.month not in own
    ]


@dataclass(frozen=True, slots=True)
class Typed:
    """One line of a pasted column."""

    line: int
    month: date
    value: Decimal
    published_on: date | None = None


def read_column(text: str) -> list[Typed]:
    """Lines of “month; value” (or tabs), each perhaps with the day of publication, in any order.

    Raises ``ValidationError`` with a message for each line that cannot be read.
    """
    found: list[Typed] = []
    faults: list[str] = []
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        raise ValidationError(_("At most %(count)s lines at once.") % {"count": MOST_LINES})
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            found.append(_read_line(number, line))
        except ValueError:
            if found or faults or any(sign.isdigit() for sign in line):  # the first line may name the columns
                faults.append(
                    _(
                        "Line %(number)s, “%(line)s”: write the month, then the value, such as “2026-06; 138.9”."
                    )
                    % {"number": number, "line": line.strip()[:60]}
                )
    seen: dict[date, int] = {}
    for typed in found:
        if typed.month in seen:
            faults.append(
                _("Line %(number)s gives the month of line %(before)s again.")
                % {"number": typed.line, "before": seen[typed.month]}
            )
        seen.setdefault(typed.month, typed.line)
    if not found and not faults:
        faults.append(_("There is no value here."))
    if faults:
        raise ValidationError(faults[:20])
    return found


def enter(
    series: IndexSeries,
    column: list[Typed],
    *,
    published_on: date | None,
    status: str,
    on: date,
    by: User | None,
) -> int:
    """Write the values that are new; those known with the same value are passed over. Gives how many were written.

    Raises ``ValidationError`` when a month is known with another value, is not over, or was published before it began.
    """
    known = dict(IndexValue.objects.in_force().filter(series=series).values_list("month", "value"))
    faults, rows = [], []
    for typed in column:
        told = {"number": typed.line, "month": f"{typed.month:%Y-%m}"}
        day = typed.published_on or published_on or min(add_m(month_end(typed.month), series.lag_months), on)
        if typed.month in known:
            if known[typed.month] != typed.value:
                faults.append(
                    _("Line %(number)s: %(month)s has the value %(known)s already; correct it in the table.")
                    % {**told, "known": known[typed.month].normalize()}
                )
        elif typed.value <= 0 or typed.value >= 10**8 or typed.value != round(typed.value, 4):
            faults.append(_("Line %(number)s: a value is above zero and has four decimals at most.") % told)
        elif typed.month > on:
            faults.append(_("Line %(number)s: %(month)s has not begun yet.") % told)
        elif day > on:
            faults.append(_("Line %(number)s: the day of publication lies in the future.") % told)
        elif day < typed.month:
            faults.append(_("Line %(number)s: published before the month began.") % told)
        else:
            rows.append(
                IndexValue(
                    series=series,
                    month=typed.month,
                    value=typed.value,
                    published_on=day,
                    status=status,
                    entered_by=by,
                )
            )
    if faults:
        raise ValidationError(faults[:20])
    try:
        with transaction.atomic():
            IndexValue.objects.bulk_create(rows)
    except IntegrityError as clash:
        raise ValidationError(
            _("Somebody entered one of these values in the meantime. Look again.")
        ) from clash
    return len(rows)


def correct(
    wrong: IndexValue, value: Decimal, *, published_on: date, status: str, reason: str, by: User | None
) -> IndexValue:
    """Put another value in the place of one; the wrong one stays readable.

    Raises ``ValidationError`` when it was corrected meanwhile. Prices revised with the wrong one stay as they are.
    """
    try:
        with transaction.atomic():
            return IndexValue.objects.create(
                series_id=wrong.series_id,
                month=wrong.month,
                value=value,
                published_on=published_on,
                status=status,
                corrects=wrong,
                reason=reason,
                entered_by=by,
            )
    except IntegrityError as clash:
        raise ValidationError(
            _("This value was corrected already. Correct the one that stands now.")
        ) from clash


def _read_line(number: int, line: str) -> Typed:
    parts = [part.strip() for part in re.split(r"[;\t|]", line) if part.strip()]
    if len(parts) == 1:  # columns parted by spaces, or by a comma that is no decimal one
        parts = [part for part in re.split(r"\s+|,\s", line.strip()) if part]
    if not 2 <= len(parts) <= 3:
        raise ValueError(line)
    return Typed(
        number, month_of(parts[0]), parse_amount(parts[1]), _day(parts[2]) if len(parts) == 3 else None
    )


def month_of(text: str) -> date:
    """The first day of a month as publishers write it: ``2026-06``, ``06/2026``, ``2026M06``.

    Raises ``ValueError`` on anything else, and on years in which nobody publishes (a slip such as ``0206-06``).
    """
    found = MONTH.fullmatch(text)
    if found is None or int(found["year"] or found["y"]) not in YEARS:
        raise ValueError(text)
    return date(int(found["year"] or found["y"]), int(found["month"] or found["m"]), 1)


def _day(text: str) -> date:
    found = DAY.fullmatch(text)
    if found is None:
        raise ValueError(text)
    if found[1]:
        return date(int(found[1]), int(found[2]), int(found[3]))
    return date(int(found[6]), int(found[5]), int(found[4]))
