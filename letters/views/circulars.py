from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from letters import circular_fates, circulating
from letters.circular_fates import Counts
from letters.circular_table import (
    CircularFilter,
    CircularTable,
    circulars,
)
from letters.models import Circular, Dispatch, Language
from tenancy.permissions import Right
from ui.actions import Action, Crumb, EmptyState, Tab
from ui.badges import Badge, badge_of
from ui.views import DetailPage, ListPage, ObjectPage

CHANNELS = dict(Dispatch.Channel.choices)


def circular_crumbs() -> list[Crumb]:
    """From the letters, over the circulars."""
    return [
        Crumb(_("Letters"), reverse("letters:list")),
        Crumb(_("Circulars"), reverse("letters:circular_list")),
    ]


class CircularList(ListPage):
    """Circulars, the latest first."""

    table_class = CircularTable
    filterset_class = CircularFilter
    right = Right.LETTERS_VIEW
    title = gettext_lazy("Circulars")
    export_name = "circulars"

    def get_queryset(self) -> QuerySet[Any]:
        """With their numbers."""
        return circulars()

    def get_breadcrumbs(self) -> list[Crumb]:
        """From the letters."""
        return [Crumb(_("Letters"), reverse("letters:list"))]

    def get_actions(self) -> list[Action]:
        """Where a new one begins: with those it goes to."""
        if not self.may(Right.LETTERS_SEND):
            return []
        return [
            Action(
                _("New: choose customers"), reverse("customers:list"), "users", right=Right.CUSTOMERS_VIEW
            ),
            Action(
                _("New: choose contracts"), reverse("contracts:list"), "file-text", right=Right.CONTRACTS_VIEW
            ),
        ]

    def get_empty_state(self) -> EmptyState:
        """Where they begin."""
        return EmptyState(
            _("No circular yet"),
            _("Choose customers or contracts in their lists, then “Write to these”."),
            "mail-forward",
        )


class CircularPage(ObjectPage):
    """A page about one circular."""

    right = Right.LETTERS_VIEW
    queryset: QuerySet[Any] | None = Circular.objects.select_related("version", "made_by", "started_by")

    def get_breadcrumbs(self) -> list[Crumb]:
        """From the letters, over the circulars."""
        found = circular_crumbs()
        if not isinstance(self, CircularDetail):
            found.append(Crumb(str(self.object), self.object.get_absolute_url()))
        return found


class CircularDetail(CircularPage, DetailPage):
    """A circular: its text; before it starts who would get it how, then how far it is and what became of each."""

    template_name = "letters/circular_detail.html"

    def get_badges(self) -> list[Badge]:
        """Whether it needs consent, and whether it is on its way."""
        row = self.object
        purpose = Badge("orange" if row.is_advertising else "blue", "speakerphone", row.get_purpose_display())
        state = (
            Badge("green", "send", pgettext("circular", "Started"))
            if row.started_at
            else Badge("secondary", "pencil", _("Draft"))
        )
        return [purpose, state]

    def get_actions(self) -> list[Action]:
        """Write, start, try again."""
        row, send = self.object, {"right": Right.LETTERS_SEND}

        def action(label: str, verb: str, icon: str, **more: Any) -> Action:
            return Action(label, reverse(f"letters:circular_{verb}", args=[row.pk]), icon, **send | more)

        if row.started_at is None:
            start = [action(_("Start sending"), "start", "send", style="primary")] if row.version_id else []
            return [
                action(_("Throw away"), "delete", "trash"),
                action(_("Text and way"), "edit", "pencil", style="secondary" if start else "primary"),
                *start,
            ]
        failed = circulating.failed_writing(row).exists() or circulating.given_up(row).exists()
        return [action(_("Try the failed ones again"), "retry", "refresh", style="primary")] if failed else []

    def get_tabs(self) -> list[Tab]:
        """Those chosen."""
        url = f"{reverse('letters:recipient_list')}?circular={self.object.pk}"
        return [Tab("recipients", _("Recipients"), "users", url=url)]

    @cached_property
    def mailings(self) -> list[Any]:
        """The batches it is written in."""
        return list(circulating.mailings_of(self.object))

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Adds the counts of what would happen, or the batches and how far they are."""
        row = self.object
        counts, names = Counts(), {}
        if row.started_at is None:
            found = circular_fates.fates(row)
            counts, names = circular_fates.counted(found), circular_fates.names_by_reason(found)
        else:
            counts.reasons = circular_fates.reasons_of(row)
        return super().get_context_data(
            channels=[(CHANNELS[name], count) for name, count in counts.channels.items()],
            in_languages=languages_told(counts),
            reasons=[(reason, count, names.get(reason, [])) for reason, count in counts.reasons.items()],
            batches=[(each, badge_of(each.run, "state")) for each in self.mailings],
            **progress_of(row, [each.run for each in self.mailings]),
            texts=[(Language(language).label, text) for language, text in row.texts.items()],
            **extra,
        )


def languages_told(counts: Counts) -> list[tuple[str, int, str]]:
    """Each language with how many get it, and whose own language has no text; nothing where all read one."""
    if len(counts.languages) < 2 and not counts.foreign:
        return []
    return [
        (str(Language(language).label), count, _foreign(counts.foreign.get(language, {})))
        for language, count in counts.languages.items()
    ]


def _foreign(others: dict[str, int]) -> str:
    if not others:
        return ""
    listed = ", ".join(f"{Language(language).label} {count}" for language, count in others.items())
    return _("Among them, because there is no text in the language of their letters: %(listed)s.") % {
        "listed": listed
    }


class CircularProgress(CircularPage):
    """How far the batches are, as a fragment that asks again; when all are over, the page is loaded anew."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The bar; ``HX-Refresh`` at the end."""
        response = self.respond("letters/circular_progress.html")
        if not self.runs_left:
            response["HX-Refresh"] = "true"
        return response

    @cached_property
    def runs_left(self) -> int:
        """How many batches are not over."""
        return sum(1 for each in circulating.mailings_of(self.object) if each.run.finished_at is None)

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Adds how far all of them are together."""
        runs = [each.run for each in circulating.mailings_of(self.object)]
        return super().get_context_data(**progress_of(self.object, runs), **extra)


def progress_of(circular: Circular, runs: Sequence[Any]) -> dict[str, Any]:
    """What the bar of a circular shows."""
    return {
        "done": sum(run.done for run in runs),
        "total": sum(run.total for run in runs),
        "running": any(run.finished_at is None for run in runs),
        "progress_url": reverse("letters:circular_progress", args=[circular.pk]),
    }
