"""What is done about a circular: its text, its start, another try, its end before it began."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from letters import circulating
from letters.forms.circular import CircularForm
from letters.forms.leaving import PrintForm
from letters.models import Circular, Kind
from letters.placeholders import PLACEHOLDERS
from letters.views.circulars import CHANNELS, CircularPage
from tenancy.permissions import Right
from ui.views import ConfirmPage, EditPage


class CircularEdit(CircularPage, EditPage):
    """The text of a circular, what it is for and how it goes, while it is not started."""

    right = Right.LETTERS_SEND
    form_class = CircularForm
    template_name = "letters/circular_edit.html"
    title = gettext_lazy("Text and way")

    def find(self, rows: Any) -> Any:
        """Only drafts have a form."""
        found = super().find(rows)
        if found.started_at is not None:
            raise Http404
        return found

    def get_initial(self) -> dict[str, Any]:
        """A former text to begin from: ``?from=`` names its circular."""
        key = self.request.GET.get("from", "")
        if not (key.isascii() and key.isdecimal() and len(key) < 18):
            return {}
        former = Circular.objects.exclude(version=None).select_related("version").filter(pk=key).first()
        return CircularForm.text_of(former.version) if former and former.version else {}

    def act(self, form: Any) -> Circular:
        """Keep it; the text is a version, as of every letter."""
        return circulating.settle(
            form.save(commit=False), form.cleaned_data["subject"], form.cleaned_data["body"]
        )

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
    def counts(self) -> tuple[dict[str, int], dict[str, int]]:
        """By channel, and by reason of those who get nothing."""
        return circulating.counted(circulating.fates(self.object))

    def refusals(self) -> Sequence[str | Promise]:
        """Started, without a text, or for nobody."""
        if self.object.started_at is not None:
            return [_("This circular was started before.")]
        if self.object.version is None:
            return [_("Write its text first.")]
        return [] if self.counts[0] else [_("Nobody would get it: see the reasons.")]

    def consequences(self) -> Sequence[str | Promise]:
        """How many by each channel, how many not and why, and that it stands from then on."""
        channels, reasons = self.counts
        told: list[str | Promise] = [
            _("%(channel)s: %(count)s") % {"channel": CHANNELS[name], "count": count}
            for name, count in channels.items()
        ]
        told += [
            _("Left out, %(count)s: %(reason)s") % {"reason": reason, "count": count}
            for reason, count in list(reasons.items())[:12]
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
        return [
            ngettext(
                "%(count)s letter could not be written.", "%(count)s letters could not be written.", unwritten
            )
            % {"count": unwritten},
            ngettext("%(count)s e-mail did not leave.", "%(count)s e-mails did not leave.", unsent)
            % {"count": unsent},
            _("Should one have left after all, its customer gets it twice."),
        ]

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
        self.object.delete()

    def get_success_url(self, made: Any) -> str:
        """To the others."""
        return reverse("letters:circular_list")
