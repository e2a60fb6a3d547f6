from typing import Any

from django.utils.translation import gettext_lazy

from customers import advertising
from customers.forms.advertising import AdvertisingForm
from customers.models import Customer
from customers.views.crumbs import list_crumb
from tenancy.acting import acting_company
from tenancy.permissions import Right
from ui.actions import Crumb
from ui.views import ConfirmPage


class CustomerAdvertising(ConfirmPage):
    """Keeps what a customer said about advertising; what she said before stays as proof."""

    model = Customer
    right = Right.CUSTOMERS_EDIT
    title = gettext_lazy("Advertising")
    question = gettext_lazy("What did the customer say about advertising?")
    form_class = AdvertisingForm
    submit_label = gettext_lazy("Record it")
    success_message = gettext_lazy("Recorded.")

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the card."""
        return [list_crumb(), Crumb(str(self.object), self.object.get_absolute_url())]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Adds whose wish it is."""
        return {**super().get_form_kwargs(), "customer": self.object}

    def get_initial(self) -> dict[str, Any]:
        """Today."""
        return {"on": acting_company().today()}

    def consequences(self) -> list[Any]:
        """What was said before."""
        return [
            gettext_lazy(
                "Only who agreed gets advertising. Letters about a contract are written to everybody."
            ),
            *(
                f"{wish} · {wish.get_source_display()} {wish.note}".strip()
                for wish in self.object.advertising_wishes.all()[:10]
            ),
        ]

    def confirm(self, form: Any) -> None:
        """Keep it."""
        advertising.record([self.object.pk], **form.said)
