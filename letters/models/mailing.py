from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from contracts.models import Notice
from customers.models import Customer
from tenancy.models import Document, JobRun
from tenancy.owned import CompanyOwned, OwnedForeignKey
from ui import formats

if TYPE_CHECKING:
    from letters.models.occasion import Occasion


class Mailing(CompanyOwned):
    """Letters made together: written by a job in several parts, then joined in one file to print, or e-mailed."""

    class Purpose(models.TextChoices):
        """What becomes of the letters."""

        PRINT = "print", _("Print")
        EMAIL = "email", _("E-mail")

    purpose = models.CharField(_("purpose"), max_length=5, choices=Purpose.choices)
    on = models.DateField(_("dated"))
    run = OwnedForeignKey(JobRun, related_name="mailings", verbose_name=_("job run"))
    both_sides = models.BooleanField(
        _("printed on both sides"), default=False, help_text=_("Each letter then begins on a new sheet.")
    )
    print_file = OwnedForeignKey(
        Document, null=True, related_name="mailings", verbose_name=_("file to print")
    )
    printed = models.PositiveIntegerField(_("letters in the file"), default=0)

    class Meta:
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["company", "run"], name="mailing_of_run_once")]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} · {formats.day(self.on)}"


class MailingItemQuerySet(models.QuerySet["MailingItem"]):
    """Letters of mailings."""

    def waiting(self) -> "MailingItemQuerySet":
        """Neither written nor refused yet."""
        return self.filter(letter=None, reason="")

    def to_come(self) -> "MailingItemQuerySet":
        """Those waiting that a job is still to write."""
        return self.waiting().filter(mailing__run__finished_at=None)


class MailingItem(CompanyOwned):
    """One letter of a mailing, in the order in which it is printed."""

    mailing = OwnedForeignKey(Mailing, models.CASCADE, related_name="items")
    notice = OwnedForeignKey(
        Notice,
        models.CASCADE,
        null=True,
        related_name="mailing_items",
        verbose_name=_("renewal notice"),
    )
    occasion = OwnedForeignKey(
        "letters.Occasion",
        models.CASCADE,
        null=True,
        related_name="mailing_items",
        verbose_name=_("occasion"),
    )
    position = models.PositiveIntegerField()
    letter = OwnedForeignKey(
        "letters.Letter", null=True, related_name="mailing_items", verbose_name=_("letter")
    )
    reason = models.CharField(_("why not"), max_length=300, blank=True)

    objects = MailingItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter of a mailing")
        verbose_name_plural = _("letters of a mailing")
        ordering = ["mailing", "position"]
        constraints = [
            models.UniqueConstraint(fields=["company", "mailing", "notice"], name="mailing_item_once"),
            models.UniqueConstraint(
                fields=["company", "mailing", "occasion"], name="mailing_item_once_an_occasion"
            ),
            models.CheckConstraint(
                condition=models.Q(notice=None, occasion__isnull=False)
                | models.Q(notice__isnull=False, occasion=None),
                name="mailing_item_about_one",
            ),
            models.CheckConstraint(
                condition=models.Q(letter=None) | models.Q(reason=""), name="mailing_item_one_fate"
            ),
        ]
        indexes = [models.Index(fields=["company", "mailing", "position"], name="mailing_item_order")]

    def __str__(self) -> str:
        return f"{self.mailing_id} · {self.position}"

    @property
    def customer(self) -> Customer:
        """Who is written to."""
        contract = self.about.contract
        return contract.customer if contract else self.about.customer  # type: ignore[union-attr] # an occasion

    @property
    def about(self) -> "Notice | Occasion":
        """The notice or occasion it is written for."""
        return self.notice or self.occasion  # type: ignore[return-value] # one of them, says the database
