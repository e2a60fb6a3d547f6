from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenancy.models import User
from tenancy.owned import CompanyOwned, OwnedForeignKey
from tenancy.triggers import Tracked


class Kind(models.TextChoices):
    """What a letter is for."""

    RENEWAL_NOTICE = "renewal_notice", _("Renewal notice")
    CONTRACT = "contract", _("General conditions of the contract")


class Language(models.TextChoices):
    """The languages letters are written in."""

    FRENCH = "fr", _("French")
    ITALIAN = "it", _("Italian")
    ENGLISH = "en", _("English")


class LetterTemplate(CompanyOwned):
    """The wording of one kind of letter in one language. Its text is in versions; the latest one is in force."""

    history = Tracked()

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("letter template")
        verbose_name_plural = _("letter templates")
        ordering = ["kind", "language"]
        constraints = [
            models.UniqueConstraint(fields=["company", "kind", "language"], name="letter_template_once")
        ]

    def __str__(self) -> str:
        return self.name

    def write(self, subject: str, body: str, *, by: User | None) -> "LetterVersion":
        """Put a new text in force, checked and sanitised; the same text again makes no version.

        Raises ``ValidationError`` at ``subject`` or ``body`` when a placeholder is unknown or a lawful part missing.
        """
        from letters.wording import checked

        subject, body = checked(self.kind, subject, body)
        latest = self.versions.select_for_update().order_by("-number").first()
        if latest is not None and (latest.subject, latest.body) == (subject, body):
            return latest
        number = latest.number + 1 if latest is not None else 1
        return self.versions.create(number=number, subject=subject, body=body, written_by=by)


class LetterVersionQuerySet(models.QuerySet["LetterVersion"]):
    """Texts of templates."""

    def of(self, kind: str, language: str) -> Self:
        """The texts of one letter, the latest first."""
        return self.filter(template__kind=kind, template__language=language).order_by("-number")


class LetterVersion(CompanyOwned):
    """The text of a template as it was saved once; a letter remembers the one it was written from. Frozen."""

    frozen = True

    template = OwnedForeignKey(LetterTemplate, related_name="versions", verbose_name=_("template"))
    number = models.PositiveSmallIntegerField(_("version"))
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    written_at = models.DateTimeField(_("written"), auto_now_add=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )

    objects = LetterVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a letter")
        verbose_name_plural = _("versions of letters")
        ordering = ["template", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["company", "template", "number"], name="letter_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.template_id} · {self.number}"
