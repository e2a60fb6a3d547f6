from django.test import Client

from customers.models import Customer
from tests.factories.customers import CustomerFactory


def deactivated() -> list[str]:
    return sorted(Customer.objects.exclude(deactivated_on=None).values_list("last_name", flat=True))


def test_a_preview_tells_each_row_and_writes_nothing(page: Client, three: list[Customer]) -> None:
    Customer.objects.filter(pk=three[1].pk).update(attention=True)
    response = page.post("/people/", {"action": "deactivate", "pk": [three[0].pk, three[1].pk]})
    told = [(outcome.row.last_name, outcome.text, outcome.will) for outcome in response.context["outcomes"]]
    assert told == [
        ("Bernard", "Needs attention first.", False),
        ("Arnaud", "Arnaud Zoé will be deactivated.", True),
    ]
    assert deactivated() == []


def test_a_long_preview_is_turned_and_searched_without_writing(page: Client) -> None:
    CustomerFactory.create_batch(51, city="Tournus")
    CustomerFactory.create(last_name="Aiguille", city="Tournus")
    data = {"action": "deactivate", "all": "1"}
    shown = [
        len(page.post("/people/?city=Tournus", data | more).context["outcomes"])
        for more in ({}, {"page": "2"}, {"page": "1", "find": "aiguille"})
    ]
    assert (shown, deactivated()) == ([50, 3, 1], [])


def test_the_confirmed_rows_are_done_and_the_others_left(page: Client, three: list[Customer]) -> None:
    Customer.objects.filter(pk=three[1].pk).update(attention=True)
    data = {"action": "deactivate", "pk": [three[0].pk, three[1].pk], "confirm": "1", "expected": "2"}
    response = page.post("/people/?city=", {**data, "return_to": "/people/?sort=name"})
    assert (response.status_code, response["Location"]) == (302, "/people/?sort=name")
    assert deactivated() == ["Arnaud"]


def test_all_that_match_means_those_of_the_filter(page: Client) -> None:
    page.post("/people/?city=Tournus", {"action": "deactivate", "all": "1", "confirm": "1", "expected": "1"})
    assert deactivated() == ["Bernard"]


def test_a_selection_that_grew_is_shown_again(page: Client) -> None:
    CustomerFactory.create(last_name="Nouveau", city="Tournus")
    page.post("/people/?city=Tournus", {"action": "deactivate", "all": "1", "confirm": "1", "expected": "1"})
    assert deactivated() == []


def test_rows_outside_the_list_are_not_touched(page: Client, three: list[Customer]) -> None:
    data = {"action": "deactivate", "pk": [three[0].pk, 999999, "x", "²"], "confirm": "1", "expected": "1"}
    page.post("/people/?city=Tournus", data)
    assert deactivated() == []


def test_nothing_selected_or_an_unknown_action_does_nothing(page: Client) -> None:
    assert page.post("/people/", {"action": "deactivate", "confirm": "1"}).status_code == 302
    assert page.post("/people/", {"action": "explode", "all": "1"}).status_code == 400
    assert deactivated() == []


def test_one_is_not_sent_elsewhere_afterwards(page: Client, three: list[Customer]) -> None:
    data = {"action": "deactivate", "pk": three[0].pk, "confirm": "1", "expected": "1"}
    for elsewhere in ("https://evil.example/", "//evil.example/", "/\\evil.example"):
        response = page.post("/people/", {**data, "return_to": elsewhere})
        assert response["Location"] == "/people/"
