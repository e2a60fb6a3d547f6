"""How values of indices come in from a spreadsheet: index, month, value, publication, source.

A value is never changed in place: one that differs and is to be taken becomes a new row that names the one it corrects.
"""

from collections.abc import Collection, Hashable, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from contracts.importing.showing import STATUS
from contracts.indices import month_of
from contracts.models import IndexSeries, IndexValue
from tenancy.acting import acting
from tenancy.importing.plain import PlainRow, Values, check_plain
from tenancy.inserting import insert
from tenancy.months import add_m, month_end
from ui.spreadsheets.cells import Cell, Sheet
from ui.spreadsheets.checking import Checked
from ui.spreadsheets.columns import Column, Mapped, Noun, named
from ui.spreadsheets.values import BadValue, Fault, at_most, calendar_date, number, one_of
from ui.spreadsheets.written import Written, chunks

INDEX_MISSING = gettext_noop("the index is missing")
INDEX_UNKNOWN = gettext_noop("the index is new: tell its name and who publishes it")
NOT_A_MONTH = gettext_noop("the month is not one, such as 2026-06")
NOT_BEGUN = gettext_noop("the month has not begun yet")
VALUE_WRONG = gettext_noop("the value is not a number above zero with four decimals at most")
NOT_A_DATE = gettext_noop("the day of publication is not a date")
IN_FUTURE = gettext_noop("the day of publication lies in the future")
BEFORE_MONTH = gettext_noop("it was published before the month began")
TOO_LONG = gettext_noop("the text is too long")
TELLS_APART = gettext_noop("it tells the rows apart")
OF_THE_INDEX = gettext_noop("it is changed on the page of the index")
LARGEST = Decimal("99999999.9999")
STATUSES = {
    IndexValue.Status.FINAL: "Définitif|Définitive|Definitivo|Final",
    IndexValue.Status.PROVISIONAL: "Provisoire|Provvisorio|Provisional",
}


def year_month(cell: Cell) -> date:
    """A month of a year: ``2026-06``, ``06/2026``, ``2026M06``, or any day in it."""
    if isinstance(cell, datetime | date):
        return calendar_date(cell).replace(day=1)
    if not isinstance(cell, str):
        raise BadValue(Fault.NOT_A_DATE)
    try:
        return month_of(cell.strip())
    except ValueError:
        return calendar_date(cell).replace(day=1)


def above_zero(cell: Cell) -> Decimal:
    """A figure as publishers print it."""
    value = number(cell, places=4)
    if value <= 0:
        raise BadValue(Fault.NEGATIVE)
    if value > LARGEST:
        raise BadValue(Fault.TOO_LARGE)
    return value


INDEX_VALUES = Noun(
    name="index_values",
    label=_("values of indices"),
    key="code",
    once=False,
    columns=(
        Column(
            "code",
            _("Index"),
            named("Indice|Code de l'indice|Code indice|Codice indice|Codice dell'indice|Index|Index code"),
            at_most(30),
            {Fault.MISSING: INDEX_MISSING, Fault.TOO_LONG: TOO_LONG},
            required=True,
            fixed=TELLS_APART,
        ),
        Column(
            "month",
            _("Month"),
            named("Mois|Période|Mois de l'indice|Mese|Periodo|Month|Period"),
            year_month,
            {Fault.MISSING: NOT_A_MONTH, Fault.NOT_A_DATE: NOT_A_MONTH, Fault.NO_SUCH_DATE: NOT_A_MONTH},
            required=True,
            fixed=TELLS_APART,
        ),
        Column(
            "value",
            _("Value"),
            named("Valeur|Valeur de l'indice|Valore|Valore dell'indice|Value|Index value"),
            above_zero,
            dict.fromkeys(Fault, VALUE_WRONG),
            required=True,
        ),
        Column(
            "published_on",
            _("Published on"),
            named(
                "Publié le|Date de publication|Pubblicato il|Data di pubblicazione|Published on|Publication date"
            ),
            calendar_date,
            {Fault.NOT_A_DATE: NOT_A_DATE, Fault.NO_SUCH_DATE: NOT_A_DATE},
            blank=None,
        ),
        Column("source", _("Source"), named("Source|Fonte"), at_most(160), {Fault.TOO_LONG: TOO_LONG}),
        Column(
            "status",
            _("Status"),
            named("Statut|Statut de la valeur|Stato del valore|Value status"),
            one_of({word: status.value for status, words in STATUSES.items() for word in words.split("|")}),
            {Fault.UNKNOWN: gettext_noop("the status is unknown")},
            blank=IndexValue.Status.FINAL.value,
            also=named("Stato|Status"),
            show=STATUS,
        ),
        Column(
            "name",
            _("Name of the index"),
            named("Nom de l'indice|Libellé de l'indice|Nome dell'indice|Name of the index|Index name"),
            at_most(160),
            {Fault.TOO_LONG: TOO_LONG},
            fixed=OF_THE_INDEX,
        ),
        Column(
            "publisher",
            _("Published by"),
            named("Publié par|Éditeur|Organisme|Pubblicato da|Ente|Published by|Publisher"),
            at_most(80),
            {Fault.TOO_LONG: TOO_LONG},
            fixed=OF_THE_INDEX,
        ),
    ),
)
#: what a value says of itself; the rest tells which it is, or is about the index
COMPARED = ("value", "published_on", "source", "status")


