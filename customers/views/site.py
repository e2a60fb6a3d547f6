from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.forms import SiteForm
from customers.models import Site
from customers.opening import ADDRESS_COLUMNS
from customers.views.of_customer import CreateOfCustomer, DeleteOfCustomer, EditOfCustomer
from tenancy.standing import standing_on


class SiteCreate(CreateOfCustomer):
    """A new site of a customer."""

    form_class = SiteForm
    title = gettext_lazy("New site")

    def get_initial(self) -> dict[str, Any]:
        """The customer's own address for her first site, her country for others."""
        columns = ("country",) if self.customer.sites.exists() else ADDRESS_COLUMNS
        return {name: getattr(self.customer, name) for name in columns} | super().get_initial()


class SiteEdit(EditOfCustomer):
    """A site's address and how to get in."""

    queryset = Site.objects.select_related("customer")
    form_class = SiteForm

    def get_title(self) -> str:
        """What is done."""
        return _("Edit site: %(name)s") % {"name": self.object}


class SiteDelete(DeleteOfCustomer):
    """Deletes a site where nothing stands."""

    queryset = Site.objects.select_related("customer")
    title = gettext_lazy("Delete a site")
    question = gettext_lazy("Delete this site?")
    submit_label = gettext_lazy("Delete the site")
    success_message = gettext_lazy("The site was deleted.")

    def consequences(self) -> list[str]:
        """What goes."""
        return [_("The site with its address and access notes goes; the history keeps what stood there.")]

    def refusals(self) -> list[str]:
        """Machines stand on it."""
        return [
            _("Something still stands there: %(what)s. Move it to another site first.") % {"what": what}
            for what in standing_on(self.object)
        ]
