from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config import closing
from config.forms.closing import ClosingForm
from tenancy.addresses import global_path
from tenancy.models import Company
from tenancy.permissions import Right
from tenancy.views.settings import settings_crumb
from ui.actions import Action, Crumb
from ui.views import ConfirmPage


class CompanyClose(ConfirmPage):
    """The company leaves: after an archive was taken, its pages are closed to everybody."""

    form_class = ClosingForm
    right = Right.COMPANY_CLOSE
    title = gettext_lazy("Close the company")
    style = "danger"
    submit_label = gettext_lazy("Close the company")
    submit_icon = "lock"
    success_message = gettext_lazy("The company is closed.")

    def find(self, rows: QuerySet[Any]) -> Company:
        """The company of the page and no other."""
        return Company.objects.get(pk=self.request.company.pk)  # type: ignore[attr-defined]

    def get_queryset(self) -> QuerySet[Any]:
        """Companies."""
        return Company.objects.all()

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the settings."""
        return [settings_crumb()]

    def get_actions(self) -> list[Action]:
        """The archive comes first."""
        export = reverse("company_export")
        return [Action(_("Take everything away"), export, "file-zip", "secondary", Right.COMPANY_EXPORT)]

    def get_question(self) -> str:
        """With the name that has to be typed."""
        return _("Close %(name)s for everybody?") % {"name": self.object.name}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Which name is wanted."""
        return {**super().get_form_kwargs(), "wanted": self.object.name}

    def refusals(self) -> Sequence[str | Promise]:
        """No archive, or work under way."""
        found = []
        if closing.recent_archive() is None:
            found.append(_("Take everything away first: there is no archive of the last seven days."))
        if closing.running_jobs():
            found.append(_("A job is at work. Wait until it is done."))
        return found

    def consequences(self) -> Sequence[str | Promise]:
        """What ends, and what stays."""
        return [
            _(
                "From the next click on nobody enters, on any device; you neither. "
                "For 30 days administrators can still download the archive."
            ),
            _(
                "No contract renews, no letter is prepared, no alert is raised: legal dates are yours to watch."
            ),
            _("E-mails that wait stay where they are, and links sent to customers no longer open."),
            _("Nothing is deleted. Who runs Echeo for you can open the company again as it was."),
        ]

    def confirm(self, form: Any) -> None:
        """As of today."""
        closing.close(self.object, self.object.today())

    def get_success_url(self, made: Any) -> str:
        """Outside: there is no way back in."""
        return global_path("home")

    def get_cancel_url(self) -> str:
        """Back to the settings."""
        return reverse("settings:index")
