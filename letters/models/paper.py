from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenancy.models import User
from tenancy.owned import CompanyOwned

NARROWEST, WIDEST = 10, 40


def _margin(name: Any, usual: int) -> models.PositiveSmallIntegerField:
    limits = [MinValueValidator(NARROWEST), MaxValueValidator(WIDEST)]
    return models.PositiveSmallIntegerField(name, default=usual, validators=limits)


class PaperQuerySet(models.QuerySet["Paper"]):
    """Layouts of paper, the latest of which is in force."""

    def in_force(self) -> "Paper | None":
        """The layout of today; None where nobody chose one."""
        return self.order_by("-number").first()


class Paper(CompanyOwned):
    """How a company's letters and contracts are laid out on A4. Frozen: another choice is another version."""

    frozen = True

    class Font(models.TextChoices):
        """Typefaces every installation has."""

        SANS = "sans", _("Without serifs (like Arial)")
        SERIF = "serif", _("With serifs (like Times)")
        NARROW = "narrow", _("Narrow (like Arial Narrow)")

    class Size(models.TextChoices):
        """How large the text of a letter is; a contract is half a point smaller."""

        SMALL = "9", _("9 points")
        USUAL = "10", _("10 points")
        LARGE = "11", _("11 points")

    class Window(models.TextChoices):
        """Where the envelope shows the address."""

        COUNTRY = "", _("As usual in the company's country (right)")
        LEFT = "left", _("Left")
        RIGHT = "right", _("Right")

    class Envelope(models.TextChoices):
        """How large its window is."""

        DL = "dl", _("DL, 110 × 220 mm")
        C5 = "c5", _("C5 or C4, larger window")

    number = models.PositiveSmallIntegerField(_("version"))
    margin_top = _margin(_("margin at the top (mm)"), 15)
    margin_bottom = _margin(_("margin at the bottom (mm)"), 22)
    margin_left = _margin(_("margin at the left (mm)"), 20)
    margin_right = _margin(_("margin at the right (mm)"), 20)
    font = models.CharField(_("typeface"), max_length=6, choices=Font.choices, default=Font.SANS)
    size = models.CharField(_("size of the text"), max_length=2, choices=Size.choices, default=Size.USUAL)
    logo = models.BooleanField(_("print the logo"), default=True)
    header = models.CharField(_("line at the top of each page"), max_length=120, blank=True)
    footer = models.CharField(_("line at the foot, before the legal data"), max_length=160, blank=True)
    window = models.CharField(
        _("window of the envelope"), max_length=5, choices=Window.choices, default=Window.COUNTRY, blank=True
    )
    envelope = models.CharField(_("envelope"), max_length=2, choices=Envelope.choices, default=Envelope.DL)
    written_at = models.DateTimeField(_("written"), auto_now_add=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper layout")
        verbose_name_plural = _("paper layouts")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["company", "number"], name="paper_version_once"),
            models.CheckConstraint(
                condition=Q(
                    margin_top__gte=NARROWEST, margin_top__lte=WIDEST,
                    margin_bottom__gte=NARROWEST, margin_bottom__lte=WIDEST,
                    margin_left__gte=NARROWEST, margin_left__lte=WIDEST,
                    margin_right__gte=NARROWEST, margin_right__lte=WIDEST,
                ),
                name="paper_margins_that_print",
                violation_error_message=_("A margin is 10 to 40 mm wide."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.number)

    def put_in_force(self, by: User | None) -> Self:
        """Keep this layout as the next version; nothing else is changed by it."""
        latest = Paper.objects.select_for_update().order_by("-number").first()
        self.number = latest.number + 1 if latest is not None else 1
        self.written_by = by
        self.save(force_insert=True)
        return self
