from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from contracts.forms.main_contract import MainForm
from contracts.main_contracts.fitting import WHY_NOT, why_not
from contracts.models import Contract
from tenancy.acting import acting_company
from tenancy.inserting import AnyOf
from tenancy.permissions import Right
from ui.bulk import BulkAction, Outcome


class HangUnder(BulkAction):
    """Contracts go under a main contract, or stand alone again."""

    name = "main"
    label = _("Set the main contract")
    right = Right.CONTRACTS_EDIT
    icon = "sitemap"
    form_class = MainForm
    explanation = _(
        "Terms, fees and dates stay as they are. Contracts that do not fit the main contract chosen are left as they "
        "are, and said."
    )

    def outcomes(self, rows: Sequence[Contract]) -> list[Outcome]:
        """Each says under which it hangs; one with sub-contracts hangs under none."""
        keys = [row.pk for row in rows]
        having = set(Contract.objects.filter(AnyOf("main_id", keys)).values_list("main_id", flat=True))
        mains = Contract.objects.filter(AnyOf("pk", [row.main_id for row in rows if row.main_id]))
        numbers = dict(mains.values_list("pk", "number"))
        found = []
        for row in rows:
            if row.pk in having:
                found.append(Outcome(row, WHY_NOT["main"], will=False))
            elif row.main_id:
                found.append(
                    Outcome(row, _("Main contract now: %(number)s.") % {"number": numbers[row.main_id]})
                )
            else:
                found.append(Outcome(row, _("Stands alone now.")))
        return found

    def run(self, rows: Sequence[Contract], form: forms.Form | None = None) -> str:
        """One statement for all that fit; the others are named with the reason."""
        assert form is not None  # noqa: S101 - the action has a form
        main = form.cleaned_data["main"]
        codes = why_not(rows, main, acting_company().today()) if main else {}
        fit = [row.pk for row in rows if row.pk not in codes]
        done = Contract.objects.filter(AnyOf("pk", fit)).exclude(main=main).update(main=main) if fit else 0
        said = ngettext("%(count)s contract changed.", "%(count)s contracts changed.", done) % {"count": done}
        left = [
            gettext("%(label)s: %(value)s") % {"label": row.number, "value": WHY_NOT[codes[row.pk]]}
            for row in rows
            if row.pk in codes
        ][:5]
        return " ".join([said, *left])
