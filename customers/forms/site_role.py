from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.forms.phone_field import PhoneField
from customers.guessing import guess_kind
from customers.models import Customer, Site, SiteRole
from customers.opening import open_person
from tenancy.acting import acting_company
from tenancy.months import add_m
from ui.forms import RemoteSelect

EXCLUSIVE = set(SiteRole.Role.values) - {SiteRole.Role.OWNER}
CHANGEABLE = [
    (role.value, role.label)
    for role in (
        SiteRole.Role.OCCUPANT,
        SiteRole.Role.HOLDER,
        SiteRole.Role.PAYER,
        SiteRole.Role.MANAGER,
        SiteRole.Role.CONDOMINIUM,
    )
]
EARLIEST = date(1900, 1, 1)
MONTHS_AHEAD = 24


class SiteRoleForm(forms.ModelForm):
    """Who is what for a site, from when to when."""

    fieldsets = (("", [("party", "role"), ("since", "until")]),)

    class Meta:
        model = SiteRole
        fields = ("party", "role", "since", "until")
        widgets = {"party": RemoteSelect("customers:options")}
        help_texts = {
            "since": _("Empty: not known."),
            "until": _("The last day; empty: until today and further."),
        }

    def clean(self) -> dict[str, Any]:
        """One person at a time, but for owners; the end after the beginning."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        since, until, role = cleaned.get("since"), cleaned.get("until"), cleaned.get("role")
        if since and until and until < since:
            self.add_error("until", _("The role ends before it begins."))
        elif role and not {"since", "until"} & self.errors.keys():
            others = SiteRole.objects.filter(site=self.instance.site_id, role=role).exclude(
                pk=self.instance.pk
            )
            if role not in EXCLUSIVE:  # a site may have several owners, each of them once
                others = others.filter(party=cleaned.get("party"))
            if until:
                others = others.filter(Q(since=None) | Q(since__lte=until))
            if since:
                others = others.filter(Q(until=None) | Q(until__gte=since))
            if others.exists():
                self.add_error("role", _("Somebody has this role already on some of these days."))
        return cleaned


class ChangeForm(forms.Form):
    """Somebody else from a day on: chosen, or made on the way."""

    role = forms.ChoiceField(choices=CHANGEABLE, label=_("What changes"))
    on = forms.DateField(label=_("Starting on"), help_text=_("The first day of the new person."))
    party = forms.ModelChoiceField(
        Customer.objects.all(),
        required=False,
        label=_("Somebody known"),
        widget=RemoteSelect("customers:options"),
    )
    new_name = forms.CharField(required=False, max_length=120, label=_("Surname or company name"))
    new_first_name = forms.CharField(required=False, max_length=120, label=_("First name"))
    new_phone = PhoneField(required=False, max_length=40, label=_("Telephone"))
    new_email = forms.EmailField(required=False, max_length=160, label=_("E-mail"))
    holder_too = forms.BooleanField(
        required=False, label=_("A new occupant becomes the holder of the logbook, too")
    )
    pass_on = forms.BooleanField(
        required=False, label=_("The machines and the site pass from the leaving occupant to the new one")
    )

    fieldsets = (
        ("", [("role", "on")]),
        (_("Who comes"), ["party"]),
        (
            _("Or somebody new"),
            [("new_name", "new_first_name"), ("new_phone", "new_email")],
            _("Kept as an end user with the address of the site."),
        ),
        (_("What goes along"), ["holder_too", "pass_on"]),
    )

    def __init__(self, *args: Any, site: Site, may_pass: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.site = site
        if not may_pass:
            del self.fields["pass_on"]

    def clean_on(self) -> date:
        """A day people may have meant."""
        on: date = self.cleaned_data["on"]
        if on < EARLIEST:
            raise ValidationError(_("This day lies too far back."))
        if on > add_m(acting_company().today(), MONTHS_AHEAD):
            raise ValidationError(_("This day lies too far ahead."))
        return on

    def clean(self) -> dict[str, Any]:
        """Asks for one person: known or new."""
        cleaned = super().clean() or self.cleaned_data
        if not {"party", "new_name"} & self.errors.keys():
            if cleaned.get("party") and cleaned.get("new_name"):
                self.add_error("new_name", _("Choose somebody known or write somebody new, not both."))
            elif not cleaned.get("party") and not cleaned.get("new_name"):
                self.add_error("party", _("Choose who comes, or write a new name below."))
        return cleaned

    def person(self) -> Customer:
        """The person chosen, or the one made from what was typed."""
        known: Customer | None = self.cleaned_data["party"]
        if known is not None:
            return known
        name, first_name = self.cleaned_data["new_name"], self.cleaned_data["new_first_name"]
        guess = guess_kind(last_name=name, first_name=first_name)
        made = Customer(
            kind=guess.kind if guess else Customer.Kind.INDIVIDUAL,
            standing=Customer.Standing.END_USER,
            phone=self.cleaned_data["new_phone"],
            email=self.cleaned_data["new_email"],
            country=self.site.country or acting_company().country,
        )
        if guess and guess.kind != Customer.Kind.INDIVIDUAL and not first_name:
            made.company_name = name
        else:
            made.last_name, made.first_name = name, first_name
        return open_person(made, self.site)
