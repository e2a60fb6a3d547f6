from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.restricted import without_erased
from letters.models import Mailing, MailingItem, Occasion
from letters.notices import under_way
from letters.tables import MailingTable
from tenancy.models import OutboxMessage
from tenancy.permissions import Right
from ui.actions import Action, Crumb
from ui.badges import Badge, badge_of
from ui.views import DetailPage, ListPage, ObjectPage

SHOWN = 500


def mails_of(items: Sequence[MailingItem]) -> dict[int, OutboxMessage]:
    """The e-mail of each letter of a batch that has one, by the item's id; two queries."""
    told = under_way([item.notice for item in items if item.notice])
    others = under_way([item.occasion for item in items if item.occasion], Occasion)
    found = {
        item.pk: told.get(item.notice_id) if item.notice_id else others.get(item.occasion_id or 0)
        for item in items
    }
    return {key: mail for key, mail in found.items() if mail is not None}


class MailingList(ListPage):
    """Batches of letters, the latest first."""

    queryset = Mailing.objects.select_related("run__started_by")
    table_class = MailingTable
    right = Right.LETTERS_VIEW
    title = gettext_lazy("Mailings")
    export_name = "mailings"

    def get_breadcrumbs(self) -> list[Crumb]:
        """From the letters."""
        return [Crumb(_("Letters"), reverse("letters:list"))]


class MailingPage(ObjectPage):
    """A page about one mailing."""

    right = Right.LETTERS_VIEW
    queryset: QuerySet[Any] | None = Mailing.objects.select_related("run__started_by", "print_file")

    def get_breadcrumbs(self) -> list[Crumb]:
        """From the letters, over the mailings."""
        return [
            Crumb(_("Letters"), reverse("letters:list")),
            Crumb(_("Mailings"), reverse("letters:mailing_list")),
        ]

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Adds how far the job is."""
        return super().get_context_data(
            run=self.object.run,
            running=self.object.run.finished_at is None,
            progress_url=reverse("letters:mailing_progress", args=[self.object.pk]),
            **extra,
        )


class MailingDetail(MailingPage, DetailPage):
    """A batch: progress while it runs, then the file to print, and each letter with what became of it."""

    template_name = "letters/mailing_detail.html"

    def get_title(self) -> str:
        """What it is."""
        return (
            _("E-mailed letters") if self.object.purpose == Mailing.Purpose.EMAIL else _("Letters to print")
        )

    def get_badges(self) -> list[Badge]:
        """How the job stands."""
        return [badge_of(self.object.run, "state")]

    def get_actions(self) -> list[Action]:
        """Take the file, then say that the letters left."""
        mailing = self.object
        actions = []
        if mailing.print_file_id and self.may(Right.FEES_VIEW):
            url = reverse("letters:document", args=[mailing.print_file_id])
            actions.append(Action(_("Open the file to print"), url, "printer", "primary"))
        if mailing.purpose == Mailing.Purpose.PRINT and mailing.run.finished_at is not None:
            for label, verb, icon in (
                (_("Mark all as sent"), "sent", "mail-check"),
                (_("Registered mail numbers"), "numbers", "barcode"),
                (_("Make the file anew"), "remake", "refresh"),
            ):
                url = reverse(f"letters:mailing_{verb}", args=[mailing.pk])
                actions.append(Action(label, url, icon, right=Right.LETTERS_SEND))
        return actions

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Adds the letters with their e-mails."""
        items = list(
            without_erased(
                self.object.items.select_related(
                    "notice__contract__customer",
                    "occasion__contract__customer",
                    "occasion__customer",
                    "letter__document",
                ),
                self.request.rights,  # type: ignore[attr-defined]
                path="letter__customer",
            )[:SHOWN]
        )
        mails = mails_of(items) if self.object.purpose == Mailing.Purpose.EMAIL else {}
        return super().get_context_data(
            items=[(item, mails.get(item.pk)) for item in items],
            hidden=max(self.object.run.total - SHOWN, 0),
            **extra,
        )


class MailingProgress(MailingPage):
    """How far a batch is, as a fragment that asks again; when it is over, the page is loaded anew."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The bar; ``HX-Refresh`` at the end."""
        response = self.respond("letters/mailing_progress.html")
        if self.object.run.finished_at is not None:
            response["HX-Refresh"] = "true"
        return response
