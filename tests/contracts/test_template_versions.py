"""Versions of templates: kept with each change, compared, and taken over by running contracts at renewal only."""

import html
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client

from config import nightly
from contracts.coverage import copy_coverage
from contracts.express import renew_express
from contracts.models import (
    Contract,
    ContractTemplate,
    Coverage,
    Line,
    Notice,
    Service,
    TakeOver,
    TemplateService,
    TemplateVersion,
    Term,
)
from contracts.offering import Offer
from contracts.signing import sign
from contracts.template_versions.deciding import take_over
from contracts.template_versions.keeping import keep
from letters.gathering import of_notices
from letters.notices import write_notice
from tenancy.acting import acting_for
from tenancy.models import Company, User
from tests.everything import every_row
from tests.factories.contracts import ContractFactory, ServiceFactory, TemplateFactory

BASE = "/t/alpha/contracts/"
FEE, TERM = Decimal("150.00"), date(2027, 3, 4)
FORM = {
    "name": "Comfort", "annual_fee": "120", "visits_per_year": "1", "visit_position": "anywhere",
    "services": "Sweeping",
    "anchor_rule": "anniversary", "calendar_month": "12", "term_months": "12", "renewal": "tacit",
    "renewal_price": "keep", "notice_months": "2", "notice_days": "0", "billing_step": "12", "billing_due": "advance",
    "billing_days": "0", "vat_rate": "10", "covers_travel": "on", "covers_labour": "on", "covers_parts": "none",
}  # fmt: skip


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel("2026-06-01T10:00:00Z", tick=False):
        yield


def begun(number: str, **rules: Any) -> Contract:
    """Signed from the first version of Comfort: 120.00 from 4 March 2026, two months' notice."""
    template = TemplateFactory()
    contract = ContractFactory(number=number, template_version=keep(template), **rules)
    return sign(contract, date(2026, 3, 1), on=date(2026, 6, 1))


def second_version(**changes: Any) -> TemplateVersion:
    """Comfort at 150.00 with three months' notice, or as said."""
    template = ContractTemplate.objects.get(name="Comfort")
    for name, value in ({"annual_fee": FEE, "notice_months": 3} | changes).items():
        setattr(template, name, value)
    template.save()
    return keep(template)


def text(response: Any) -> str:
    assert response.status_code == 200
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def test_each_save_that_changes_rules_services_or_fee_makes_a_frozen_version(
    client_ana: Client, company_a: Company, ana: User
) -> None:
    client_ana.post(f"{BASE}templates/new/", FORM)
    with acting_for(company_a):
        template = ContractTemplate.objects.get()
        first = template.versions.get()
        assert (first.number, first.written_by, first.values["services"]) == (1, ana, "Sweeping")
    edit = f"{BASE}templates/{template.pk}/"
    for changes in ({"name": "Comfort plus"}, {}, {"notice_months": "3", "annual_fee": "129,50"}):
        page = client_ana.get(edit).content.decode()
        guard = dict(re.findall(r'name="(version|guard|[a-z_]*stamp[a-z_]*)" value="([^"]+)"', page))
        client_ana.post(edit, FORM | guard | changes)
    with acting_for(company_a):
        template.refresh_from_db()
        numbers = list(template.versions.order_by("number").values_list("number", flat=True))
        assert (template.annual_fee, numbers) == (Decimal("129.50"), [1, 2])
        with pytest.raises(DatabaseError), transaction.atomic():
            TemplateVersion.objects.update(number=7)
        second = template.versions.get(number=2)
    compared = text(client_ana.get(f"{BASE}templates/versions/{second.pk}/"))
    assert ("2 differences" in compared, "€129.50" in compared, "3" in compared) == (True, True, True)
    listed = text(client_ana.get(f"{BASE}templates/versions/?template={template.pk}"))
    assert "Notice to refuse (months): 3 (until then: 2)" in listed


