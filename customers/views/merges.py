"""The log of merges, and how one is undone."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers import merging
from customers.models import Customer, Merge
from customers.trash import counted_in_words, listed
from customers.views.crumbs import list_crumb
from customers.views.merge import named_rows
from tenancy.permissions import Right
from ui import formats, tables
from ui.actions import Crumb, EmptyState
from ui.badges import Badge
from ui.views import ConfirmPage, ListPage

IN_FORCE = Badge("green", "arrows-join", gettext_lazy("Merged"))
SETTLED = Badge("secondary", "lock", gettext_lazy("Can no longer be undone"))
UNDONE = Badge("blue", "arrow-back-up", gettext_lazy("Undone"))


def state_of(merge: Merge) -> Badge:
    """Whether it stands, can be undone, was undone."""
    if merge.undone_at:
        return UNDONE
    return IN_FORCE if merge.merged_id and timezone.now() < merge.undo_until else SETTLED


def moved_in_words(counts: dict[str, int]) -> str:
    """What moved, in one line."""
    return (
        listed(counted_in_words({apps.get_model(label): n for label, n in counts.items()})) or formats.NOTHING
    )


class MergeTable(tables.BaseTable):
    """Merges, the latest first."""

    at = tables.MomentColumn(verbose_name=gettext_lazy("Merged"))
    merged_number = tables.Column(verbose_name=gettext_lazy("Number"))
    merged_name = tables.Column(verbose_name=gettext_lazy("Who went"))
    keeper_name = tables.LinkColumn(
        "customers:detail", target=lambda row: row.keeper_id, verbose_name=gettext_lazy("Who stayed")
    )
    contents = tables.Column(
        accessor="counts", orderable=False, priority=3, verbose_name=gettext_lazy("What moved")
    )
    by = tables.Column(priority=2, order_by=("by__name",), verbose_name=gettext_lazy("By"))
    state = tables.BadgeColumn(
        accessor="undone_at",
        empty_values=(),
        badge=state_of,
        verbose_name=gettext_lazy("State"),
    )
    actions = tables.ActionsColumn("customers/merge_actions.html")

    def render_contents(self, value: dict[str, int]) -> str:
        """What moved."""
        return moved_in_words(value)

    def value_contents(self, value: dict[str, int]) -> str:
        """The same, in exports."""
        return moved_in_words(value)


class MergeList(ListPage):
    """The log of merges."""

    table_class = MergeTable
    right = Right.CUSTOMERS_EDIT
    title = gettext_lazy("Merged customers")
    export_name = "merges"
    search_hint = gettext_lazy("Name, number")

    def get_queryset(self) -> QuerySet[Merge]:
        """With the names the list shows."""
        rows: QuerySet[Merge] = Merge.objects.listed().select_related("by")
        return rows

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the customers."""
        return [list_crumb()]

    def get_empty_state(self) -> EmptyState:
        """How one merges."""
        return EmptyState(
            _("Nobody was merged yet"),
            _("Select two customers in the list, or open a card and merge it."),
            "arrows-join",
        )


class MergeUndo(ConfirmPage):
    """Undoes a merge."""

    queryset = Merge.objects.select_related("keeper")
    right = Right.CUSTOMERS_EDIT
    title = gettext_lazy("Undo a merge")
    submit_label = gettext_lazy("Undo the merge")
    submit_icon = "arrow-back-up"

    def get_breadcrumbs(self) -> list[Crumb]:
        """Below the log."""
        return [list_crumb(), Crumb(_("Merged customers"), reverse("customers:merges"))]

    def get_question(self) -> str:
        """Who comes back."""
        merge: Merge = self.object
        return _("Bring %(other)s back out of %(keeper)s?") % {
            "other": merge.merged_name,
            "keeper": merge.keeper_name,
        }

    def refusals(self) -> Sequence[str]:
        """Too late, or done already."""
        merge: Merge = self.object
        if merge.undone_at:
            return [_("This merge was undone already.")]
        return [] if merge.can_be_undone(timezone.now()) else [_("This merge can no longer be undone.")]

    def consequences(self) -> list[str | SafeString]:
        """What goes back, what stays where somebody put it since."""
        merge: Merge = self.object
        undoing = merging.what_undoing_does(merge)
        told: list[str | SafeString] = [
            format_html(_("Goes back: {}"), named_rows(model, ids))
            for model, ids in undoing.back.items()
            if ids
        ]
        told += [
            format_html(_("Stays where somebody moved it since: {}"), named_rows(model, ids))
            for model, ids in undoing.moved_on.items()
            if ids
        ]
        if undoing.kept_columns:
            fields: list[Any] = [
                Customer._meta.get_field(name.removesuffix("_id")) for name in undoing.kept_columns
            ]
            names = [str(each.verbose_name) for each in fields]
            told.append(_("Was changed since and stays: %(what)s.") % {"what": ", ".join(names)})
        told.append(
            _("What was made for %(name)s after the merge stays with her.") % {"name": merge.keeper_name}
        )
        told.append(
            _("The number %(number)s finds its own customer again.") % {"number": merge.merged_number}
        )
        return told

    def confirm(self, form: Any) -> None:
        """Undo it."""
        merging.undo(self.object)

    def get_success_message(self, made: Any) -> str:
        """Who is back."""
        return _("%(name)s is back.") % {"name": self.object.merged_name}

    def get_success_url(self, made: Any) -> str:
        """To the one who came back."""
        return reverse("customers:detail", args=[self.object.merged_id])

    def get_cancel_url(self) -> str:
        """The log."""
        return reverse("customers:merges")