def check_index_values(sheet: Sheet, mapped: Mapped, *, on: date) -> Checked[PlainRow]:
    """Judges the rows of a sheet of values. An index nobody knows yet needs a name and a publisher."""
    codes = set(IndexSeries.objects.values_list("code", flat=True))

    def month(values: Values) -> str | None:
        return NOT_BEGUN if values["month"] > on else None

    def published_on(values: Values) -> str | None:
        day = values["published_on"]
        if day is None:
            return None
        if day > on:
            return IN_FUTURE
        return BEFORE_MONTH if day < values["month"] else None

    def publisher(values: Values) -> str | None:
        if values["code"] in codes:
            return None
        if not (values["name"] and values["publisher"]):
            return INDEX_UNKNOWN
        codes.add(values["code"])
        return None

    checks = {"month": month, "published_on": published_on, "publisher": publisher}
    return check_plain(sheet, mapped, same=_same, checks=checks)


def write_index_values(
    rows: Sequence[PlainRow], columns: Collection[str], update: Collection[str], *, on: date
) -> Written:
    """Writes values of months not known; of the others those that differ and are to be taken, as corrections."""
    written = Written()
    compared = [name for name in COMPARED if name in columns]
    for chunk in chunks(rows):
        series = _series(chunk)
        known = {
            (value.series_id, value.month): value
            for value in IndexValue.objects.in_force().filter(
                series__in=[each.pk for each in series.values()]
            )
        }
        made = []
        for row in chunk:
            index = series[row.values["code"]]
            there = known.get((index.pk, row.values["month"]))
            if there is None:
                made.append(_value(index, row.values, on))
                written.created += 1
                continue
            takes = written.compare(
                INDEX_VALUES,
                compared,
                row.line,
                row.reference,
                row.values.__getitem__,
                lambda name, there=there: getattr(there, name),  # type: ignore[misc]
                update,
            )
            if takes:
                made.append(_correction(index, there, row.values, takes, on))
        insert(made)
    return written


def _same(values: Values) -> Hashable:
    return values["code"], values["month"]


def _series(rows: Sequence[PlainRow]) -> dict[str, IndexSeries]:
    """The indices that rows name; those not there yet are made."""
    found = {each.code: each for each in IndexSeries.objects.all()}
    new = {
        row.values["code"]: IndexSeries(
            code=row.values["code"], name=row.values["name"], publisher=row.values["publisher"]
        )
        for row in reversed(rows)
        if row.values["code"] not in found and row.values["name"] and row.values["publisher"]
    }
    insert(list(new.values()))
    return found | new


def _value(index: IndexSeries, values: Values, on: date) -> IndexValue:
    usual = min(add_m(month_end(values["month"]), index.lag_months), on)
    return IndexValue(
        series=index,
        month=values["month"],
        value=values["value"],
        published_on=values["published_on"] or max(usual, values["month"]),
        status=values["status"],
        source=values["source"],
        entered_by=acting().actor,
    )


def _correction(
    index: IndexSeries, wrong: IndexValue, values: Values, takes: Collection[str], on: date
) -> IndexValue:
    made = _value(index, {name: getattr(wrong, name) for name in (*COMPARED, "month")}, on)
    for name in takes:
        setattr(made, name, values[name])
    made.corrects, made.reason = wrong, gettext("Corrected by an import")
    return made
