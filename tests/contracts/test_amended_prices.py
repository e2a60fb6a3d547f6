"""Amendments of contracts whose fee follows a formula, or whose next term is already written."""

from datetime import date
from decimal import Decimal

import pytest

from contracts.amending.applying import amend
from contracts.amending.effect import Effect, read
from contracts.amending.undoing import CannotUndo, undo
from contracts.amending.wanted import Content, Wanted, Wish, content_of
from contracts.answering import Given, answer
from contracts.clauses import write_clause
from contracts.forms.clause import initial_of
from contracts.models import Contract, LineBase, RenewalKind, Revision, Term
from contracts.pricing import settle, to_settle
from contracts.renewal import renew
from contracts.signing import sign
from tenancy.acting import acting_for
from tenancy.models import Company
from tests.contracts.test_amending import BOOKKEEPING
from tests.everything import every_row
from tests.factories.contracts import (
    ContractFactory,
    IndexSeriesFactory,
    IndexValueFactory,
    LineFactory,
    NoticeFactory,
)

D = Decimal
SIGNED, NOTICED, ON, RENEWED = date(2026, 3, 1), date(2026, 10, 5), date(2026, 11, 1), date(2027, 3, 4)


def indexed() -> Contract:
    """From 4 March 2026, 180.00 a year; its price for the second term, 187.51, is settled."""
    series = IndexSeriesFactory()
    for month, value, published in (
        (date(2025, 9, 1), "132.4", date(2025, 12, 24)),
        (date(2026, 6, 1), "138.9", date(2026, 9, 24)),
    ):
        IndexValueFactory(series=series, month=month, value=D(value), published_on=published)
    contract = ContractFactory(number="F1")
    contract.lines.update(annual_fee=D("180.00"))
    write_clause(contract, initial_of(None), [(series, D("0.85"))])
    sign(contract, SIGNED, on=SIGNED)
    settle(list(to_settle(NOTICED).values_list("pk", flat=True)), NOTICED, how=Revision.Origin.NIGHT)
    return Contract.objects.get(pk=contract.pk)


def renamed(contract: Contract) -> Wanted:
    line = contract.lines.get()
    content = content_of(line)
    other = Content("Another boiler", *[getattr(content, name) for name in Content.__slots__[1:]])
    return Wanted(date(2026, 12, 1), (Wish(line.pk, other),), "Swapped")


def settle_anew() -> None:
    settle(list(to_settle(ON).values_list("pk", flat=True)), ON, how=Revision.Origin.NIGHT)


def test_a_line_that_goes_on_at_its_fee_keeps_its_base_and_its_settled_price_is_settled_anew(
    acting_a: Company,
) -> None:
    contract = indexed()
    notice = NoticeFactory(contract=contract, term=contract.terms.get(), price_shown=D("187.51"))
    amendment = amend(contract, renamed(contract), on=ON)
    amendment.refresh_from_db()
    effect = read(Effect, amendment.effect)
    assert [(price.kind, price.what) for price in effect.prices] == [
        ("withdrawn", "2"),
        ("kept", "Another boiler"),
    ]
    (following,) = [term for term in effect.terms if not term.written]
    assert (following.yearly_before, following.yearly_after) == (D("187.51"), D("187.51"))
    notice.refresh_from_db()
    assert notice.price_shown is None
    assert (
        list(LineBase.objects.order_by("pk").values_list("fee", "current_fee", "since"))
        == [(D("180.00"), D("180.00"), date(2026, 3, 4))] * 2
    )
    assert not Revision.objects.standing().exists()
    settle_anew()
    assert Revision.objects.standing().get().new_fee == D("187.51")
    with pytest.raises(CannotUndo, match="make another amendment"):
        undo(amendment, on=ON, reason="No")
    renew([contract.pk], RENEWED, origin=Term.Origin.NIGHTLY)
    assert list(contract.terms.order_by("number").values_list("annual_fee", flat=True)) == [
        D("180.00"),
        D("187.51"),
    ]


def test_undone_the_settled_price_counts_again_row_by_row(company_a: Company) -> None:
    with acting_for(company_a):
        contract = indexed()
        before = every_row(*BOOKKEEPING)
        amendment = amend(contract, renamed(contract), on=ON)
        assert every_row(*BOOKKEEPING) != before
        undo(amendment, on=ON, reason="No")
        assert every_row(*BOOKKEEPING) == before
        assert Revision.objects.standing().get().new_fee == D("187.51")


def test_a_fee_changed_by_hand_waits_for_a_base_and_the_effect_says_so(acting_a: Company) -> None:
    contract = indexed()
    line = contract.lines.get()
    content = content_of(line)
    dearer = Content(content.label, D("200.00"), *[getattr(content, name) for name in Content.__slots__[2:]])
    amendment = amend(contract, Wanted(date(2026, 12, 1), (Wish(line.pk, dearer),), "Agreed"), on=ON)
    amendment.refresh_from_db()
    effect = read(Effect, amendment.effect)
    assert [price.kind for price in effect.prices] == ["withdrawn", "waits"]
    assert effect.terms[-1].yearly_after == D("200.00")
    settle_anew()
    assert not Revision.objects.standing().exists()


def test_a_term_written_early_by_an_answer_is_amended_from_its_first_day_on(acting_a: Company) -> None:
    contract = ContractFactory(
        start_on=date(2026, 1, 1),
        renewal=RenewalKind.EXPRESS,
        renewal_price="percent",
        revision_percent=D("10"),
        line=None,
    )
    LineFactory(contract=contract)
    sign(contract, date(2025, 12, 1), on=ON)
    answer(contract, Given("renewed", date(2026, 12, 1), "office"), on=date(2026, 12, 1))
    line = contract.lines.get()
    before = every_row(*BOOKKEEPING)
    service = Content("Softener", D("73.00"), 1, None, "anywhere")
    wish = Wanted(date(2027, 7, 1), (Wish(None, service),), "Softener")
    amendment = amend(contract, wish, on=date(2026, 12, 2))
    assert list(contract.terms.order_by("number").values_list("fee", "annual_fee")) == [
        (D("120.00"), D("120.00")),
        (D("168.80"), D("205.00")),  # 132.00, and 184 of 365 days of 73.00
    ]
    undo(amendment, on=date(2026, 12, 2), reason="No")
    assert every_row(*BOOKKEEPING) == before
    assert line.annual_fee == D("132.00")
