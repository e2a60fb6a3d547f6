"""What is done about a circular: its text, its start, another try, its end before it began."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from letters import circular_fates, circular_texts, circulating
from letters.forms.circular import CircularForm
from letters.forms.leaving import PrintForm
from letters.models import Circular, Kind
from letters.placeholders import PLACEHOLDERS
from letters.views.circulars import CHANNELS, CircularPage, languages_told
from tenancy.permissions import Right
from ui import formats
from ui.views import ConfirmPage, EditPage


class CircularEdit(CircularPage, EditPage):
    """The text of a circular, what it is for and how it goes, while it is not started."""

    right = Right.LETTERS_SEND
    form_class = CircularForm
    template_name = "letters/circular_edit.html"
    title = gettext_lazy("Text and way")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Only drafts have a form; of one that was started the page itself shows its text."""
        if self.object.started_at is not None:
            messages.info(request, self.told_started)
            return redirect(self.object)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep it, unless it was started meanwhile in another window: what was typed stays on the page."""
        if self.object.started_at is not None:
            return self.respond(started=self.told_started)
        return super().post(request, *args, **kwargs)

    @property
    def told_started(self) -> str:
        """When and by whom, and what that means."""
        row = self.object
        who = {"when": formats.moment(row.started_at), "who": row.started_by or "–"}
        return _("This circular was started on %(when)s by %(who)s: its text stands as it was sent.") % who

    def get_initial(self) -> dict[str, Any]:
        """Former texts to begin from: ``?from=`` names their circular."""
        key = self.request.GET.get("from", "")
        if not (key.isascii() and key.isdecimal() and len(key) < 18):
            return {}
        former = Circular.objects.select_related("version").filter(pk=key).first()
        return CircularForm.texts_of(former.texts) if former else {}

    def act(self, form: Any) -> Circular:
        """Keep it; each text is a version, as of every letter."""
        return circular_texts.settle(form.save(commit=False), form.texts)

    def get_cancel_url(self) -> str:
        """Back to the circular."""
        return str(self.object.get_absolute_url())

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Adds the placeholders and the former texts."""
        former = Circular.objects.exclude(version=None).exclude(pk=self.object.pk)
        return super().get_context_data(
            placeholders=PLACEHOLDERS[Kind.CIRCULAR].values(), former=former[:12], **extra
        )


class _CircularVerb(CircularPage, ConfirmPage):
    """Something done about a circular; it leads back to it."""

    right = Right.LETTERS_SEND

    def get_success_url(self, made: Any) -> str:
        """Back to the circular."""
        return str(self.object.get_absolute_url())

    def get_cancel_url(self) -> str:
        """Back to the circular."""
        return str(self.object.get_absolute_url())


class CircularStart(_CircularVerb):
    """Send a circular off."""

    title = gettext_lazy("Start sending")
    question = gettext_lazy("Write and send this circular?")
    form_class = PrintForm
    submit_label = gettext_lazy("Start sending")
    submit_icon = "send"
    success_message = gettext_lazy("Started. What becomes of each letter stands beside its recipient.")

    @cached_property
    def counts(self) -> circular_fates.Counts:
        """By channel and language, and by reason of those who get nothing."""
        return circular_fates.counted(circular_fates.fates(self.object))

    def refusals(self) -> Sequence[str | Promise]:
        """Started, without a text, or for nobody."""
        if self.object.started_at is not None:
            return [_("This circular was started before.")]
        if self.object.version is None:
            return [_("Write its text first.")]
        return [] if self.counts.channels else [_("Nobody would get it: see the reasons.")]

    def consequences(self) -> Sequence[str | Promise]:
        """How many by each channel and in each language, how many not and why, and that it stands from then on."""
        told: list[str | Promise] = [
            _("%(channel)s: %(count)s") % {"channel": CHANNELS[name], "count": count}
            for name, count in self.counts.channels.items()
        ]
        for label, count, note in languages_told(self.counts):
            told.append(_("Text in %(language)s: %(count)s") % {"language": label, "count": count})
            told += [note] if note else []
        told += [
            _("Left out, %(count)s: %(reason)s") % {"reason": reason, "count": count}
            for reason, count in list(self.counts.reasons.items())[:12]
        ]
        return [*told, _("E-mails leave by themselves; letters are joined in one file to print.")]

    def confirm(self, form: Any) -> None:
        """Once."""
        circulating.start(self.object, both_sides=form.cleaned_data["both_sides"])


class CircularRetry(_CircularVerb):
    """Try once more what failed."""

    title = gettext_lazy("Try the failed ones again")
    question = gettext_lazy("Write and send once more what failed?")
    submit_icon = "refresh"

    def consequences(self) -> Sequence[str | Promise]:
        """How many, and what may go wrong."""
        unwritten = circulating.failed_writing(self.object).count()
        unsent = circulating.given_up(self.object).count()
        told: list[str | Promise] = []
        if unwritten:
            words = ngettext(
                "%(count)s letter could not be written.", "%(count)s letters could not be written.", unwritten
            )
            told.append(words % {"count": unwritten})
        if unsent:
            words = ngettext("%(count)s e-mail did not leave.", "%(count)s e-mails did not leave.", unsent)
            told += [
                words % {"count": unsent},
                _("Should one have left after all, its customer gets it twice."),
            ]
        return told

    def confirm(self, form: Any) -> None:
        """Both kinds."""
        again = circulating.retry(self.object)
        if not again:
            raise ValidationError(_("Nothing failed."))
        self.success_message = ngettext(
            "%(count)s letter is tried again.", "%(count)s letters are tried again.", again
        ) % {"count": again}


class CircularDelete(_CircularVerb):
    """Throw a draft away."""

    style = "danger"
    title = gettext_lazy("Throw away")
    question = gettext_lazy("Throw this draft away?")
    submit_label = gettext_lazy("Throw away")
    submit_icon = "trash"
    success_message = gettext_lazy("Thrown away.")

    def refusals(self) -> Sequence[str | Promise]:
        """What was started stays."""
        return [_("This circular was started before.")] if self.object.started_at else []

    def consequences(self) -> Sequence[str | Promise]:
        """Nobody was written to."""
        return [_("Its text and its list of recipients go; nobody was written to.")]

    def confirm(self, form: Any) -> None:
        """With its recipients."""
        circulating.throw_away(self.object)

    def get_success_url(self, made: Any) -> str:
        """To the others."""
        return reverse("letters:circular_list")
