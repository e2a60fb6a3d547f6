from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.test import Client

from config import nightly
from contracts.clauses import copy_clause, establish, write_clause
from contracts.forms.clause import initial_of
from contracts.models import (
    Contract,
    IndexSeries,
    LineBase,
    Notice,
    Revision,
    RevisionClause,
    RevisionLine,
    RevisionTerm,
)
from contracts.renewal import renew
from contracts.signing import sign
from tenancy.acting import acting_for
from tenancy.models import Company
from tests.factories.contracts import (
    ContractFactory,
    IndexSeriesFactory,
    IndexValueFactory,
    TemplateFactory,
)

D = Decimal
SIGNED, NOTICED, RENEWED = date(2026, 3, 1), date(2026, 10, 5), date(2027, 3, 4)
VALUES = {  # ICHT-IME by month; each is published three months and 24 days on
    date(2025, 9, 1): "132.4", date(2026, 6, 1): "138.9", date(2026, 9, 1): "140.0",
    date(2027, 6, 1): "142.1", date(2028, 6, 1): "144.0",
}  # fmt: skip
USUAL = {
    "fixed_part": "0,15", "series_1": "", "weight_1": "0,85", "series_2": "", "weight_2": "", "series_3": "",
    "weight_3": "", "method": "fixed", "rounding": "four", "reference": "last", "months_before": "4", "cap": "",
    "floor": "", "threshold": "", "first_months": "12",
}  # fmt: skip


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel("2026-11-23T10:00:00Z", tick=False):
        yield


def values_published() -> IndexSeries:
    series = IndexSeriesFactory()
    for month, value in VALUES.items():
        number = month.year * 12 + month.month - 1 + 3
        IndexValueFactory(
            series=series, month=month, value=D(value), published_on=date(number // 12, number % 12 + 1, 24)
        )
    return series


def follow(contract: Contract, **changes: Any) -> RevisionClause:
    values = initial_of(None) | changes
    return write_clause(contract, values, [(values_published(), D("0.85"))])


def signed(**changes: Any) -> Contract:
    contract = ContractFactory(number="F1")
    contract.lines.update(annual_fee=D("180.00"))
    follow(contract, **changes)
    return sign(contract, SIGNED, on=SIGNED)


def fees(contract: Contract) -> list[Decimal]:
    return list(contract.terms.order_by("number").values_list("annual_fee", flat=True))


def test_the_night_settles_the_price_the_notice_shows_and_the_renewal_applies(company_a: Company) -> None:
    with acting_for(company_a):
        contract = signed()
    for _twice in range(2):
        nightly.run(company_a, NOTICED)
    with acting_for(company_a):
        revision = Revision.objects.get()
        line = revision.lines.get()
        assert (revision.effective_on, revision.known_on, revision.new_fee) == (RENEWED, NOTICED, D("187.51"))
        assert (line.base_fee, line.coefficient, line.values[0]["value"]) == (
            D("180.00"),
            D("1.0417"),
            "138.9",
        )
        assert Notice.objects.get().price_shown == D("187.51")
        IndexValueFactory(
            series=IndexSeries.objects.get(), month=date(2026, 5, 1), published_on=date(2026, 6, 1)
        )
    nightly.run(company_a, RENEWED)
    with acting_for(company_a):
        assert fees(contract) == [D("180.00"), D("187.51")]
        assert Revision.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "second", "third"),
    [
        ({}, "187.51", "191.21"),
        ({"method": "chained"}, "187.51", "191.19"),
        ({"rounding": "three_up"}, "187.56", "191.34"),
        ({"cap": D(3)}, "185.40", "190.96"),
        ({"threshold": D(5)}, "180.00", "191.21"),
        ({"first_months": 24}, "180.00", "191.21"),
        ({"reference": "month", "months_before": 6}, "188.78", "180.00"),
    ],
)
def test_forty_nights_off_give_the_prices_of_each_night(
    acting_a: Company, changes: dict[str, Any], second: str, third: str
) -> None:
    contract = signed(**changes)
    if changes.get("reference") == "month":  # nobody knows the value of September 2027
        renew([contract.pk], RENEWED, origin="nightly")
        assert fees(contract) == [D("180.00"), D(second)]
        return
    renew([contract.pk], date(2028, 3, 4), origin="nightly")
    assert fees(contract) == [D("180.00"), D(second), D(third)]
    renew([contract.pk], date(2028, 3, 4), origin="nightly")
    assert fees(contract) == [D("180.00"), D(second), D(third)]


def test_never_revise_wins_and_a_fee_changed_by_hand_waits_for_a_base(acting_a: Company) -> None:
    contract = signed()
    Contract.objects.update(never_revise=True)
    renew([contract.pk], RENEWED, origin="nightly")
    assert fees(contract) == [D("180.00"), D("180.00")]
    Contract.objects.update(never_revise=False)
    contract.lines.update(annual_fee=D("200.00"))
    renew([contract.pk], date(2028, 3, 4), origin="nightly")
    assert fees(contract)[2] == D("200.00")


