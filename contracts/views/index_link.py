"""An index goes on as another one, on a new base."""

from typing import Any

from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.forms.index import LinkForm
from contracts.models import IndexLink, IndexSeries
from contracts.views.index import crumbs
from tenancy.permissions import Right
from ui.actions import Crumb
from ui.views import ConfirmPage, FormPage


class LinkCreate(FormPage):
    """An index goes on as another one, on a new base."""

    right = Right.CONTRACTS_RENEW
    form_class = LinkForm
    title = gettext_lazy("New base")
    submit_icon = "arrows-right"

    @cached_property
    def old(self) -> IndexSeries:
        """The index of the address, or 404."""
        found = IndexSeries.objects.filter(pk=self.kwargs["series_pk"]).first()
        if found is None:
            raise Http404
        return found

    def get_form_kwargs(self) -> dict[str, Any]:
        """Which index goes on."""
        return super().get_form_kwargs() | {"old": self.old}

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the index."""
        return crumbs(self.old)

    def get_cancel_url(self) -> str:
        """Back to the index."""
        return self.old.get_absolute_url()

    def get_success_url(self, made: Any) -> str:
        """Back to the index."""
        return self.old.get_absolute_url()


class LinkDelete(ConfirmPage):
    """A link entered by mistake is taken away."""

    queryset = IndexLink.objects.select_related("old", "new")
    right = Right.CONTRACTS_RENEW
    title = gettext_lazy("Take the link away")
    submit_label = gettext_lazy("Take the link away")
    submit_icon = "trash"
    style = "danger"

    def get_question(self) -> str:
        """Which."""
        return _("Shall %(old)s no longer be continued by %(new)s?") % {
            "old": self.object.old,
            "new": self.object.new,
        }

    def consequences(self) -> list[str]:
        """What it means for prices."""
        return [
            _("Its values end with the last one entered; prices revised so far stay as they are."),
            _("The link can be entered again."),
        ]

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the index."""
        return crumbs(self.object.old)

    def get_cancel_url(self) -> str:
        """Back to the index."""
        return str(self.object.old.get_absolute_url())

    def get_success_url(self, made: Any) -> str:
        """Back to the index."""
        return str(made.get_absolute_url())

    def confirm(self, form: Any) -> IndexSeries:
        """Delete it; the history keeps it."""
        old: IndexSeries = self.object.old
        self.object.delete()
        return old
