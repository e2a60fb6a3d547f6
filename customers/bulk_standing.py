"""Where many customers stand, changed at once: active or not, in maintenance lists or not, the language of letters."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from customers.forms.exclusion import ExclusionForm
from customers.models import Customer
from tenancy.acting import acting_company
from tenancy.permissions import Right
from ui import formats
from ui.bulk import BulkAction, Outcome


class _OfCustomers(BulkAction):
    """What these actions share: the right, and the rows to do it to."""

    right = Right.CUSTOMERS_EDIT

    def chosen(self, rows: Sequence[Customer]) -> Any:
        """The customers as a query."""
        return Customer.objects.filter(pk__in=[row.pk for row in rows])


class Deactivate(_OfCustomers):
    """Offer customers for nothing new."""

    name = "deactivate"
    label = gettext_lazy("Deactivate")
    icon = "user-off"
    style = "secondary"
    explanation = gettext_lazy(
        "They leave the list and can no longer be chosen in forms. Contracts, equipment and letters stay."
    )

    def outcome(self, row: Customer) -> Outcome:
        """Once is enough."""
        if row.deactivated_on:
            return Outcome(row, _("Is deactivated already."), will=False)
        return Outcome(row, _("Will be deactivated."))

    def run(self, rows: Sequence[Customer], form: Any = None) -> str:
        """As of today."""
        done = self.chosen(rows).deactivate(acting_company().today())
        return ngettext("%(count)s customer deactivated.", "%(count)s customers deactivated.", done) % {
            "count": done
        }


class Reactivate(_OfCustomers):
    """Offer customers again."""

    name = "reactivate"
    label = gettext_lazy("Reactivate")
    icon = "user-check"
    style = "secondary"

    def outcome(self, row: Customer) -> Outcome:
        """Only those deactivated."""
        if not row.deactivated_on:
            return Outcome(row, _("Is active."), will=False)
        return Outcome(row, _("Will be active again."))

    def run(self, rows: Sequence[Customer], form: Any = None) -> str:
        """Offer them again."""
        done = self.chosen(rows).reactivate()
        return ngettext(
            "%(count)s customer is active again.", "%(count)s customers are active again.", done
        ) % {"count": done}


class Exclude(_OfCustomers):
    """Keep customers out of maintenance lists."""

    name = "exclude"
    label = gettext_lazy("Exclude from maintenance lists")
    icon = "bell-off"
    style = "secondary"
    explanation = gettext_lazy("What their contracts owe stays owed.")
    form_class = ExclusionForm

    def outcome(self, row: Customer) -> Outcome:
        """Those excluded already keep their own reason and day."""
        if row.is_excluded(acting_company().today()):
            until = f" ({formats.day(row.excluded_until)})" if row.excluded_until else ""
            return Outcome(row, _("Is excluded already: %(reason)s") % {
                "reason": f"{row.excluded_reason or '–'}{until}"
            }, will=False)  # fmt: skip
        return Outcome(row, _("Will be left out of maintenance lists."))

    def run(self, rows: Sequence[Customer], form: Any = None) -> str:
        """Leave them out."""
        done = self.chosen(rows).leave_out(form.cleaned_data["reason"], form.cleaned_data["until"])
        return ngettext("%(count)s customer left out.", "%(count)s customers left out.", done) % {
            "count": done
        }


class Include(_OfCustomers):
    """Have customers in maintenance lists again."""

    name = "include"
    label = gettext_lazy("Include in maintenance lists")
    icon = "bell"
    style = "secondary"

    def outcome(self, row: Customer) -> Outcome:
        """Only those excluded, be it that their day has passed."""
        if not row.excluded:
            return Outcome(row, _("Is not excluded."), will=False)
        return Outcome(row, _("Will stand in maintenance lists again."))

    def run(self, rows: Sequence[Customer], form: Any = None) -> str:
        """Take them in."""
        done = self.chosen(rows).take_in()
        return ngettext("%(count)s customer taken in.", "%(count)s customers taken in.", done) % {
            "count": done
        }


class LanguageForm(forms.Form):
    """Which language."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language of letters"),
        choices=[("", gettext_lazy("That of the customer's country")), ("fr", gettext_lazy("French")),
                 ("it", gettext_lazy("Italian")), ("en", gettext_lazy("English"))],
        required=False,
    )  # fmt: skip


class SetLanguage(_OfCustomers):
    """Write letters in a language."""

    name = "language"
    label = gettext_lazy("Language of letters")
    icon = "language"
    style = "secondary"
    form_class = LanguageForm

    def outcome(self, row: Customer) -> Outcome:
        """What it is now."""
        now = row.get_language_display() or _("That of the customer's country")
        return Outcome(row, _("Now: %(language)s") % {"language": now})

    def run(self, rows: Sequence[Customer], form: Any = None) -> str:
        """Set it."""
        done = self.chosen(rows).write_in(form.cleaned_data["language"])
        return ngettext("%(count)s customer changed.", "%(count)s customers changed.", done) % {"count": done}
