from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.models import Communication, Customer
from customers.models.communication import EARLIEST
from ui.forms import MomentField


class CommunicationForm(forms.ModelForm):
    """What was said with a customer: a sentence is enough, the rest is filled in."""

    fieldsets = (("", [("channel", "direction"), "summary", "text", ("contact", "at"), "private"]),)

    class Meta:
        model = Communication
        fields = ("channel", "direction", "summary", "text", "contact", "at", "private")
        field_classes = {"at": MomentField}
        widgets = {
            "text": forms.Textarea({"rows": 5}),
            "at": forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        }

    def __init__(self, *args: Any, customer: Customer, private: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["contact"]
        people.queryset = customer.contacts.all()
        people.empty_label = str(customer)
        if not customer.contacts.exists():
            del self.fields["contact"]
        if not private:
            del self.fields["private"]

    def clean_at(self) -> Any:
        """Not later than now: what is still to come is no communication. Nor before anybody telephoned."""
        at = self.cleaned_data["at"]
        if at < EARLIEST:
            raise ValidationError(_("This day lies too far back."))
        if at > timezone.now() + timedelta(minutes=5):
            raise ValidationError(_("This lies in the future."))
        return at
