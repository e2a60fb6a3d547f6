"""What a law keeps of somebody erased is there for those who answer privacy requests, and for no search."""

from datetime import date

import pytest
from django.test import Client

from contracts.models import Contract
from customers.models import Customer
from tenancy.acting import acting_for
from tenancy.models import Company, User
from tenancy.permissions import Role
from tests.factories.contracts import (
    BillingPeriodFactory,
    ContractFactory,
    NoticeFactory,
    OwedVisitFactory,
    RenewalAnswerFactory,
    TermFactory,
)
from tests.factories.customers import CustomerFactory
from tests.factories.letters import LetterFactory
from tests.plugins.cast import make_member

LISTS = (
    "contracts/?state=ended",
    "contracts/options/?q=KEPT",
    "contracts/renewals/?month=2026-03",
    "contracts/answers/",
    "contracts/visits/?when=done",
    "contracts/billing/?when=closed",
    "letters/",
)
VERBS = ("answer", "edit", "amend", "formula", "ahead", "refund", "allowance", "allowance/use")


@pytest.fixture
def kept(company_a: Company) -> Contract:
    """The ended contract of somebody erased, with everything that hangs on it; beside it a neighbour's."""
    with acting_for(company_a):
        made = [_ended(number) for number in ("KEPT", "OTHER")]
        Customer.everyone.filter(pk=made[0].customer_id).update(set_aside=Customer.SetAside.ERASED)
        return made[0]


def _ended(number: str) -> Contract:
    contract: Contract = ContractFactory.create(
        number=number, customer=CustomerFactory.create(last_name=number), start_on=date(2025, 4, 1),
        runs_until=date(2026, 3, 31), ended_on=date(2026, 4, 1), end_reason="refused",
        ends_after=date(2026, 3, 31), signed_on=date(2025, 4, 1),
    )  # fmt: skip
    contract.save()  # known to the search
    Contract.objects.filter(pk=contract.pk).update(created_at="2025-04-01T00:00Z")
    term = TermFactory.create(contract=contract, starts_on=date(2025, 4, 1), ends_on=date(2026, 3, 31))
    OwedVisitFactory.create(term=term, done_on=date(2025, 9, 1), done_by="office")
    BillingPeriodFactory.create(term=term, state="waived", settled_on=date(2025, 9, 1))
    RenewalAnswerFactory.create(term=term, outcome="noted")
    LetterFactory.create(notice=NoticeFactory.create(term=term), document__subject_id=contract.pk)
    return contract


@pytest.fixture
def office(company_a: Company) -> Client:
    client = Client()
    member: User = make_member(company_a, "olga", Role.OFFICE)
    client.force_login(member, "allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.mark.parametrize("address", LISTS)
def test_lists_leave_out_what_is_kept_of_somebody_erased(
    office: Client, client_ana: Client, kept: Contract, address: str
) -> None:
    theirs = office.get(f"/t/alpha/{address}").content.decode()
    assert ("OTHER" in theirs, "KEPT<" in theirs) == ("KEPT" not in address, False)
    hers = client_ana.get(f"/t/alpha/{address}").content.decode()
    assert ("KEPT" in hers) == ("options" not in address)


def test_its_pages_and_papers_are_not_there_for_the_office(
    office: Client, client_ana: Client, kept: Contract, company_a: Company
) -> None:
    with acting_for(company_a):
        letter = kept.letters.get()
        notice, document = letter.notice_id, letter.document_id
    pages = [
        f"contracts/{kept.pk}/",
        *(f"contracts/{kept.pk}/{verb}/" for verb in VERBS),
        f"letters/{notice}/",
        f"letters/documents/{document}/",
    ]
    assert [office.get(f"/t/alpha/{page}").status_code for page in pages] == [404] * len(pages)
    assert client_ana.get(f"/t/alpha/contracts/{kept.pk}/").status_code == 200


def test_no_search_finds_it(client_ana: Client, kept: Contract) -> None:
    found = client_ana.get("/t/alpha/search/?q=KEP", headers={"HX-Request": "true"}).content.decode()
    assert (
        "KEPT" in found,
        client_ana.get("/t/alpha/search/?q=OTH").content.decode().count("OTHER") > 0,
    ) == (
        False,
        True,
    )
