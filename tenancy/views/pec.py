from collections.abc import Sequence
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from tenancy.forms.pec import PecForm
from tenancy.models import PecAccount
from tenancy.permissions import Right
from tenancy.tasks import read_pec
from tenancy.views.settings import settings_crumb
from ui.actions import Action, Crumb
from ui.views import ConfirmPage, FormPage


class PecSettings(FormPage):
    """The certified mailbox of the company; saved, its receipts are read at once."""

    form_class = PecForm
    right = Right.SETTINGS_EDIT
    title = _("PEC account")
    template_name = "tenancy/pec_settings.html"
    success_message = _("Saved. The mailbox is read in a moment; a problem shows here.")

    @cached_property
    def account(self) -> PecAccount | None:
        """The account there is."""
        rows = PecAccount.objects.all()
        return (rows.select_for_update() if self.request.method == "POST" else rows).first()

    def get_initial(self) -> dict[str, Any]:
        """The PEC address of the company's identity, for a new account."""
        company = self.request.company  # type: ignore[attr-defined]
        return {} if self.account else {"address": company.pec, "username": company.pec}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Adds the account."""
        return {**super().get_form_kwargs(), "instance": self.account}

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the settings."""
        return [settings_crumb()]

    def get_actions(self) -> list[Action]:
        """Remove it."""
        if self.account is None:
            return []
        return [Action(_("Remove the account"), reverse("settings:pec_forget"), "trash", right=self.right)]

    def act(self, form: Any) -> PecAccount:
        """Keep it, and look whether it works."""
        account: PecAccount = form.save()
        read_pec.send(self.request.company)  # type: ignore[attr-defined]
        return account

    def get_success_url(self, made: Any) -> str:
        """The same page."""
        return reverse("settings:pec")

    def get_cancel_url(self) -> str:
        """The settings."""
        return reverse("settings:index")

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Adds the account."""
        return super().get_context_data(account=self.account, **extra)


class PecForget(ConfirmPage):
    """Remove the account with its password."""

    right = Right.SETTINGS_EDIT
    style = "danger"
    title = _("Remove the account")
    question = _("Remove the PEC account from this program?")
    submit_label = _("Remove the account")
    submit_icon = "trash"
    success_message = _("The account is removed.")

    def find(self, rows: Any) -> PecAccount:
        """The account of the company; none is a 404."""
        account = PecAccount.objects.first()
        if account is None:
            raise Http404
        return account

    def get_queryset(self) -> Any:
        """At most one."""
        return PecAccount.objects.all()

    def consequences(self) -> Sequence[str | Promise]:
        """The mailbox itself stays."""
        return [
            _("The password is deleted here; your mailbox stays as it is."),
            _("Letters are no longer sent by PEC, and receipts are no longer read. What was received stays."),
        ]

    def confirm(self, form: Any) -> PecAccount:
        """Delete it."""
        account: PecAccount = self.object
        PecAccount.objects.filter(pk=account.pk).delete()
        return account

    def get_success_url(self, made: Any) -> str:
        """The settings."""
        return reverse("settings:index")

    def get_cancel_url(self) -> str:
        """Back to the account."""
        return reverse("settings:pec")
