"""Every page about a customer, or about something of hers, begins with the attention asked for her."""

from customers.banners import customer_of
from customers.models import Contact, Customer, Site, SiteRole
from tenancy.acting import acting_for
from tests.isolation import addresses
from tests.isolation.conftest import World
from tests.isolation.test_every_address import undone

REASON = "Beware of the geese"


def test_the_reason_stands_on_every_page_about_the_customer(world: World) -> None:
    client = world.a.client()
    with undone():
        with acting_for(world.a.company):
            Customer.objects.update(attention=True, attention_reason=REASON)
        about: dict[str, bool] = {}
        for address in addresses.about_rows():
            model = address.model
            if model is None or not address.accepts("get") or address.page is None:
                continue
            with acting_for(world.a.company):
                row = world.a.row(model)
                row.refresh_from_db()
                if customer_of(row) is None:
                    continue
            with undone():
                answer = client.get(address.path(world.a))
            page = answer.getvalue().decode("utf-8", "replace") if answer.status_code == 200 else ""
            if "<main" in page:
                about[address.name] = REASON in page
    assert [name for name, said in about.items() if not said] == []
    assert {
        *(
            "customers:detail",
            "customers:edit",
            "customers:site",
            "customers:site_change",
            "equipment:detail",
        ),
        *("contracts:detail", "contracts:sign", "letters:notice_detail", "letters:notice_email"),
    } <= set(about)
    assert len(about) >= 25


def test_rows_lead_to_their_customer_and_others_to_nobody(world: World) -> None:
    with acting_for(world.a.company):
        customer = world.a.row(Customer)
        for model in (Customer, Site, Contact, SiteRole):
            assert customer_of(model.objects.get(pk=world.a.row(model).pk)) == customer
        assert customer_of(world.a.company) is None