def test_running_contracts_go_over_at_renewal_after_a_preview_and_keep_what_was_agreed_with_them(
    client_ana: Client, company_a: Company
) -> None:
    with acting_for(company_a):
        plain, own, dear = begun("T1"), begun("T2", notice_months=1), begun("T3")
        Line.objects.filter(contract=dear).update(annual_fee=Decimal("135.00"))
        second_version()
        new = ContractFactory(number="T4", template_version=keep(plain.template))
        sign(new, date(2026, 3, 1), on=date(2026, 6, 1))
    page = f"{BASE}templates/take-over/"
    older = text(client_ana.get(page))  # those with an older version, until somebody asks for all
    assert ("Notice to refuse (months): 3 (until then: 2)" in older, ">T4<" in older) == (True, False)
    page = f"{page}?stands="
    data = {"action": "take_over", "pk": [plain.pk, own.pk, dear.pk, new.pk]}
    preview = text(client_ana.post(page, data))
    for told in (
        "From 03/04/2027: Notice to refuse (months): 3 (until then: 2); Yearly fee, net: €150.00",
        "From 03/04/2027: Yearly fee, net: €150.00 (until then: €120.00)",
        "It keeps its own fee.",
        "It has the latest version.",
    ):
        assert told in preview
    alike = text(client_ana.post(page, {"action": "take_over", "pk": [plain.pk, own.pk]}))
    assert alike.count("Yearly fee, net: €150.00 (until then: €120.00)") == 1
    assert "Comfort · the same for all that change:" in alike
    assert (
        "From 03/04/2027: Notice to refuse (months): 3 (until then: 2) T2 · Dupont Zoé From 03/04/2027"
        in alike
    )
    for _twice in range(2):
        client_ana.post(page, data | {"confirm": "1", "expected": "4"})
    with acting_for(company_a):
        assert TakeOver.objects.waiting().count() == 3
        plain.refresh_from_db()
        assert (plain.notice_months, plain.lines.get().annual_fee) == (2, Decimal("120.00"))
    told = text(client_ana.get(f"{BASE}{plain.pk}/"))
    assert "From 03/04/2027: version 2 of the template Comfort" in told
    ahead = text(client_ana.get(f"{BASE}{plain.pk}/ahead/?on=2027-03-04"))
    assert "Version 2 of the template applies from now on." in ahead
    client_ana.post(f"{BASE}{own.pk}/take-over/undo/")
    for _twice in range(2):
        assert nightly.run(company_a, TERM).went_well
    with acting_for(company_a):
        found = {
            c.number: (c.notice_months, c.template_version.number, c.terms.get(number=2).annual_fee)
            for c in Contract.objects.select_related("template_version")
        }
        assert found == {
            "T1": (3, 2, Decimal("150.00")),
            "T2": (1, 1, Decimal("120.00")),
            "T3": (3, 2, Decimal("135.00")),
            "T4": (2, 2, Decimal("120.00")),
        }
        # Three months before 3 March 2028, by the rule that came with the term.
        assert Term.objects.get(contract=plain, number=2).refuse_by == date(2027, 12, 3)
        assert [str(row.applied_on) for row in TakeOver.objects.filter(undone_at=None)] == ["2027-03-04"] * 2


def test_the_letter_before_the_renewal_says_the_new_price_and_rules_and_once_it_left_the_next_one_must(
    company_a: Company, ana: User
) -> None:
    with acting_for(company_a, actor=ana):
        contract = begun("T1")
    with time_machine.travel("2026-10-06T10:00:00Z", tick=False):
        assert nightly.run(company_a, date(2026, 10, 6)).went_well
        with acting_for(company_a, actor=ana):
            notice = Notice.objects.get()
            former = write_notice(notice, date(2026, 10, 6))
            second_version()
    with time_machine.travel("2026-10-07T10:00:00Z", tick=False), acting_for(company_a, actor=ana):
        take_over([contract], date(2026, 10, 7), by=ana)
        document = write_notice(notice, date(2026, 10, 7))
        notice.refresh_from_db()
        (facts,) = of_notices([notice], date(2026, 10, 7))
        assert (document.pk != former.pk, facts.next_fee, facts.take_over is not None) == (True, FEE, True)
        assert notice.letters.order_by("-pk")[0].price_shown == FEE
        notice.mark_sent(on=date(2026, 10, 7), channel=Notice.Channel.LETTER, reference="", to="x", by=ana)
        second_version(annual_fee=Decimal("160.00"))
        (later,) = take_over([contract], date(2026, 10, 8), by=ana)
        assert (later.term_number, str(later.from_on)) == (3, "2028-03-04")


