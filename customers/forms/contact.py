from django import forms

from customers.forms.phone_field import PhoneField
from customers.models import Contact


class ContactForm(forms.ModelForm):
    """A person to talk to about a customer."""

    fieldsets = (("", [("name", "role"), ("phone", "email"), "note"]),)

    class Meta:
        model = Contact
        fields = ("name", "role", "phone", "email", "note")
        field_classes = {"phone": PhoneField}
