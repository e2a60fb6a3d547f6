from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from letters.designing.checking import checked_clause, checked_subject
from letters.designing.clause import Clause, clauses_of
from letters.models import Circular, Kind, LetterVersion


class CircularForm(forms.ModelForm):
    """A circular before it is started: what it is for, how it goes, and its text with placeholders, checked."""

    subject = forms.CharField(label=_("Subject"), max_length=200)
    body = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 14}),
        max_length=20_000,
        help_text=_("An empty line begins a paragraph. Placeholders stand between double braces."),
    )
    fieldsets = [
        ("", ["name", "purpose", "way", "language", "own_language"]),
        (_("Text"), ["subject", "body"]),
    ]

    class Meta:
        model = Circular
        fields = ("name", "purpose", "way", "language", "own_language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.version is not None:
            self.initial = {**self.text_of(self.instance.version), **self.initial}

    @staticmethod
    def text_of(version: LetterVersion) -> dict[str, str]:
        """A text as it stands in the form."""
        return {"subject": version.subject, "body": _as_typed(clauses_of(Kind.CIRCULAR, version))}

    def clean_subject(self) -> str:
        """In one line, with placeholders that are known."""
        return checked_subject(Kind.CIRCULAR, self.cleaned_data["subject"])

    def clean_body(self) -> str:
        """Simple mark-up, placeholders that are known."""
        try:
            (clause,) = checked_clause(Kind.CIRCULAR, Clause(self.cleaned_data["body"]))
        except ValidationError as wrong:
            raise ValidationError(
                [message for messages in wrong.message_dict.values() for message in messages]
            ) from wrong
        return clause.body


def _as_typed(clauses: list[Clause]) -> str:
    """The text as a person types it: paragraphs apart by an empty line where there is no other mark-up."""
    body = "\n".join(clause.body for clause in clauses)
    bare = body.replace("</p>", "").replace("<br>", "")
    if "<" in bare.replace("<p>", ""):
        return body
    return body.replace("</p>\n<p>", "\n\n").replace("<p>", "").replace("</p>", "").replace("<br>", "\n")