def test_what_a_revision_was_made_of_cannot_be_changed(company_a: Company) -> None:
    with acting_for(company_a):
        signed()
    nightly.run(company_a, NOTICED)
    with acting_for(company_a), pytest.raises(DatabaseError), transaction.atomic():
        RevisionLine.objects.update(new_fee=D(1))


def test_a_contract_takes_the_formula_of_its_template_and_its_base_at_signature(acting_a: Company) -> None:
    template = TemplateFactory()
    write_clause(template, initial_of(None), [(values_published(), D("0.85"))])
    contract = ContractFactory(template=template)
    copy_clause(template, contract)
    sign(contract, SIGNED, on=SIGNED)
    base = LineBase.objects.get()
    assert (base.fee, base.since) == (D("120.00"), date(2026, 3, 4))
    assert list(base.values.values()) == [{"value": "132.4000", "month": "2025-09-01"}]


def test_a_base_without_its_values_is_refused(acting_a: Company) -> None:
    contract = ContractFactory()
    write_clause(contract, initial_of(None), [(IndexSeriesFactory(), D("0.85"))])
    with pytest.raises(ValidationError, match="missing"):
        establish(contract, since=SIGNED, known_on=SIGNED, strict=True)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"weight_1": "0,80"}, "They sum to 0.95 instead of 1."),
        ({"weight_1": "x"}, "Enter a figure"),
        ({"weight_1": ""}, "required"),
        ({"series_2": "same", "weight_2": "0.1", "weight_1": "0.75"}, "stands in the formula twice"),
        ({"weight_2": "0.1"}, "Which index has this weight?"),
        ({"series_1": "general"}, "L112-2"),
        ({"cap": "-1"}, "greater than or equal to 0"),
        ({"months_before": "99"}, "less than or equal to 24"),
    ],
)
def test_a_wrong_formula_is_refused_at_its_field(
    client_ana: Client, company_a: Company, typed: dict[str, str], told: str
) -> None:
    with acting_for(company_a):
        template = TemplateFactory()
        keys = {
            "same": IndexSeriesFactory().pk,
            "general": IndexSeriesFactory(code="CPI", general_level=True).pk,
        }
    data = (
        USUAL | {"series_1": keys["same"]} | {name: keys.get(value, value) for name, value in typed.items()}
    )
    answer = client_ana.post(f"/t/alpha/contracts/templates/{template.pk}/formula/", data)
    assert answer.status_code == 200
    assert told in answer.content.decode()
    with acting_for(company_a):
        assert not RevisionClause.objects.exists()


def test_a_formula_is_written_and_explained_and_its_price_taken_back(
    client_ana: Client, company_a: Company
) -> None:
    with acting_for(company_a):
        contract = ContractFactory(number="F1")
        contract.lines.update(annual_fee=D("180.00"))
        sign(contract, SIGNED, on=SIGNED)
        series = values_published()
    page = f"/t/alpha/contracts/{contract.pk}/"
    data = USUAL | {"series_1": series.pk, "since": "2026-03-04", "base_month": "2025-09"}
    missing = client_ana.post(f"{page}formula/", data | {"base_month": "2024-01"}).content.decode()
    assert "enter it among the indices first" in missing
    assert client_ana.post(f"{page}formula/", data).status_code == 302
    nightly.run(company_a, NOTICED)
    told = client_ana.get(page).content.decode()
    assert "€187.51 = €180.00 × 1.0417 (0.15 + 0.85 × 138.9 / 132.4)" in told
    assert "ICHT-IME of June 2026: 138.9 (INSEE, published on" in told
    revisions = "/t/alpha/contracts/revisions/"
    assert "€187.51" in client_ana.get(f"{revisions}?standing=settled&series={series.pk}").content.decode()
    assert "take it back first" in client_ana.post(f"{page}formula/", data).content.decode()
    with acting_for(company_a):
        key = Revision.objects.get().pk
    for action, expected in (("take_back", "1"),):
        form = {"action": action, "pk": key}
        assert "is open again" in client_ana.post(revisions, form).content.decode()
        client_ana.post(revisions, form | {"confirm": "1", "expected": expected})
        assert "taken back already" in client_ana.post(revisions, form).content.decode()
    with acting_for(company_a):
        assert Revision.objects.get().withdrawn_by.email == "ana@alpha.example"
        assert Notice.objects.get().price_shown is None
        assert RevisionTerm.objects.get().weight == D("0.85")


def test_prices_are_for_those_who_see_fees(client_ben: Client, company_a: Company) -> None:
    with acting_for(company_a):
        contract = signed()
    nightly.run(company_a, NOTICED)
    assert client_ben.get("/t/alpha/contracts/revisions/").status_code == 403
    assert client_ben.get(f"/t/alpha/contracts/{contract.pk}/formula/").status_code == 403
    assert "187.51" not in client_ben.get(f"/t/alpha/contracts/{contract.pk}/").content.decode()