def test_an_express_renewal_takes_over_and_a_longer_term_is_counted_from_its_first_day(
    company_a: Company, ana: User
) -> None:
    with acting_for(company_a, actor=ana):
        contract = begun("T1", renewal="express")
        second_version(term_months=24, services="Sweeping", notice_months=2)
        take_over([contract], date(2026, 6, 1), by=ana)
        renew_express(contract, date(2027, 2, 1), by=ana)
        contract.refresh_from_db()
        last = contract.terms.get(number=2)
        days = str(last.starts_on), str(last.ends_on), last.annual_fee, last.fee
        assert days == ("2027-03-04", "2029-03-03", FEE, Decimal("300.00"))
        assert (contract.services, contract.anchor_on, contract.anchor_term) == ("Sweeping", TERM, 2)


@pytest.mark.parametrize("contracts", [1, 4])
def test_the_list_of_what_may_be_taken_over_asks_a_constant_number_of_queries(
    client_ana: Client, company_a: Company, contracts: int, django_assert_num_queries: Any
) -> None:
    with acting_for(company_a):
        made = [begun(f"T{number}") for number in range(contracts)]
        second_version()
        take_over(made[:2], date(2026, 6, 1))
    client_ana.get(f"{BASE}templates/take-over/?stands=")
    with django_assert_num_queries(21):
        client_ana.get(f"{BASE}templates/take-over/?stands=")


def offer(**entries: Any) -> None:
    """Comfort offers these services: by name its mode, price, visits a year, and what it covers."""
    template = ContractTemplate.objects.get(name="Comfort")
    template.offered.exclude(service__name__in=entries).delete()
    for name, (mode, price, visits, covers) in entries.items():
        service = Service.objects.filter(name=name).first() or ServiceFactory(name=name)
        row, _new = TemplateService.objects.update_or_create(
            template=template,
            service=service,
            defaults={"mode": mode, "price": price, "visits_per_year": visits},
        )
        row.coverages.all().delete()
        for kind, amount in covers.items():
            Coverage.objects.create(template_service=row, kind=kind, amount=amount)


def sold(number: str, **rules: Any) -> Contract:
    """Signed from Comfort as it stands, with its included services and options as lines."""
    template = ContractTemplate.objects.get(name="Comfort")
    contract = ContractFactory(number=number, template_version=keep(template), **rules)
    made = Offer(template, contract.customer_id, contract.start_on)
    for line in made.lines([row.pk for row in made.options]):
        line.contract = contract
        line.save()
        copy_coverage(made.coverage(line.service_id), line)
    return sign(contract, date(2026, 3, 1), on=date(2026, 6, 1))


def promised(contract: Contract) -> list[tuple[str, str, int, str, dict[str, str]]]:
    """Lines that go on: name, fee, visits, first day, limits of what they cover."""
    lines = contract.lines.filter(ends_on=None).order_by("label").prefetch_related("coverages")
    return [
        (row.label, str(row.annual_fee), row.visits_per_year, str(row.starts_on or ""),
         {each.kind: str(each.amount) for each in row.coverages.all()})
        for row in lines
    ]  # fmt: skip


@pytest.fixture
def offered(company_a: Company) -> Contract:
    """Sweeping and Filter included, Repair as an option at 25.00 with parts up to 100.00; then all that changes."""
    with acting_for(company_a):
        TemplateFactory()
        parts = {"parts": Decimal("100.00")}
        offer(Filter=("included", None, 0, {}), Repair=("option", Decimal("25.00"), 0, parts),
              Sweeping=("included", None, 1, {}))  # fmt: skip
        contract = sold("T1", renewal="express")
        offer(Repair=("option", Decimal("30.00"), 0, {"parts": Decimal("150.00")}),
              Sweeping=("included", None, 2, {}), Water=("included", None, 1, {"labour": None}))  # fmt: skip
        keep(contract.template)
        return contract


