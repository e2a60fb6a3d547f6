"""A notice that did not arrive is written anew and leaves once more; the first is kept with its proof."""

from collections.abc import Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from contracts.models import Notice
from letters.forms import NoticeSentForm
from letters.views.leaving_again import EmailAgain, LeftAgain, WriteAgain
from letters.views.notices import NoticePage


class NoticeAgain(NoticePage, WriteAgain):
    """Write a notice anew that did not arrive, to the address of now."""


class NoticeAgainSent(NoticePage, LeftAgain):
    """Record that the letter written anew left."""

    usual_channel = Notice.Channel.REGISTERED
    form_class = NoticeSentForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Adds the term whose window counts."""
        return {**super().get_form_kwargs(), "term": self.object.term}

    def consequences(self) -> Sequence[str | Promise]:
        """Which counts."""
        return [
            _("The first letter stays the one that counts for the window; this one is kept beside it."),
            _("The alert about the letter that did not arrive closes."),
        ]


class NoticeAgainEmail(NoticePage, EmailAgain):
    """E-mail the letter written anew, to the address of now."""
