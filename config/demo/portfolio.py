"""A portfolio as a firm would bring it from its old software: invented people, real-looking dates, a fixed seed.

Used by the demo and by the bench; every name, number and address in it is made up.
"""

import csv
import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from faker import Faker
from stdnum import luhn

from config.demo.headers import CONTRACTS, CUSTOMERS, EQUIPMENT, FILES, Words, words_of
from contracts.dates.anchors import anniversary

POOL = 300


@dataclass(slots=True)
class Portfolio:
    """Rows of the three files, ready to be written with the headers of the country's language."""

    words: Words
    customers: list[list[str]] = field(default_factory=list)
    equipment: list[list[str]] = field(default_factory=list)
    contracts: list[list[str]] = field(default_factory=list)

    def write(self, directory: Path) -> list[Path]:
        """Write three CSV files with ``;`` and decimal commas, as spreadsheets of both countries save them."""
        written = []
        for name, headers, rows in (
            (FILES[0], CUSTOMERS[self.words.language], self.customers),
            (FILES[1], EQUIPMENT[self.words.language], self.equipment),
            (FILES[2], CONTRACTS[self.words.language], self.contracts),
        ):
            path = directory / name
            with path.open("w", newline="", encoding="utf-8-sig") as file:
                out = csv.writer(file, delimiter=";")
                out.writerow(headers)
                out.writerows(rows)
            written.append(path)
        return written


def invent(country: str, contracts: int, on: date, seed: int = 7) -> Portfolio:
    """A portfolio of so many contracts as it stands on the day; the same arguments give the same rows."""
    return _Inventor(country, on, seed).portfolio(contracts)


class _Inventor:
    def __init__(self, country: str, on: date, seed: int) -> None:
        self.words = words_of(country)
        self.on = on
        self.chance = random.Random(seed)  # noqa: S311 - invented rows, the same each time
        fake = Faker(self.words.locale)
        fake.seed_instance(seed)
        self.surnames = [fake.last_name() for _ in range(POOL)]
        self.first_names = [fake.first_name() for _ in range(POOL)]
        self.streets = [fake.street_name() for _ in range(POOL)]
        self.firms = [fake.company() for _ in range(POOL)]

    def portfolio(self, count: int) -> Portfolio:
        made = Portfolio(self.words)
        number = 0
        while len(made.contracts) < count:
            number += 1
            customer = f"C{number:05}"
            made.customers.append(self.customer(customer, number))
            machines = []
            for _ in range(1 + (self.chance.random() < 0.2)):
                machines.append(f"A{len(made.equipment) + 1:05}")
                made.equipment.append(self.machine(machines[-1], customer))
            made.contracts.append(self.contract(len(made.contracts) + 1, customer, machines))
        return made

    def customer(self, reference: str, number: int) -> list[str]:
        kind = self.chance.choices(self.words.kinds, (78, 12, 7, 3))[0]
        person = kind == self.words.kinds[0]
        surname, first = self.chance.choice(self.surnames), self.chance.choice(self.first_names)
        firm = "" if person else self.words.firm(kind, self.chance.choice(self.firms), surname)
        town = self.chance.choice(self.words.towns)
        email = f"client{number}@example.com" if self.chance.random() < 0.75 else ""
        return self.words.customer_row(
            reference=reference,
            kind=kind,
            surname=surname if person else "",
            first=first if person else "",
            firm=firm,
            address=f"{self.chance.randrange(1, 140)}, {self.chance.choice(self.streets)}",
            town=town,
            phone=self.words.phone(self.chance),
            email=email,
            tax=self.words.tax_number(self.chance, _with_check_digit) if not person else "",
            note=self.chance.choice(self.words.notes) if self.chance.random() < 0.15 else "",
            attention=self.chance.random() < 0.04,
            excluded=self.chance.random() < 0.03,
        )

    def machine(self, reference: str, customer: str) -> list[str]:
        category, brand, model, power, energy = self.chance.choice(self.words.machines)
        installed = self.on - timedelta(days=self.chance.randrange(40, 4000))
        warranty = installed + timedelta(days=730)
        serial = "".join(self.chance.choices("0123456789ABCDEF", k=12)) if self.chance.random() < 0.9 else ""
        place = self.chance.choice(self.words.places)
        shown = (f"{power:g}".replace(".", ",")) if power else ""
        return [
            reference,
            customer,
            category,
            brand,
            model,
            serial,
            shown,
            energy,
            _day(installed),
            _day(warranty),
            place,
            "",
        ]

    def contract(self, number: int, customer: str, machines: list[str]) -> list[str]:
        chance, words = self.chance, self.words
        start = self.on - timedelta(days=chance.randrange(-20, 3200))
        months = chance.choices((12, 24, 36, 6), (90, 5, 4, 1))[0]
        renewal = chance.choices(words.renewals, (86, 8, 6))[0]
        step = chance.choices((12, 6, 3, 1), (75, 9, 9, 7))[0]
        arrears = chance.random() < 0.12
        visits = chance.choices((1, 2, 4), (88, 8, 4))[0]
        rule = anniversary(start, months)
        term = rule.term(rule.number_on(self.on) or 1) if renewal == words.renewals[0] else rule.term(1)
        billed = self.billed_until(term.starts, step, arrears=arrears)
        visited = ""
        if term.starts <= self.on and chance.random() < 0.6:
            visited = _day(max(start, self.on - timedelta(days=chance.randrange(5, 300))))
        sent = _day(self.on - timedelta(days=chance.randrange(1, 60))) if chance.random() < 0.15 else ""
        cancelled = ""
        if chance.random() < 0.05 and start < self.on:
            cancelled = _day(max(start, self.on - timedelta(days=chance.randrange(0, 90))))
        fee = round(chance.uniform(95, 420), 2)
        return [
            f"{words.prefix}{start.year}-{number:05}", customer, "|".join(machines), chance.choice(words.templates),
            _day(start - timedelta(days=chance.randrange(0, 20))), _day(start), str(months), renewal,
            str(chance.choice(words.notices)), f"{fee:.2f}".replace(".", ","), chance.choice(words.rates),
            words.steps[step], words.terms[arrears], str(visits),
            str(chance.randrange(1, 13)) if chance.random() < 0.6 else "", billed, cancelled,
            chance.choice(words.controls), chance.choice(words.technicians),
            chance.choice(("", "", "1,5", "2", "3,2")), visited, sent,
        ]  # fmt: skip

    def billed_until(self, term_starts: date, step: int, *, arrears: bool) -> str:
        """The end of what the old software had charged: all that was due, but for some it forgot."""
        if self.chance.random() < 0.06:
            return ""
        reach = self.on if arrears else self.on + timedelta(days=step * 30)
        return _day(reach) if reach > term_starts else ""


def _with_check_digit(digits: str) -> str:
    return digits + luhn.calc_check_digit(digits)


def _day(day: date) -> str:
    return day.strftime("%d/%m/%Y")
