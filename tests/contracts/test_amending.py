"""Amendments: what they do to lines, fees, periods and visits, and that undone they were never there."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from contracts.amending.applying import amend
from contracts.amending.planning import CannotAmend
from contracts.amending.undoing import CannotUndo, undo
from contracts.amending.wanted import Content, Wanted, Wish, content_of
from contracts.models import BillingPeriod, Contract, Credit, Line, OwedVisit, Term
from contracts.renewal import renew
from contracts.signing import sign
from contracts.suspending import suspending
from contracts.suspending.suspending import Asked
from installed_base.models import DueDate
from tenancy.acting import acting_for
from tenancy.models import Company, User
from tests.everything import every_row, how_many
from tests.factories.contracts import ContractFactory, LineEquipmentFactory, LineFactory
from tests.factories.installed_base import EquipmentFactory

TODAY = date(2026, 5, 20)
BOOKKEEPING = (
    "contracts_amendment",
    "contracts_amendmentchange",
    "customers_communication",
    "tenancy_change",
    "tenancy_searchtoken",
    "installed_base_duedate",
)


def signed(step: int | None = 3, **columns: object) -> Contract:
    """From 1 January 2026, 120.00 a year, one visit; billed by quarters unless said otherwise."""
    contract = ContractFactory(start_on=date(2026, 1, 1), billing_step=step, line=None, **columns)
    line = LineFactory(contract=contract)
    LineEquipmentFactory(line=line, equipment=EquipmentFactory(customer=contract.customer))
    return sign(contract, date(2025, 12, 1), on=TODAY)


def wanted(day: date, *wishes: Wish) -> Wanted:
    return Wanted(day, wishes, "Because")


def promise(line: Line, **changes: object) -> Content:
    content = content_of(line)
    return Content(**{name: changes.get(name, getattr(content, name)) for name in Content.__slots__})  # type: ignore[arg-type]


def service(fee: str, visits: int = 0) -> Content:
    return Content("Softener", Decimal(fee), visits, None, "anywhere")


def periods(contract: Contract) -> list[tuple[str, str]]:
    rows = contract.billing_periods.order_by("term__number", "number")
    return [(str(row.amount), row.state if row.kind == "fee" else row.kind) for row in rows]


def owed(contract: Contract) -> list[tuple[str, str, str]]:
    rows = contract.owed_visits.open().order_by("window_starts_on", "pk").select_related("line")
    return [(row.line.label, str(row.window_starts_on), str(row.window_ends_on)) for row in rows]


def test_a_boiler_swapped_mid_term_costs_nothing_and_keeps_the_visit(acting_a: Company, ana: User) -> None:
    contract = signed()
    line = contract.lines.get()
    (old,) = line.machines.all()
    new = EquipmentFactory(customer=contract.customer)
    before = periods(contract), owed(contract)
    amend(
        contract,
        wanted(date(2026, 6, 1), Wish(line.pk, promise(line, machines=(new.pk,)))),
        on=TODAY,
        by=ana,
    )
    line.refresh_from_db()
    after = contract.lines.get(follows=line)
    assert (line.ends_on, after.starts_on, after.ends_on) == (date(2026, 5, 31), date(2026, 6, 1), None)
    assert [each.equipment_id for each in line.machines.all()] == [old.equipment_id]
    assert [each.equipment_id for each in after.machines.all()] == [new.pk]
    assert (periods(contract), owed(contract)) == before
    assert contract.owed_visits.get().line_id == after.pk
    term = contract.terms.get()
    assert (term.fee, term.annual_fee) == (Decimal("120.00"), Decimal("120.00"))
    assert DueDate.objects.filter(equipment=new, clock="care").exists()


def test_open_periods_take_their_part_and_a_difference_is_charged_for_those_charged_before(
    acting_a: Company, ana: User
) -> None:
    contract = signed()
    for row in contract.billing_periods.order_by("number")[:2]:
        row.close(BillingPeriod.State.ELSEWHERE, on=TODAY, by=ana, reason="Invoice 7")
    amend(contract, wanted(date(2026, 5, 16), Wish(None, service("73.00", 2))), on=TODAY, by=ana)
    # 230 of 365 days of 73.00 are 46.00: 46 of the second quarter's 91 days, two whole quarters.
    assert contract.terms.get().fee == Decimal("166.00")
    assert periods(contract) == [
        ("30.00", "elsewhere"),
        ("30.00", "elsewhere"),
        ("48.36", "open"),
        ("48.36", "open"),
        ("9.28", "difference"),
    ]
    more = contract.billing_periods.get(kind="difference")
    assert (more.starts_on, more.ends_on, more.due_on) == (date(2026, 5, 16), date(2026, 6, 30), TODAY)
    assert owed(contract) == [
        ("Maintenance", "2026-01-01", "2026-12-31"),
        ("Softener", "2026-05-16", "2026-06-30"),
        ("Softener", "2026-07-01", "2026-12-31"),
    ]


def test_what_was_charged_for_a_line_that_goes_is_a_credit_and_no_fee_due(
    acting_a: Company, ana: User
) -> None:
    contract = signed(step=None)
    extra = LineFactory(contract=contract, label="Softener", annual_fee=Decimal("73.00"), visits_per_year=2)
    contract.billing_periods.all().delete()
    contract.owed_visits.all().delete()
    contract.terms.all().delete()
    Contract.objects.filter(pk=contract.pk).update(runs_until=None)
    contract.refresh_from_db()
    sign(contract, date(2025, 12, 1), on=TODAY)
    contract.billing_periods.get().close(BillingPeriod.State.ELSEWHERE, on=TODAY, by=ana, reason="Invoice 7")
    amend(contract, wanted(date(2026, 6, 1), Wish(extra.pk, None)), on=TODAY, by=ana)
    # 151 of 365 days of 73.00 stay.
    assert contract.terms.get().fee == Decimal("150.20")
    assert periods(contract) == [("193.00", "elsewhere")]
    assert Credit.objects.get().amount == Decimal("42.80")
    withdrawn = contract.owed_visits.get(withdrawn_on__isnull=False)
    assert (withdrawn.slice_starts_on, withdrawn.amendment) == (date(2026, 7, 1), contract.amendments.get())
    assert owed(contract) == [
        ("Maintenance", "2026-01-01", "2026-12-31"),
        ("Softener", "2026-01-01", "2026-06-30"),
    ]


def test_other_visits_are_owed_from_the_day_and_never_twice_in_a_part_of_the_term(
    acting_a: Company, ana: User
) -> None:
    contract = signed()
    line = contract.lines.get()
    contract.owed_visits.get().close(on=date(2026, 2, 3), by=OwedVisit.Done.OFFICE)
    amend(contract, wanted(date(2026, 6, 1), Wish(line.pk, promise(line, visits_per_year=2))), on=TODAY)
    assert owed(contract) == [("Maintenance", "2026-07-01", "2026-12-31")]


def test_the_next_term_is_written_with_the_lines_of_then(acting_a: Company, ana: User) -> None:
    contract = signed()
    line = contract.lines.get()
    change = wanted(date(2027, 1, 1), Wish(line.pk, promise(line, annual_fee=Decimal("99.00"))))
    amend(contract, change, on=TODAY)
    assert contract.terms.get().annual_fee == Decimal("120.00")
    renew([contract.pk], date(2027, 1, 5), origin=Term.Origin.NIGHTLY)
    assert [str(term.annual_fee) for term in contract.terms.order_by("number")] == ["120.00", "99.00"]


@pytest.mark.parametrize(
    ("day", "removes", "code"),
    [
        (date(2026, 1, 1), False, "day"),
        (date(2027, 1, 2), False, "day"),
        (date(2026, 6, 1), True, "last_line"),
    ],
)
def test_what_cannot_be_amended_says_why(acting_a: Company, day: date, removes: bool, code: str) -> None:
    contract = signed()
    line = contract.lines.get()
    wish = Wish(line.pk, None if removes else promise(line, label="Other"))
    with pytest.raises(CannotAmend, match=code):
        amend(contract, wanted(day, wish), on=TODAY)


def test_a_running_term_whose_lines_the_next_one_raised_is_left_alone(acting_a: Company, ana: User) -> None:
    contract = signed()
    Line.objects.filter(contract=contract).update(annual_fee=Decimal("132.00"))
    with pytest.raises(CannotAmend, match="fee_differs"):
        amend(contract, wanted(date(2026, 6, 1), Wish(None, service("50.00"))), on=TODAY)


def test_it_is_not_undone_once_something_stands_on_it(acting_a: Company, ana: User) -> None:
    contract = signed()
    line = contract.lines.get()
    first = amend(contract, wanted(date(2026, 6, 1), Wish(None, service("73.00", 2))), on=TODAY)
    second = amend(contract, wanted(date(2026, 6, 1), Wish(line.pk, promise(line, label="Other"))), on=TODAY)
    with pytest.raises(CannotUndo, match="Amendment 2"):
        undo(first, on=TODAY, reason="No")
    undo(second, on=TODAY, reason="No")
    asked = Asked("customer", TODAY, "letter", "House empty", TODAY, TODAY + timedelta(30))
    rest = suspending.suspend(contract, asked, on=TODAY)
    with pytest.raises(CannotUndo, match="undo the suspension first"):
        undo(first, on=TODAY, reason="No")
    suspending.undo(rest, on=TODAY, by=ana, reason="No")
    contract.owed_visits.filter(line__label="Softener").first().close(on=TODAY, by="office")
    with pytest.raises(CannotUndo, match="was done since"):
        undo(first, on=TODAY, reason="No")


WISHES = st.lists(
    st.tuples(
        st.integers(0, 400),  # the day, from the first
        st.sampled_from(["add", "change", "fee", "visits", "remove", "undo", "settle", "visit"]),
        st.integers(0, 5),
        st.integers(0, 20_000),
    ),
    min_size=1,
    max_size=6,
)


# Shrinking would replay the database for minutes.
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(steps=WISHES, step=st.sampled_from([1, 3, None]), yearly=st.integers(1, 30_000))
def test_after_any_amendments_the_periods_sum_to_the_fee_and_undone_all_is_as_before(
    company_a: Company, steps: list[tuple[int, str, int, int]], step: int | None, yearly: int
) -> None:
    with acting_for(company_a):
        contract = signed(step=step)
        line = contract.lines.get()
        first = wanted(date(2026, 2, 1), Wish(line.pk, promise(line, annual_fee=Decimal(yearly).scaleb(-2))))
        amend(contract, first, on=TODAY)
        kept = contract.amendments.get()
        for offset, what, which, cents in steps:
            before = every_row(*BOOKKEEPING)
            done = _do(contract, date(2026, 1, 2) + timedelta(offset), what, which, cents)
            _holds(contract)
            if done and what not in {"undo", "settle", "visit"}:
                last = contract.amendments.in_force().latest("number")
                after = every_row(*BOOKKEEPING)
                undo(last, on=TODAY, reason="Try")
                assert every_row(*BOOKKEEPING) == before
                _do(contract, date(2026, 1, 2) + timedelta(offset), what, which, cents)
                assert how_many(every_row(*BOOKKEEPING)) == how_many(after)
        assert kept.number == 1


def _do(contract: Contract, day: date, what: str, which: int, cents: int) -> bool:
    """One thing an office does; false when it is refused."""
    lines = list(contract.lines.order_by("pk"))
    line = lines[which % len(lines)]
    fee = Decimal(cents).scaleb(-2)
    if what == "settle":
        if row := contract.billing_periods.open().order_by("pk").first():
            row.close("elsewhere", on=TODAY, by=None, reason="x")
        return True
    if what == "visit":
        if visit := contract.owed_visits.open().order_by("pk").first():
            visit.close(on=TODAY, by="office")
        return True
    try:
        if what == "undo":
            if last := contract.amendments.in_force().order_by("-number").first():
                undo(last, on=TODAY, reason="x")
            return True
        wish = {
            "add": lambda: Wish(None, Content("New", fee, which, None, "anywhere")),
            "change": lambda: Wish(line.pk, promise(line, label=f"Other {cents}")),
            "fee": lambda: Wish(line.pk, promise(line, annual_fee=fee)),
            "visits": lambda: Wish(line.pk, promise(line, visits_per_year=which)),
            "remove": lambda: Wish(line.pk, None),
        }[what]()
        amend(contract, wanted(day, wish), on=TODAY)
    except (CannotAmend, CannotUndo):
        return False
    return True


def _holds(contract: Contract) -> None:
    term = contract.terms.get()
    assert (term.starts_on, term.ends_on) == (date(2026, 1, 1), date(2026, 12, 31))
    charged = sum((row.amount for row in contract.billing_periods.all()), Decimal(0))
    given = sum((row.amount for row in contract.credits.all()), Decimal(0))
    assert charged - given == term.fee
    chains: dict[int, list[OwedVisit]] = {}
    lines = {line.pk: line for line in contract.lines.all()}
    for visit in contract.owed_visits.open().order_by("slice_starts_on"):
        line = lines[visit.line_id]
        while line.follows_id:
            line = lines[line.follows_id]
        chains.setdefault(line.pk, []).append(visit)
    for visits in chains.values():
        assert all(a.slice_ends_on < b.slice_starts_on for a, b in pairwise(visits))
