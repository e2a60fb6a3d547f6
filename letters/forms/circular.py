from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from letters.circular_texts import Said, languages_of
from letters.designing.checking import checked_clause, checked_subject
from letters.designing.clause import Clause, clauses_of
from letters.models import Circular, Kind, Language, LetterVersion


class CircularForm(forms.ModelForm):
    """A circular before it is started: what it is for, how it goes, and its texts with placeholders, checked.

    One text a language its recipients read; whether the others get the main one is asked where there is more than one.
    """

    class Meta:
        model = Circular
        fields = ("name", "purpose", "way", "own_language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = languages_of(self.instance)
        alone = len(self.languages) == 1
        self.fieldsets: list[Any] = [("", ["name", "purpose", "way"])]
        for language, readers in self.languages.items():
            self._ask(language, required=alone)
            names = [f"subject_{language}", f"body_{language}"]
            self.fieldsets.append(
                (_("Text"), names) if alone else (_titled(language), names, _read_by(readers))
            )
        if alone:
            del self.fields["own_language"]
        else:
            self.fields["own_language"].help_text = _instead(self.languages)
            self.fieldsets.append((_("Languages without a text"), ["own_language"]))
        self.initial = {**self.texts_of(self.instance.texts), **self.initial}

    @staticmethod
    def texts_of(texts: Mapping[str, LetterVersion]) -> dict[str, str]:
        """Texts as they stand in the form."""
        typed = {}
        for language, version in texts.items():
            typed[f"subject_{language}"] = version.subject
            typed[f"body_{language}"] = _as_typed(clauses_of(Kind.CIRCULAR, version))
        return typed

    def clean(self) -> dict[str, Any]:
        """One text at least, each whole; its mark-up simple, its placeholders known. Faults stand at their field."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for language in self.languages:
            self._check(f"subject_{language}", lambda text: checked_subject(Kind.CIRCULAR, text))
            self._check(f"body_{language}", _checked_body)
            subject, body = cleaned.get(f"subject_{language}"), cleaned.get(f"body_{language}")
            if body and not subject and f"subject_{language}" not in self.errors:
                self.add_error(f"subject_{language}", _("The text has no subject yet."))
            elif subject and not body and f"body_{language}" not in self.errors:
                self.add_error(f"body_{language}", _("The subject has no text yet."))
        if not self.errors and not self.texts:
            self.add_error(
                f"subject_{next(iter(self.languages))}", _("Write the text in one language at least.")
            )
        return cleaned

    @cached_property
    def texts(self) -> dict[str, Said]:
        """What is said in each language that has a text."""
        said = self.cleaned_data
        return {
            language: (said[f"subject_{language}"], said[f"body_{language}"])
            for language in self.languages
            if said.get(f"subject_{language}") and said.get(f"body_{language}")
        }

    def _ask(self, language: str, *, required: bool) -> None:
        # With several languages each label names its own: an error, or what somebody else changed, is told by label.
        subject, text = _("Subject"), _("Text")
        if not required:
            words = {"language": Language(language).label}
            subject = pgettext("circular", "Subject (%(language)s)") % words
            text = pgettext("circular", "Text (%(language)s)") % words
        self.fields[f"subject_{language}"] = forms.CharField(label=subject, max_length=200, required=required)
        self.fields[f"body_{language}"] = forms.CharField(
            label=text,
            widget=forms.Textarea(attrs={"rows": 14 if required else 10}),
            max_length=20_000,
            required=required,
            help_text=gettext_lazy(
                "An empty line begins a paragraph. Placeholders stand between double braces."
            ),
        )

    def _check(self, name: str, checked: Any) -> None:
        if not self.cleaned_data.get(name):
            return
        try:
            self.cleaned_data[name] = checked(self.cleaned_data[name])
        except ValidationError as wrong:
            self.add_error(name, wrong)


def _checked_body(text: str) -> str:
    try:
        (clause,) = checked_clause(Kind.CIRCULAR, Clause(text))
    except ValidationError as wrong:
        told = [message for messages in wrong.message_dict.values() for message in messages]
        raise ValidationError(told) from wrong
    return clause.body


def _titled(language: str) -> str:
    return _("Text in %(language)s") % {"language": Language(language).label}


def _read_by(readers: int) -> str:
    return ngettext(
        "%(count)s recipient has letters in this language.",
        "%(count)s recipients have letters in this language.",
        readers,
    ) % {"count": readers}


def _instead(languages: Iterable[str]) -> str:
    """Which text those get who have none of their own; the same order counts when the texts are kept."""
    listed = ", ".join(str(Language(language).label) for language in languages)
    return _("Otherwise they get the first of these texts that is written: %(listed)s.") % {"listed": listed}


def _as_typed(clauses: list[Clause]) -> str:
    """The text as a person types it: paragraphs apart by an empty line where there is no other mark-up."""
    body = "\n".join(clause.body for clause in clauses)
    bare = body.replace("</p>", "").replace("<br>", "")
    if "<" in bare.replace("<p>", ""):
        return body
    return body.replace("</p>\n<p>", "\n\n").replace("<p>", "").replace("</p>", "").replace("<br>", "\n")
