from django.test import Client

from customers.models import Customer


def test_a_list_is_a_page_with_its_rows(page: Client, three: list[Customer]) -> None:
    response = page.get("/people/")
    assert response.status_code == 200
    text = response.content.decode()
    assert [row.name in text for row in three] == [True, True, True]
    assert "<html" in text
