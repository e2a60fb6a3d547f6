from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.dates.refusal import explain_refuse_by
from contracts.models import Contract
from contracts.rule_labels import sentence
from contracts.rules import notice_law, refusal_notice
from customers.reaching import notice_way
from customers.restricted import without_erased
from letters import reminding, returning, standing
from letters.bulk import EmailLetters, MarkSent, PrintLetters
from letters.dispatch_table import fate_of
from letters.filters import NoticeFilter
from letters.models import Letter
from letters.notices import preview, under_way
from letters.tables import NoticeTable
from letters.views.documents import PdfPage, pdf_response
from letters.views.leaving import actions_about
from tenancy.acting import acting_company
from tenancy.permissions import Right
from ui.actions import Action, Crumb, EmptyState
from ui.badges import Badge
from ui.bulk import BulkAction
from ui.views import DetailPage, ListPage, ObjectPage


class NoticeList(ListPage):
    """Renewal notices, the most urgent first."""

    table_class = NoticeTable
    filterset_class = NoticeFilter
    right = Right.LETTERS_VIEW
    title = gettext_lazy("Letters")
    search_hint = gettext_lazy("Contract, customer")
    export_name = "renewal-notices"
    bulk_actions: ClassVar[Sequence[type[BulkAction]]] = (PrintLetters, EmailLetters, MarkSent)
    searchable = True

    def get_queryset(self) -> QuerySet[Any]:
        """With their standing of today."""
        rows = without_erased(standing.notices_of_today(), self.request.rights, path="contract__customer")  # type: ignore[attr-defined]
        return standing.urgent_first(rows)

    def search(self, rows: QuerySet[Any], words: str) -> QuerySet[Any]:
        """By contract number or customer."""
        return rows.filter(contract__in=Contract.objects.found_by(words))

    def get_actions(self) -> list[Action]:
        """The other pages about letters."""
        return [
            Action(
                _("Other letters"), reverse("letters:occasion_list"), "mail-opened", right=Right.LETTERS_VIEW
            ),
            Action(
                _("Circulars"), reverse("letters:circular_list"), "mail-forward", right=Right.LETTERS_VIEW
            ),
            Action(_("Letters sent"), reverse("letters:dispatch_list"), "send", right=Right.LETTERS_VIEW),
            Action(_("Mailings"), reverse("letters:mailing_list"), "stack-2", right=Right.LETTERS_VIEW),
            Action(_("E-mails"), reverse("letters:message_list"), "mail-share", right=Right.LETTERS_VIEW),
            Action(_("Wordings"), reverse("letters:wording_list"), "writing", right=Right.LETTERS_VIEW),
        ]

    def get_empty_state(self) -> EmptyState:
        """Notices come by themselves."""
        return EmptyState(
            _("No renewal notice yet"),
            _("The night prepares one for each contract that needs it, as soon as its window is open."),
            "mail",
        )


class NoticePage(ObjectPage):
    """A page about one notice."""

    right = Right.LETTERS_VIEW

    def get_queryset(self) -> QuerySet[Any]:
        """With its standing of today."""
        return without_erased(standing.notices_of_today(), self.request.rights, path="contract__customer")  # type: ignore[attr-defined]

    def get_breadcrumbs(self) -> list[Crumb]:
        """From the list, over the notice."""
        crumbs = [Crumb(_("Letters"), reverse("letters:list"))]
        if not isinstance(self, NoticeDetail):
            crumbs.append(Crumb(self.object.contract.number, self.url))
        return crumbs

    @property
    def url(self) -> str:
        """The notice's own page."""
        return reverse("letters:notice_detail", args=[self.object.pk])


class NoticeDetail(NoticePage, DetailPage):
    """A notice: its days with their reasons, its letters, and the proof that it left."""

    template_name = "letters/notice_detail.html"

    def get_title(self) -> str:
        """Of which contract."""
        return _("Renewal notice, contract %(number)s") % {"number": self.object.contract.number}

    def get_subtitle(self) -> str:
        """Whose."""
        return str(self.object.contract.customer.name)

    def get_badges(self) -> list[Badge]:
        """How it stands."""
        return [standing.badge_of(self.object)]

    def get_actions(self) -> list[Action]:
        """What can still be done."""
        notice = self.object
        sees = self.may(Right.FEES_VIEW)
        found = actions_about(
            notice,
            may_go=notice.sent_on is None and notice.standing not in {standing.NOT_NEEDED, standing.MAIL},
            sees_fees=sees,
        )
        if sees and notice.sent_on is None:
            url = reverse("letters:notice_preview", args=[notice.pk])
            found.insert(0, Action(_("Preview"), url, "eye"))
        if reminding.is_possible(notice):
            url = reverse("letters:notice_sms", args=[notice.pk])
            found.append(Action(_("Remind by SMS"), url, "device-mobile-message", right=Right.LETTERS_SEND))
        return found

    @cached_property
    def waiting(self) -> Letter | None:
        """The letter written anew that has not left."""
        return returning.unsent_letter(self.object) if self.object.sent_on else None

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Adds the days with their reasons, the letters written and the e-mail."""
        notice, term = self.object, self.object.term
        reasons = notice_law(acting_company()).explain(term.ends_on, term.refuse_by)
        return super().get_context_data(
            days=[
                (_("Window opens"), term.notice_opens_on, sentence(reasons["opens"])),
                (_("Letter prepared from"), term.notice_prepare_on, sentence(reasons["prepare_from"])),
                (_("Wanted by"), term.notice_target_on, sentence(reasons["target"])),
                (_("Paper stops"), reasons["paper_stop"].value, sentence(reasons["paper_stop"])),
                (_("E-mail stops"), reasons["email_stop"].value, sentence(reasons["email_stop"])),
                (_("Window closes"), term.notice_closes_on, sentence(reasons["closes"])),
                (
                    _("Last day to refuse"),
                    term.refuse_by,
                    sentence(explain_refuse_by(term.ends_on, refusal_notice(notice.contract))),
                ),
            ],
            letters=notice.letters.select_related("document", "version", "written_by"),
            mail=under_way([notice]).get(notice.pk),
            way=notice_way(notice.contract.customer),
            waiting=self.waiting,
            dispatches=[(each, fate_of(each)) for each in notice.dispatches.with_fate()],
            **extra,
        )


class NoticePreview(NoticePage, PdfPage):
    """The letter as it would be written today; nothing is kept."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The PDF."""
        notice = self.object
        return pdf_response(preview(notice, acting_company().today()), f"preview-{notice.pk}.pdf")
