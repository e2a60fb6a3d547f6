from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models.contact import Contact
from customers.models.customer import Customer
from tenancy import search, subjects
from tenancy.owned import CompanyOwned, OwnedForeignKey
from tenancy.permissions import Right
from tenancy.triggers import Tracked
from ui import formats

KIND = "communication"
# Nobody writes down what was said before this day.
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


class CommunicationQuerySet(models.QuerySet["Communication"]):
    """What was said with customers of the acting company."""

    def visible_to(self, rights: Collection[str]) -> Self:
        """Without the private entries for those who may not read private notes."""
        return self if Right.PRIVATE_NOTES in rights else self.filter(private=False)

    def written_by(self, user: Any) -> Self:
        """What this person wrote down herself; entries made by the product belong to nobody."""
        return self.filter(by=user.pk, key="")

    def found_by(self, query: str) -> Self:
        """Entries that have words beginning with those asked."""
        ids = search.matching(KIND, query)
        return self if ids is None else self.filter(pk__in=ids)


class Communication(CompanyOwned):
    """One exchange with a customer: a call, a visit, a letter, a mail, with what was said.

    What was said stays out of the history, as private notes do: an entry may be private, and the history cannot be.
    """

    class Direction(models.TextChoices):
        """Who spoke first."""

        INCOMING = "in", pgettext_lazy("communication", "From the customer")
        OUTGOING = "out", pgettext_lazy("communication", "To the customer")

    class Channel(models.TextChoices):
        """How."""

        TELEPHONE = "telephone", _("Telephone")
        VISIT = "visit", pgettext_lazy("communication", "In person")
        EMAIL = "email", _("E-mail")
        LETTER = "letter", _("Letter")
        PEC = "pec", "PEC"
        SMS = "sms", "SMS"
        LINK = "link", _("Customer's page")
        OTHER = "other", _("Other")

    history = Tracked(hidden=("summary", "text", "key", "created_at"))

    customer = OwnedForeignKey(
        Customer, models.CASCADE, related_name="communications", verbose_name=_("customer")
    )
    contact = OwnedForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("spoke with")
    )
    at = models.DateTimeField(_("when"), default=timezone.now)
    direction = models.CharField(
        _("direction"), max_length=3, choices=Direction.choices, default=Direction.INCOMING
    )
    channel = models.CharField(_("channel"), max_length=9, choices=Channel.choices, default=Channel.TELEPHONE)
    summary = models.CharField(_("in one sentence"), max_length=200)
    text = models.TextField(_("what was said"), blank=True, max_length=10_000)
    private = models.BooleanField(
        _("private"), default=False, help_text=_("Seen only by members who may read private notes.")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("written by")
    )
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.BigIntegerField(null=True)
    subject_label = models.CharField(_("about"), max_length=160, blank=True)
    key = models.CharField(max_length=120, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    edited_at = models.DateTimeField(_("rewritten"), null=True, editable=False)

    objects = CommunicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("communication")
        verbose_name_plural = _("communications")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "key"], condition=~Q(key=""), name="communication_key_once"
            ),
            models.CheckConstraint(condition=~Q(summary=""), name="communication_says_something"),
            # A check cannot ask for today: the day on which the entry was written stands for it.
            models.CheckConstraint(
                condition=Q(at__gte=EARLIEST, at__lte=F("created_at") + timedelta(days=1)),
                name="communication_at_a_day_people_mean",
                violation_error_message=_("This day lies too far back, or is still to come."),
            ),
        ]
        indexes = [
            models.Index(fields=["company", "customer", "-at"], name="communication_of_customer"),
            models.Index(fields=["company", "-at"], name="communication_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}, {formats.moment(self.at)}"

    def get_absolute_url(self) -> str:
        """The entry's page."""
        return reverse("customers:communication", args=[self.pk])

    @property
    def subject_url(self) -> str:
        """The page of what it is about, where there is one."""
        return subjects.address(self.subject_kind, self.subject_id)

    def is_of(self, user: Any) -> bool:
        """Whether this person wrote it down herself."""
        return not self.key and self.by_id is not None and self.by_id == user.pk

    def search_words(self) -> set[str]:
        """The words under which it is found."""
        return search.words(self.summary, self.text, self.subject_label)

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        search.index(KIND, [(self.pk, self.search_words())])

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        search.forget(KIND, [self.pk])
        return super().delete(*args, **kwargs)
