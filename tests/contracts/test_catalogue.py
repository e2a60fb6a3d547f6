import io
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config.portfolio import Source, import_portfolio
from contracts.catalogue.prices import ListPrices
from contracts.dates.fees import raised
from contracts.models import Price, PriceList, Service
from tenancy.acting import acting_for
from tenancy.models import Company, User
from tests.factories.contracts import PriceFactory, PriceListFactory, ServiceFactory
from tests.factories.customers import CustomerGroupFactory

BASE = "/t/alpha/contracts/"
D = Decimal


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel("2026-11-23T10:00:00Z", tick=False):
        yield


@pytest.mark.parametrize(
    ("price", "percent", "step", "expected"),
    [("41.30", "3", "0.01", "42.54"), ("41.30", "3", "0.50", "42.50"), ("100.00", "2.5", "1", "103.00"),
     ("50.00", "-10", "0.10", "45.00"), ("0.00", "5", "0.01", "0.00")],
)  # fmt: skip
def test_prices_are_raised_half_up_to_whole_steps(price: str, percent: str, step: str, expected: str) -> None:
    assert raised(D(price), D(percent), D(step)) == D(expected)


def test_the_price_of_the_group_counts_and_where_it_lacks_one_that_for_everybody(acting_a: Company) -> None:
    boiler, pump = ServiceFactory(), ServiceFactory(unit=Service.Unit.VISIT)
    group = CustomerGroupFactory()
    everybody = PriceListFactory(name="All", ends_on=date(2026, 12, 31))
    theirs = PriceListFactory(name="Managers", group=group, starts_on=date(2026, 7, 1))
    PriceListFactory(name="All 2027", starts_on=date(2027, 1, 1))
    for price_list, service, amount in (
        (everybody, boiler, 130),
        (everybody, pump, 80),
        (theirs, boiler, 115),
    ):
        PriceFactory(price_list=price_list, service=service, amount=amount)
    prices = ListPrices([boiler.pk, pump.pk])
    found = {
        (service, who, day): prices.of(each.pk, key, day)
        for service, each in (("boiler", boiler), ("pump", pump))
        for who, key in (("everybody", None), ("group", group.pk))
        for day in (date(2026, 6, 30), date(2026, 7, 1), date(2027, 1, 1))
    }
    told = {place: (listed.amount, listed.list_name) for place, listed in found.items() if listed}
    first, later, next_year = date(2026, 6, 30), date(2026, 7, 1), date(2027, 1, 1)
    assert told == {
        ("boiler", "everybody", first): (D(130), "All"),
        ("boiler", "everybody", later): (D(130), "All"),
        ("boiler", "group", first): (D(130), "All"),
        ("boiler", "group", later): (D(115), "Managers"),
        ("boiler", "group", next_year): (D(115), "Managers"),
        ("pump", "everybody", first): (D(80), "All"),
        ("pump", "everybody", later): (D(80), "All"),
        ("pump", "group", first): (D(80), "All"),
        ("pump", "group", later): (D(80), "All"),
    }
    listed = found["pump", "group", first]
    assert listed is not None
    assert listed.yearly(visits_per_year=2) == D("160.00")


def test_two_lists_never_count_for_the_same_customers_on_one_day(
    client_ana: Client, company_a: Company, company_b: Company
) -> None:
    with acting_for(company_b):
        PriceListFactory(name="Of B")  # of another company: no clash
    with acting_for(company_a):
        group = CustomerGroupFactory()
        PriceListFactory(name="All")
        PriceListFactory(name="Managers", group=group)
        for clashing in ({"group": None}, {"group": group}):
            with pytest.raises(DatabaseError, match="never_overlap"), transaction.atomic():
                PriceListFactory(starts_on=date(2028, 1, 1), **clashing)
    typed = {"name": "Again", "group": "", "starts_on": "2027-05-01", "ends_on": ""}
    page = client_ana.post(f"{BASE}price-lists/new/", typed).content.decode()
    assert "“All” counts for the same customers on some of these days." in page
    with acting_for(company_a):
        assert PriceList.objects.count() == 2


