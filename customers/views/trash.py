"""The trash in which customers lie for thirty days."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from customers.models import Customer
from customers.trash import UNCOUNTED, counted_in_words, listed
from customers.views.crumbs import list_crumb
from tenancy import trash
from tenancy.models import Trashed
from tenancy.models.trashed import TrashedQuerySet
from tenancy.permissions import Right
from ui import formats, tables
from ui.actions import Crumb, EmptyState
from ui.bulk import BulkAction, Outcome
from ui.views import ConfirmPage, ListPage


def trash_crumb() -> Crumb:
    """The way back to the trash."""
    return Crumb(_("Trash"), reverse("customers:trash"))


class TrashTable(tables.SelectableTable):
    """Who lies in the trash, since when, by whom, with what."""

    number = tables.Column(verbose_name=gettext_lazy("Number"))
    label = tables.Column(verbose_name=gettext_lazy("Name"))
    contents = tables.Column(
        accessor="counts", orderable=False, priority=2, verbose_name=gettext_lazy("With her")
    )
    put_at = tables.MomentColumn(verbose_name=gettext_lazy("Thrown away"))
    put_by = tables.Column(priority=2, order_by=("put_by__name",), verbose_name=gettext_lazy("By"))
    kept_until = tables.DateColumn(order_by=("put_at",), verbose_name=gettext_lazy("Kept until"))
    actions = tables.ActionsColumn("customers/trash_actions.html")

    def render_contents(self, value: dict[str, int]) -> str:
        """What went with her."""
        return contents(value)

    def value_contents(self, value: dict[str, int]) -> str:
        """The same, in exports."""
        return contents(value)


def contents(counts: dict[str, int]) -> str:
    """What a box holds besides the customer, in one line."""
    found = {apps.get_model(label): count for label, count in counts.items()}
    return (
        listed(counted_in_words({kind: n for kind, n in found.items() if kind not in UNCOUNTED}))
        or formats.NOTHING
    )


class RestoreMany(BulkAction):
    """Back to where they were."""

    name = "restore"
    label = gettext_lazy("Restore")
    right = Right.CUSTOMERS_EDIT
    icon = "arrow-back-up"

    def outcome(self, row: Trashed) -> Outcome:
        """All come back."""
        return Outcome(row, _("Comes back with all that went with her."))

    def run(self, rows: Sequence[Trashed], form: Any = None) -> str:
        """Restore them."""
        for row in rows:
            trash.restore(row)
        text = ngettext("%(count)s customer restored.", "%(count)s customers restored.", len(rows))
        return text % {"count": len(rows)}


class DeleteMany(BulkAction):
    """Gone for good."""

    name = "empty"
    label = gettext_lazy("Delete for good")
    right = Right.CUSTOMERS_EDIT
    icon = "trash-x"
    style = "danger"
    explanation = gettext_lazy("They cannot come back, and the history forgets them.")

    def outcome(self, row: Trashed) -> Outcome:
        """All go."""
        return Outcome(row, _("Is deleted for good."))

    def run(self, rows: Sequence[Trashed], form: Any = None) -> str:
        """Empty these boxes."""
        done = trash.empty(rows)
        text = ngettext("%(count)s customer deleted for good.", "%(count)s customers deleted for good.", done)
        return text % {"count": done}


def trashed() -> TrashedQuerySet:
    """Customers in the trash."""
    return Trashed.objects.of(Customer)


class TrashList(ListPage):
    """The trash of customers."""

    table_class = TrashTable
    bulk_actions = (RestoreMany, DeleteMany)
    right = Right.CUSTOMERS_EDIT
    title = gettext_lazy("Trash")
    export_name = "trash"
    search_hint = gettext_lazy("Name, number")

    def get_queryset(self) -> QuerySet[Trashed]:
        """The latest first."""
        return trashed().listed().select_related("put_by")

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the customers."""
        return [list_crumb()]

    def get_empty_state(self) -> EmptyState:
        """Nothing to do."""
        return EmptyState(
            _("The trash is empty"),
            _("Customers you delete lie here for 30 days and can be restored."),
            "trash-off",
        )


class OfTrash(ConfirmPage):
    """A page about one box of the trash."""

    model = Trashed
    right = Right.CUSTOMERS_EDIT

    def get_queryset(self) -> QuerySet[Trashed]:
        """Customers only."""
        return trashed()

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the trash."""
        return [list_crumb(), trash_crumb()]

    def get_cancel_url(self) -> str:
        """Back to the trash."""
        return reverse("customers:trash")


class TrashRestore(OfTrash):
    """Brings a customer back."""

    title = gettext_lazy("Restore")
    question = gettext_lazy("Restore this customer?")
    submit_label = gettext_lazy("Restore")
    submit_icon = "arrow-back-up"

    def get_question(self) -> str:
        """The question, with her name."""
        return _("Restore %(name)s?") % {"name": self.object}

    def consequences(self) -> list[str]:
        """What comes back."""
        return [
            _("She is where she was, with her number %(number)s.") % {"number": self.object.number},
            _("With her come back: %(what)s.") % {"what": contents(self.object.counts)},
        ]

    def confirm(self, form: Any) -> None:
        """Restore her."""
        self.restored = self.object.row_id
        trash.restore(self.object)

    def get_success_message(self, made: Any) -> str:
        """She is back."""
        return _("%(name)s is back.") % {"name": self.object}

    def get_success_url(self, made: Any) -> str:
        """To her card."""
        return reverse("customers:detail", args=[self.restored])


class TrashEmpty(OfTrash):
    """Deletes a customer for good, before her thirty days are over."""

    title = gettext_lazy("Delete for good")
    style = "danger"
    submit_icon = "trash-x"
    submit_label: str | Promise = gettext_lazy("Delete for good")
    success_message = gettext_lazy("Deleted for good.")

    def get_question(self) -> str:
        """The question, with her name."""
        return _("Delete %(name)s for good?") % {"name": self.object}

    def consequences(self) -> list[str]:
        """What is lost."""
        return [
            _("This cannot be undone: nobody can bring the customer back, nor what went with her."),
            _("What goes: %(what)s.") % {"what": contents(self.object.counts)},
            _("The history forgets them. The number %(number)s stays taken.")
            % {"number": self.object.number},
        ]

    def confirm(self, form: Any) -> None:
        """Empty the box."""
        trash.empty([self.object])

    def get_success_url(self, made: Any) -> str:
        """Back to the trash."""
        return reverse("customers:trash")
