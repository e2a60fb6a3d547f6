"""What is done about a batch once it is written: its letters left, got registered numbers, are joined anew."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.models import Notice
from customers.reaching import notice_contacts
from letters.bulk import mark_sent
from letters.forms import PrintForm, SentForm
from letters.forms.dispatch import NumbersForm
from letters.models import Mailing
from letters.numbering import number_mailing
from letters.occasion_actions import mark_occasions_sent
from letters.remaking import left_out, letters_of, start_remaking
from letters.views.mailings import MailingPage
from tenancy.acting import acting_company
from tenancy.permissions import Right
from ui.actions import Crumb
from ui.views import ConfirmPage, FormPage


class MailingVerb(MailingPage):
    """Something done about a batch; it leads back to it."""

    right = Right.LETTERS_SEND

    def get_breadcrumbs(self) -> list[Crumb]:
        """Over the batch."""
        return [*super().get_breadcrumbs(), Crumb(str(self.object), self.get_cancel_url())]

    def get_success_url(self, made: Any) -> str:
        """Back to the batch."""
        return reverse("letters:mailing_detail", args=[self.object.pk])

    def get_cancel_url(self) -> str:
        """Back to the batch."""
        return reverse("letters:mailing_detail", args=[self.object.pk])


class MailingSent(MailingVerb, ConfirmPage):
    """Record that the letters of a batch left."""

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
        rows = written.select_related("contract__customer")
        rows = rows.prefetch_related(notice_contacts("contract__customer__"))
        self.success_message = mark_sent(list(rows), form)
        others = self.object.items.exclude(letter=None).exclude(occasion=None)
        if keys := list(others.values_list("occasion_id", flat=True)):
            self.success_message = mark_occasions_sent(keys, form)


class MailingNumbers(MailingVerb, FormPage):
    """The registered mail numbers of a batch, pasted or from a file; its letters are marked as sent with them."""

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


class MailingRemake(MailingVerb, ConfirmPage):
    """Make the file to print anew, without the letters nobody needs any more."""

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
