from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.models import Notice
from customers.restricted import without_erased
from letters import occasion_mail
from letters.bulk import mark_sent
from letters.forms import PrintForm, SentForm
from letters.forms.dispatch import NumbersForm
from letters.models import Mailing, MailingItem, Occasion
from letters.notices import under_way
from letters.numbering import number_mailing
from letters.remaking import left_out, letters_of, start_remaking
from letters.tables import MailingTable
from tenancy.acting import acting, acting_company
from tenancy.models import OutboxMessage
from tenancy.permissions import Right
from ui.actions import Action, Crumb
from ui.badges import Badge, badge_of
from ui.views import ConfirmPage, DetailPage, FormPage, ListPage, ObjectPage

SHOWN = 500


def mails_of(items: Sequence[MailingItem]) -> dict[int, OutboxMessage]:
    """The e-mail of each letter of a batch that has one, by the item's id; two queries."""
    told = under_way([item.notice for item in items if item.notice])
    others = OutboxMessage.objects.filter(
        about_kind=Occasion._meta.label_lower,
        about_id__in=[item.occasion_id for item in items if item.occasion_id],
    )
    by_occasion = {mail.about_id: mail for mail in others.order_by("pk")}
    found = {
        item.pk: told.get(item.notice_id) if item.notice_id else by_occasion.get(item.occasion_id)
        for item in items
    }
    return {key: mail for key, mail in found.items() if mail is not None}


class MailingList(ListPage):
    """Batches of letters, the latest first."""

    queryset = Mailing.objects.select_related("run__started_by")
    table_class = MailingTable
    right = Right.LETTERS_VIEW
    title = gettext_lazy("Mailings")

    def get_breadcrumbs(self) -> list[Crumb]:
        """From the letters."""
        return [Crumb(_("Letters"), reverse("letters:list"))]


class _MailingPage(ObjectPage):
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


class MailingDetail(_MailingPage, DetailPage):
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
                    "notice__contract__customer", "occasion__contract__customer", "letter__document"
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


class MailingProgress(_MailingPage):
    """How far a batch is, as a fragment that asks again; when it is over, the page is loaded anew."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The bar; ``HX-Refresh`` at the end."""
        response = self.respond("letters/mailing_progress.html")
        if self.object.run.finished_at is not None:
            response["HX-Refresh"] = "true"
        return response


class MailingSent(_MailingPage, ConfirmPage):
    """Record that the letters of a batch left."""

    right = Right.LETTERS_SEND
    title = gettext_lazy("Mark all as sent")
    question = gettext_lazy("When and how did these letters leave?")
    form_class = SentForm
    submit_label = gettext_lazy("Mark as sent")
    submit_icon = "mail-check"

    def get_initial(self) -> dict[str, Any]:
        """Today, by letter."""
        return {"on": acting_company().today(), "channel": Notice.Channel.LETTER}

    def consequences(self) -> Sequence[str | Promise]:
        """What is marked, and what is left alone."""
        return [
            _("Each letter that has not left yet keeps day, channel and address as proof."),
            _("Letters that left before are left as they are."),
        ]

    def confirm(self, form: Any) -> Any:
        """Mark those that were written and have not left."""
        written = Notice.objects.to_send().filter(
            pk__in=self.object.items.exclude(letter=None).values("notice_id")
        )
        self.success_message = mark_sent(list(written.select_related("contract__customer")), form)
        others = self.object.items.exclude(letter=None).exclude(occasion=None).select_related("letter")
        if addresses := {
            each.occasion_id: ", ".join(each.letter.addressed_to.splitlines()) for each in others
        }:
            moved = occasion_mail.mark_sent(
                addresses,
                on=form.cleaned_data["on"],
                channel=form.cleaned_data["channel"],
                by=acting().actor,
            )
            self.success_message = ngettext(
                "%(count)s letter marked as sent.", "%(count)s letters marked as sent.", moved
            ) % {"count": moved}

    def get_success_url(self, made: Any) -> str:
        """Back to the batch."""
        return reverse("letters:mailing_detail", args=[self.object.pk])

    def get_cancel_url(self) -> str:
        """Back to the batch."""
        return reverse("letters:mailing_detail", args=[self.object.pk])


class MailingNumbers(_MailingPage, FormPage):
    """The registered mail numbers of a batch, pasted or from a file; its letters are marked as sent with them."""

    right = Right.LETTERS_SEND
    title = gettext_lazy("Registered mail numbers")
    form_class = NumbersForm
    submit_label = gettext_lazy("Mark as sent with these numbers")
    submit_icon = "barcode"

    def get_initial(self) -> dict[str, Any]:
        """Today."""
        return {"on": acting_company().today()}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Adds the batch."""
        return {**super().get_form_kwargs(), "mailing": self.object}

    def act(self, form: Any) -> Mailing:
        """All of the list or nothing."""
        moved, mended = number_mailing(self.object, form.cleaned_data["by_place"], form.cleaned_data["on"])
        told = [
            ngettext("%(count)s letter marked as sent.", "%(count)s letters marked as sent.", moved)
            % {"count": moved}
        ]
        if mended:
            told.append(
                ngettext(
                    "%(count)s letter that had left got its number.",
                    "%(count)s letters that had left got their number.",
                    mended,
                )
                % {"count": mended}
            )
        self.success_message = " ".join(told)
        return self.object  # type: ignore[no-any-return]

    def get_success_url(self, made: Any) -> str:
        """Back to the batch."""
        return reverse("letters:mailing_detail", args=[self.object.pk])

    def get_cancel_url(self) -> str:
        """Back to the batch."""
        return reverse("letters:mailing_detail", args=[self.object.pk])


class MailingRemake(_MailingPage, ConfirmPage):
    """Make the file to print anew, without the letters nobody needs any more."""

    right = Right.LETTERS_SEND
    title = gettext_lazy("Make the file anew")
    question = gettext_lazy("Join the letters of this batch in a new file to print?")
    form_class = PrintForm
    submit_label = gettext_lazy("Make the file anew")
    submit_icon = "refresh"

    def get_initial(self) -> dict[str, Any]:
        """As it was printed before."""
        return {"both_sides": self.object.both_sides}

    def refusals(self) -> Sequence[str | Promise]:
        """Only what is printed, once it is written."""
        if self.object.purpose != Mailing.Purpose.PRINT:
            return [_("These letters are not printed.")]
        return [] if self.object.run.finished_at else [_("The letters are still being written.")]

    def consequences(self) -> Sequence[str | Promise]:
        """Which letters it has, and which it leaves out."""
        stays = len(letters_of(self.object))
        said: list[str | Promise] = [
            ngettext(
                "The new file has %(count)s letter, sorted by postcode, behind its list.",
                "The new file has %(count)s letters, sorted by postcode, behind their list.",
                stays,
            )
            % {"count": stays}
        ]
        for item in left_out(self.object)[:20]:
            if item.notice is not None:
                contract = item.notice.contract
                said.append(
                    _("Left out, no longer needed: %(number)s · %(customer)s")
                    % {"number": contract.number, "customer": contract.customer.name}
                )
        return said

    def confirm(self, form: Any) -> HttpResponse:
        """Queue it and lead to its progress."""
        run = start_remaking(self.object, form.cleaned_data["both_sides"])
        return redirect("jobs:detail", pk=run.pk)

    def get_cancel_url(self) -> str:
        """Back to the batch."""
        return reverse("letters:mailing_detail", args=[self.object.pk])