def test_services_and_coverage_belong_to_a_version_and_reach_running_contracts_at_renewal(
    client_ana: Client, client_ben: Client, company_a: Company, offered: Contract, ana: User
) -> None:
    with acting_for(company_a):
        latest = offered.template.versions.get(number=2)
        assert keep(offered.template) == latest
        service = offered.template.offered.get(service__name="Repair")
    compared = text(client_ana.get(f"{BASE}templates/versions/{latest.pk}/"))
    assert "4 differences" in compared
    assert (
        "Repair (differs) Option · €25.00 a year · Parts: up to €100.00 a year Option · €30.00 a year"
        in compared
    )
    preview = text(client_ana.post(f"{BASE}templates/take-over/", {"action": "take_over", "pk": offered.pk}))
    for told in (
        "Repair – Yearly fee, net: €30.00 (until then: €25.00)", "Sweeping – Visits a year: 2 (until then: 1)",
        "New service: Water (Included · 1 visit a year · Labour: included)", "No longer included: Filter",
        "Coverage of Repair: Parts: up to €150.00 a year (until then: Parts: up to €100.00 a year)",
    ):  # fmt: skip
        assert told in preview, told
    with acting_for(company_a):
        take_over([offered], date(2026, 6, 1), by=ana)
        assert renew_express(offered, date(2027, 2, 1), by=ana).annual_fee == Decimal("150.00")
        assert promised(offered) == [
            ("Maintenance", "120.00", 1, "", {}),
            ("Repair", "30.00", 0, "", {"parts": "150.00"}),
            ("Sweeping", "0.00", 2, "", {}),
            ("Water", "0.00", 1, "2027-03-04", {"labour": "None"}),
        ]
        visits = offered.owed_visits.filter(term__number=2).values_list("line__label", flat=True)
        assert sorted(visits) == ["Maintenance", "Sweeping", "Sweeping", "Water"]
        assert offered.lines.get(label="Filter").ends_on == date(2027, 3, 3)
    page = client_ana.get(f"{BASE}templates/services/{service.pk}/coverage/").content.decode()
    stamp = dict(re.findall(r'name="([a-z_]*)" value="([^"]+)"', page))
    client_ana.post(
        f"{BASE}templates/services/{service.pk}/coverage/", stamp | {"parts": "yes", "parts_amount": "90"}
    )
    with acting_for(company_a):
        assert offered.template.versions.count() == 3
    assert client_ben.get(f"{BASE}templates/versions/{latest.pk}/").status_code == 403


def test_a_renewal_that_took_a_version_over_is_undone_to_the_last_row(
    client_ana: Client, company_a: Company, offered: Contract, ana: User
) -> None:
    traces = ("customers_communication", "tenancy_change", "tenancy_searchtoken", "contracts_coverage")
    with time_machine.travel("2027-02-01T10:00:00Z", tick=False), acting_for(company_a, actor=ana):
        second_version(term_months=24, revision_percent=Decimal("2"), renewal_price="percent")
        take_over([offered], date(2027, 2, 1), by=ana)
        Contract.objects.update(updated_at="2026-01-01T00:00:00Z")
        before, lines = every_row(*traces), promised(offered)
        renew_express(offered, date(2027, 2, 1), by=ana)
        assert offered.terms.latest("number").annual_fee == Decimal("180.00")
    with time_machine.travel("2027-02-01T10:00:00Z", tick=False):
        client_ana.force_login(ana)  # half a year is longer than a session
        told = text(client_ana.get(f"{BASE}{offered.pk}/undo-renewal/"))
        assert "It has version 3 of its template no longer; that waits for the next renewal again." in told
        swept = Line.objects.filter(label="Sweeping")
        with acting_for(company_a):
            swept.update(visits_per_year=3)
        assert "What term 2 took over from the template was changed since." in text(
            client_ana.get(f"{BASE}{offered.pk}/undo-renewal/")
        )
        with acting_for(company_a):
            swept.update(visits_per_year=2)
        client_ana.post(f"{BASE}{offered.pk}/undo-renewal/", {"number": "2", "why": "Wrong customer"})
    with acting_for(company_a):
        Contract.objects.update(updated_at="2026-01-01T00:00:00Z")
        assert (every_row(*traces), promised(offered)) == (before, lines)
        renew_express(offered, date(2027, 2, 1), by=ana)
        assert TakeOver.objects.get(undone_at=None).applied_on == TERM
