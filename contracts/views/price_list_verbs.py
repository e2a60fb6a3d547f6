"""What becomes of a price list: it is carried on with raised prices, or deleted."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.catalogue.copying import carry_on
from contracts.forms.price_list import CarryOnForm
from contracts.models import PriceList
from contracts.views.price_list import PriceListForms, list_crumbs
from ui.actions import Crumb
from ui.views import ConfirmPage, FormPage
from ui.views.page import ObjectPage


class PriceListCarryOn(PriceListForms, FormPage, ObjectPage):
    """A list goes on in a new one from a day on, with raised prices."""

    model = PriceList
    form_class = CarryOnForm
    submit_label = gettext_lazy("Make the new list")
    submit_icon = "copy-plus"
    template_name = "contracts/carry_on.html"

    def get_title(self) -> str:
        """Which."""
        return _("Carry on %(list)s") % {"list": self.object}

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the list."""
        return list_crumbs(self.object)

    def get_initial(self) -> dict[str, Any]:
        """From the next first of January on."""
        today = self.request.company.today()  # type: ignore[attr-defined]
        year = max(today.year, self.object.starts_on.year) + 1
        return {"starts_on": today.replace(year=year, month=1, day=1), "step": "0.01"}

    def get_form_kwargs(self) -> dict[str, Any]:
        """The list that is carried on."""
        return super().get_form_kwargs() | {"former": self.object}

    def act(self, form: Any) -> PriceList:
        """Make the new list."""
        return carry_on(self.object, **{name: form.cleaned_data[name] for name in form.fields})

    def get_cancel_url(self) -> str:
        """Back to the list."""
        return str(self.object.get_absolute_url())


class PriceListDelete(PriceListForms, ConfirmPage):
    """A list that has not begun goes; one that counted stays, as contracts were priced by it."""

    model = PriceList
    form_class = ConfirmPage.form_class
    title = gettext_lazy("Delete the price list")
    submit_label = gettext_lazy("Delete")
    submit_icon = "trash"
    style = "danger"
    success_message = gettext_lazy("Deleted.")

    def get_question(self) -> str:
        """Which."""
        return _("Delete the price list “%(name)s”?") % {"name": self.object.name}

    def consequences(self) -> list[str]:
        """What goes with it."""
        count = self.object.prices.count()
        goes = ngettext(
            "Its %(count)s price goes with it; the history keeps it.",
            "Its %(count)s prices go with it; the history keeps them.",
            count,
        )
        return [goes % {"count": count}, _("The list before it is not made longer by itself.")]

    def refusals(self) -> list[str]:
        """Only before it begins."""
        if self.object.starts_on <= self.request.company.today():  # type: ignore[attr-defined]
            return [_("The list has begun, and contracts may be priced by it. Give it an end instead.")]
        return []

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the list."""
        return list_crumbs(self.object)

    def confirm(self, form: Any) -> None:
        """Delete it with its prices."""
        self.object.delete()

    def get_success_url(self, made: Any) -> str:
        """Back to the lists."""
        return reverse("contracts:price_lists")
