"""The answer on paper: the same data in words, under the company's head, in the person's language (GDPR, art. 15)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.template.loader import get_template
from django.utils import timezone, translation
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from config.privacy.gathering import PersonalData, Section
from letters.models import Paper
from letters.sheets import address_lines, on_paper, render
from letters.spelling import long_day
from tenancy.models import Change, Company
from ui import formats

STYLE = ("letters/letter.css", "config/privacy.css")
LONGEST = 1_000  # rows: beyond, nobody reads them on paper and the page would wait too long


@dataclass(frozen=True, slots=True)
class Heading:
    """One kind of data with its rows, each as labels and values."""

    title: str
    rows: list[list[tuple[str, str]]]


def answer_pdf(data: PersonalData, company: Company, on: date) -> bytes:
    """The letter with all the data in it; nothing is kept."""
    language = data.customer.letter_language
    with translation.override(language):
        html = get_template("config/pdf/privacy.html").render(
            {
                **on_paper(company, language, Paper.objects.in_force()),
                "customer": data.customer,
                "references": [(_("Customer no.:"), data.customer.number)],
                "address_lines": address_lines(data.customer, company),
                "dated": ", ".join(filter(None, (company.city, long_day(on)))),
                "private": data.private,
                "headings": [_heading(section) for section in data.sections()],
                "changes": list(_changes(data)),
            }
        )
    return render(html, company, STYLE)


def _heading(section: Section) -> Heading:
    meta = section.model._meta
    known: list[tuple[str, Any]] = [
        (name, meta.get_field(source.partition("__")[0])) for name, source in section.columns
    ]
    columns = [(name, column) for name, column in known if _has_a_name(column)]
    rows = [
        [
            (capfirst(str(column.verbose_name)), words)
            for name, column in columns
            if (words := in_words(column, row[name]))
        ]
        for row in section.rows
    ]
    return Heading(capfirst(str(meta.verbose_name_plural)), [row for row in rows if row])


def _has_a_name(column: Any) -> bool:
    """A column without a name of its own serves the machine; what it points at is told under its own heading."""
    return "verbose_name" in column.deconstruct()[3]


def in_words(column: Any, value: Any) -> str:
    """A value as the person's language writes it; nothing for what is empty or says no."""
    if value is None or value in ("", False) or value in ([], {}):
        return ""
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if value is True:
        return _("yes")
    if isinstance(value, datetime):
        return formats.moment(value)
    if isinstance(value, date):
        return formats.day(value)
    if isinstance(value, Decimal):
        return number_format(value, column.decimal_places)
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _changes(data: PersonalData) -> Iterator[tuple[str, str, str]]:
    """When which kind of row was made, changed or deleted; the values stand in the data file."""
    names = {table.model._meta.db_table: table.model._meta.verbose_name for table, _ids in data.tables}
    operations = dict(Change.Operation.choices)
    for change in data.changes():
        what = capfirst(str(names.get(change["noun"], change["noun"])))
        at = timezone.localtime(change["at"])
        yield formats.moment(at), what, str(operations[change["operation"]])
