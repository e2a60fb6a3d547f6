import pytest
from django.template.loader import render_to_string
from django.test import Client

from customers.models import Customer


@pytest.mark.parametrize(
    "address",
    [
        "/people/",
        "/people/?panel=1",
        "/people/new",
        "/people/{pk}/",
        "/people/{pk}/edit",
        "/people/{pk}/deactivate",
    ],
)
def test_every_kind_of_page_opens(page: Client, three: list[Customer], address: str) -> None:
    assert page.get(address.format(pk=three[0].pk)).status_code == 200


@pytest.mark.parametrize(
    "address", ["/people/", "/people/new", "/people/{pk}/edit", "/people/{pk}/deactivate"]
)
def test_other_methods_are_refused(page: Client, three: list[Customer], address: str) -> None:
    assert page.delete(address.format(pk=three[0].pk)).status_code == 405


def test_a_technician_may_look_but_not_write(
    house: None, three: list[Customer], client_ben: Client, client_ana: Client
) -> None:
    pk = three[0].pk
    assert client_ben.get(f"/people/{pk}/").status_code == 200
    assert "New customer" not in client_ben.get("/people/").content.decode()
    for address in ("/people/new", f"/people/{pk}/edit", f"/people/{pk}/deactivate"):
        assert [client_ben.get(address).status_code, client_ben.post(address).status_code] == [403, 403]
    refused = client_ben.post("/people/", {"action": "deactivate", "pk": pk, "confirm": "1", "expected": "1"})
    assert refused.status_code == 403
    assert Customer.objects.exclude(deactivated_on=None).count() == 0


def test_nothing_stands_inline(page: Client, three: list[Customer]) -> None:
    for address in (
        "/people/",
        f"/people/{three[0].pk}/",
        "/people/new",
        f"/people/{three[0].pk}/deactivate",
    ):
        text = page.get(address).content.decode()
        assert [
            word for word in ("<style", " style=", " onclick=", "<script>", "javascript:") if word in text
        ] == []


def test_a_missing_row_is_told_in_words(page: Client) -> None:
    response = page.get("/people/999999/")
    assert response.status_code == 404
    assert "We did not find this page" in response.content.decode()


def test_a_fault_of_ours_is_told_in_words_without_needing_a_request() -> None:
    text = render_to_string("500.html")
    assert "Something went wrong on our side" in text
    assert "{%" not in text


def test_a_refusal_says_whom_to_ask(house: None, three: list[Customer], client_ben: Client) -> None:
    response = client_ben.get("/people/new")
    assert response.status_code == 403
    assert "Ask an administrator of your company" in response.content.decode()
