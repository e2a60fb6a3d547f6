from datetime import date
from pathlib import Path
from typing import Any

import pytest

from config.demo.companies import load_demo
from config.demo.portfolio import invent
from config.portfolio import import_portfolio, sources
from contracts.models import Contract
from customers.duplicates import likely_pairs
from customers.models import AllowedTechnician, Communication, Customer, SiteRole
from installed_base.models import Attribute, AttributeValue, ChecklistItem, NextVisitNote, Plant
from letters.models import Signature, SignatureRequest
from tenancy.acting import acting_for
from tenancy.models import Attachment, Company


@pytest.mark.parametrize("country", ["FR", "IT"])
def test_an_invented_portfolio_is_taken_without_a_refused_row(db: None, tmp_path: Path, country: str) -> None:
    company = Company.objects.create(
        slug="x", name="X", country=country, language="fr", time_zone="Europe/Paris"
    )
    on = date(2026, 11, 22)
    report = import_portfolio(company, sources(invent(country, 60, on).write(tmp_path)), on=on)
    assert [refused for file in report.files for refused in file.refused] == []
    with acting_for(company):
        assert Contract.objects.count() == 60


def test_the_same_seed_invents_the_same_rows() -> None:
    on = date(2026, 11, 22)
    assert invent("FR", 20, on).contracts == invent("FR", 20, on).contracts


def test_loading_the_demo_twice_makes_two_companies_with_their_logins_and_no_empty_page(
    db: None, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    first = load_demo(contracts=15)
    assert load_demo(contracts=15) == first
    assert list(Company.objects.order_by("slug").values_list("slug", "country")) == [
        ("clima-emilia", "IT"), ("thermo-rhone", "FR")]  # fmt: skip
    assert len({login.email for login in first}) == 6
    for company in Company.objects.all():
        with acting_for(company):
            assert (
                Contract.objects.count() >= 17
            )  # those brought, two given to be signed, and what life added
            assert (SignatureRequest.objects.count(), Signature.objects.count()) == (2, 1)
            for model in (
                *(AllowedTechnician, Attachment, Attribute, AttributeValue, ChecklistItem, Communication),
                *(NextVisitNote, Plant, SiteRole),
            ):
                assert model._default_manager.exists(), (company.slug, model)
            assert likely_pairs() and Customer.objects.exclude(private_notes="").count() == 2