def test_of_two_who_save_clashing_lists_at_once_the_second_is_told(
    client_ana: Client, company_a: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    with acting_for(company_a):
        former = PriceListFactory(name="All", ends_on=date(2027, 12, 31))
    # The first has not committed when the second looks: her form finds nothing, and the database refuses.
    monkeypatch.setattr(PriceList, "overlapping", lambda _list: PriceList.objects.none())
    typed = {"name": "Again", "group": "", "starts_on": "2027-05-01", "ends_on": "2027-06-30"}
    pages = [
        client_ana.post(f"{BASE}price-lists/new/", typed),
        client_ana.post(f"{BASE}price-lists/new/", typed | {"starts_on": "2026-05-01", "ends_on": ""}),
    ]
    told = "Another list counts for the same customers on some of these days."
    assert [(page.status_code, told in page.content.decode()) for page in pages] == [(200, True)] * 2
    assert "2027-05-01" in pages[0].content.decode()  # what she typed is still there
    with acting_for(company_a):
        assert list(PriceList.objects.all()) == [former]


def test_a_grid_writes_what_differs_and_tells_the_second_who_saves(
    client_ana: Client, company_a: Company
) -> None:
    with acting_for(company_a):
        kept, changed, gone, new = (ServiceFactory() for _ in range(4))
        price_list = PriceListFactory()
        for service in (kept, changed, gone):
            PriceFactory(price_list=price_list, service=service)
    path = f"{BASE}price-lists/{price_list.pk}/prices/"
    form: Any = client_ana.get(path).context["form"]
    guard = client_ana.get(path).context["guard"]
    typed = {f"price_{kept.pk}": "130,00", f"price_{changed.pk}": "1 141.50", f"price_{gone.pk}": "",
             f"price_{new.pk}": "9.90", guard.field_name: guard.value}  # fmt: skip
    assert len(form.rows()) == 4
    refused = client_ana.post(path, typed | {f"price_{new.pk}": "-1"}).content.decode()
    assert "A price is not below zero." in refused
    assert "3 prices changed." in client_ana.post(path, typed, follow=True).content.decode()
    with acting_for(company_a):
        rows = dict(Price.objects.values_list("service_id", "amount"))
        assert rows == {kept.pk: D("130.00"), changed.pk: D("1141.50"), new.pk: D("9.90")}
    second = client_ana.post(path, typed | {f"price_{changed.pk}": "7"})
    assert [change.now for change in second.context["guard"].changes] == ["1141.50", "–", "9.90"]


def test_a_list_is_carried_on_once_with_raised_prices_and_the_former_ends_the_day_before(
    client_ana: Client, company_a: Company
) -> None:
    with acting_for(company_a):
        former = PriceListFactory(name="2026", group=CustomerGroupFactory())
        PriceFactory(price_list=former, amount=D("100.00"))
        PriceFactory(price_list=former, service=ServiceFactory(archived_on=date(2026, 1, 1)))
    path = f"{BASE}price-lists/{former.pk}/carry-on/"
    typed = {"name": "2027", "starts_on": "2027-01-01", "percent": "3", "step": "0.50"}
    assert client_ana.post(path, typed).status_code == 302
    again = client_ana.post(path, typed).content.decode()
    assert "Another price list has this name." in again
    with acting_for(company_a):
        made = PriceList.objects.get(name="2027")
        former.refresh_from_db()
        assert (former.ends_on, made.starts_on, made.group_id) == (
            date(2026, 12, 31), date(2027, 1, 1), former.group_id,
        )  # fmt: skip
        assert list(made.prices.values_list("amount", flat=True)) == [D("103.00")]
    assert client_ana.post(f"{BASE}price-lists/{former.pk}/delete/").status_code == 200  # it has begun
    assert client_ana.post(f"{BASE}price-lists/{made.pk}/delete/").status_code == 302
    with acting_for(company_a):
        assert list(PriceList.objects.values_list("name", flat=True)) == ["2026"]


def test_who_may_not_see_prices_finds_none_in_catalogue_history_and_export(
    client_ana: Client, company_a: Company, ana: User, client_ben: Client
) -> None:
    with acting_for(company_a):
        service = PriceFactory(amount=D("130.00")).service
        Price.objects.update(amount=D("131.31"))
    paths = [
        f"{BASE}catalogue/",
        f"{BASE}catalogue/{service.pk}/?tab=history",
        f"{BASE}catalogue/?export=csv",
    ]
    assert ["131" in client_ana.get(path).content.decode() for path in paths] == [True, True, True]
    membership = ana.memberships.get()
    membership.denied = ["fees.view"]
    membership.save()
    assert ["131" in client_ana.get(path).content.decode() for path in paths] == [False, False, False]
    assert (
        client_ana.get(f"{BASE}prices/").status_code == client_ben.get(f"{BASE}catalogue/").status_code == 403
    )


def test_a_file_of_prices_makes_the_list_it_names_and_refuses_what_cannot_stand(company_a: Company) -> None:
    with acting_for(company_a):
        PriceListFactory(name="All")
        ServiceFactory(code="S1")
    rows = (
        "S1;Staff;100,00;Staff;01/01/2027",
        "S1;Other;1;;01/01/2027",
        "S1;Undated;1;Friends;",
        "S2;Staff;1;Staff;",
    )
    text = "Code article;Tarif;Prix HT;Groupe de clients;Valable du\n" + "\n".join(rows) + "\n"
    for _twice in range(2):
        report = import_portfolio(
            company_a, [Source("p.csv", io.BytesIO(text.encode()))], on=date(2026, 11, 22)
        )
    assert [(row.line, row.reason) for row in report.files[0].refused] == [
        (3, "another list counts for the same customers on some of these days"),
        (4, "the price list is new: tell from which day it counts"),
        (5, "the item is not in the catalogue"),
    ]
    with acting_for(company_a):
        price = Price.objects.select_related("price_list__group").get()
        made = price.price_list
        assert (price.amount, made.name, str(made.group), made.starts_on) == (
            D("100.00"), "Staff", "Staff", date(2027, 1, 1),
        )  # fmt: skip


def test_lists_of_the_catalogue_ask_as_much_for_many_rows_as_for_few(
    client_ana: Client, company_a: Company
) -> None:
    paths = [f"{BASE}catalogue/", f"{BASE}price-lists/", f"{BASE}prices/", "/t/alpha/customers/groups/"]

    def asked() -> list[int]:
        counts = []
        for path in paths:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert client_ana.get(path).status_code == 200
            counts.append(len(queries))
        return counts

    with acting_for(company_a):
        PriceFactory(price_list__group=CustomerGroupFactory())
    asked()
    few = asked()
    with acting_for(company_a):
        for place in range(12):
            PriceFactory(price_list__group=CustomerGroupFactory(name=f"Group {place}"))
    assert asked() == few


def test_what_stands_under_the_settings_marks_them_in_the_menu_and_contracts_their_own(
    acting_a: Company, client_ana: Client
) -> None:
    marked = {
        path: re.findall(
            r'nav-item active.*?nav-link-title">([^<]+)<', client_ana.get(path).content.decode(), re.DOTALL
        )
        for path in (
            "/t/alpha/contracts/price-lists/",
            "/t/alpha/contracts/catalogue/",
            "/t/alpha/contracts/",
        )
    }
    assert list(marked.values()) == [["Settings"], ["Settings"], ["Contracts"]]
