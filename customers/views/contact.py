from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.forms import ContactForm
from customers.models import Contact
from customers.views.of_customer import CreateOfCustomer, DeleteOfCustomer, EditOfCustomer


class ContactCreate(CreateOfCustomer):
    """A new person to talk to."""

    form_class = ContactForm
    title = gettext_lazy("New contact")


class ContactEdit(EditOfCustomer):
    """A contact's data."""

    queryset = Contact.objects.select_related("customer")
    form_class = ContactForm

    def get_title(self) -> str:
        """What is done."""
        return _("Edit contact: %(name)s") % {"name": self.object}


class ContactDelete(DeleteOfCustomer):
    """Deletes a contact."""

    queryset = Contact.objects.select_related("customer")
    title = gettext_lazy("Delete a contact")
    question = gettext_lazy("Delete this contact?")
    submit_label = gettext_lazy("Delete the contact")
    success_message = gettext_lazy("The contact was deleted.")

    def consequences(self) -> list[str]:
        """What goes."""
        return [_("Name, telephone, e-mail and note go; the history keeps what they were.")]
