from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenancy.models import User
from tenancy.owned import CompanyOwned, OwnedForeignKey
from tenancy.triggers import Tracked

if TYPE_CHECKING:
    from letters.designing.clause import Clause


class Kind(models.TextChoices):
    """What a letter is for."""

    RENEWAL_NOTICE = "renewal_notice", _("Renewal notice")
    CONTRACT = "contract", _("General conditions of the contract")
    VISIT = "visit", _("Visit notice")
    WELCOME = "welcome", _("Welcome after signature")
    PRICE_CHANGE = "price_change", _("Price change")
    REMINDER = "reminder", _("Payment reminder")
    CONTRACT_END = "contract_end", _("End of contract")
    REFUSAL_RECEIPT = "refusal_receipt", _("Acknowledgement of a refusal")
    CIRCULAR = "circular", _("Circular")


# Written once an event; the notice has its own law, the contract is no letter.
OTHER_LETTERS: tuple[Kind, ...] = (
    Kind.VISIT, Kind.WELCOME, Kind.PRICE_CHANGE, Kind.REMINDER, Kind.CONTRACT_END, Kind.REFUSAL_RECEIPT,
)  # fmt: skip

# The texts kept once for each language; a circular has one of its own.
WORDED: tuple[Kind, ...] = tuple(kind for kind in Kind if kind != Kind.CIRCULAR)


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
            models.UniqueConstraint(
                fields=["company", "kind", "language"],
                condition=~models.Q(kind=Kind.CIRCULAR),
                name="letter_template_once",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def write(
        self, subject: str, clauses: "Sequence[Clause]", *, by: User | None, signatures: str = ""
    ) -> "LetterVersion":
        """Put a new text in force, checked and sanitised; the same text again makes no version.

        Raises ``ValidationError`` at ``subject``, ``heading`` or ``body`` when a placeholder is unknown, a lawful part
        missing, or the text more than paper can bear.
        """
        from letters.designing.checking import checked
        from letters.designing.clause import as_json

        subject, kept = checked(self.kind, subject, clauses)
        said = (subject, as_json(kept), signatures)
        latest = self.versions.select_for_update().order_by("-number").first()
        if latest is not None and (latest.subject, latest.clauses, latest.signatures) == said:
            return latest
        number = latest.number + 1 if latest is not None else 1
        return self.versions.create(
            number=number, subject=subject, clauses=said[1], signatures=signatures, written_by=by
        )


class Signatures(models.TextChoices):
    """How often a contract is signed."""

    COUNTRY = "", _("As the country's law wants it (Italy: twice)")
    ONE = "one", _("Once by each party")
    TWO = "two", _("A second time for the onerous clauses")


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
    # Written before there were clauses; frozen rows stay as they are, and are read as clauses.
    body = models.TextField(_("text"), blank=True)
    clauses = models.JSONField(_("clauses"), default=list)
    signatures = models.CharField(
        _("signatures"), max_length=3, choices=Signatures.choices, default=Signatures.COUNTRY, blank=True
    )
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
            models.UniqueConstraint(fields=["company", "template", "number"], name="letter_version_once"),
            models.CheckConstraint(
                condition=models.Q(body="") & ~models.Q(clauses=[])
                | ~models.Q(body="") & models.Q(clauses=[]),
                name="letter_version_says_it_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template_id} · {self.number}"
