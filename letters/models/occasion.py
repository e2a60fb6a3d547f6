from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.models import BillingPeriod, Contract, Notice, OwedVisit, Refusal, Revision
from customers.models import Customer
from letters.models.circular import Circular
from letters.models.letter import Letter
from letters.models.template import OTHER_LETTERS, Kind
from tenancy.models import User
from tenancy.owned import CompanyOwned, OwnedForeignKey

# Which column names the event a letter is about; the others are about the contract itself.
EVENT_OF = {
    Kind.VISIT: "visit",
    Kind.PRICE_CHANGE: "revision",
    Kind.REMINDER: "period",
    Kind.REFUSAL_RECEIPT: "refusal",
    Kind.CIRCULAR: "circular",
}
EVENTS = tuple(EVENT_OF.values())
KINDS = (*OTHER_LETTERS, Kind.CIRCULAR)
# What an event is told once a kind; a circular once a customer.
ONCE = {**dict.fromkeys(EVENTS, "kind"), "circular": "customer"}


def _fits() -> Q:
    """Each kind has its event, and no other."""
    fits = Q()
    for kind in KINDS:
        mine = EVENT_OF.get(kind)
        fits |= Q(kind=kind, **{f"{name}__isnull": name != mine for name in EVENTS})
    return fits


class OccasionQuerySet(models.QuerySet["Occasion"]):
    """Occasions for letters."""

    def unwritten(self) -> Self:
        """Those of which no letter is kept yet."""
        return self.filter(letter=None)

    def to_send(self) -> Self:
        """Those of which no letter left yet."""
        return self.filter(sent_on=None)

    def mark_sent(self, addresses: dict[int, str], *, on: date, channel: str, by: User | None) -> int:
        """Record that written letters left, by id with where each went; gives how many had not before."""
        waiting = list(self.to_send().filter(pk__in=list(addresses)).exclude(letter=None).select_for_update())
        for occasion in waiting:
            occasion.sent_on, occasion.channel, occasion.sent_by = on, channel, by
            occasion.sent_to = addresses[occasion.pk][:300]
        Occasion.objects.bulk_update(waiting, ["sent_on", "channel", "sent_by", "sent_to"])
        return len(waiting)


class Occasion(CompanyOwned):
    """Something a customer is written about once: a visit to come, a fee due, a new price, the end of a contract.

    The letter once written stays, and says what the event was on its day.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=[(kind.value, kind.label) for kind in KINDS])
    contract = OwnedForeignKey(
        Contract, models.CASCADE, null=True, related_name="occasions", verbose_name=_("contract")
    )
    customer = OwnedForeignKey(Customer, related_name="occasions", verbose_name=_("customer"))
    visit = OwnedForeignKey(
        OwedVisit, models.CASCADE, null=True, related_name="occasions", verbose_name=_("visit")
    )
    period = OwnedForeignKey(
        BillingPeriod, models.CASCADE, null=True, related_name="occasions", verbose_name=_("billing period")
    )
    revision = OwnedForeignKey(
        Revision, models.CASCADE, null=True, related_name="occasions", verbose_name=_("price revision")
    )
    refusal = OwnedForeignKey(
        Refusal, models.CASCADE, null=True, related_name="occasions", verbose_name=_("refusal")
    )
    circular = OwnedForeignKey(
        Circular, models.CASCADE, null=True, related_name="occasions", verbose_name=_("circular")
    )
    visit_on = models.DateField(_("day of the visit"), null=True, blank=True)
    hours = models.CharField(_("time"), max_length=60, blank=True)
    letter = OwnedForeignKey(Letter, null=True, related_name="occasions", verbose_name=_("letter"))
    sent_on = models.DateField(_("sent on"), null=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Notice.Channel.choices, blank=True)
    sent_to = models.CharField(_("sent to"), max_length=300, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("sent by")
    )
    made_at = models.DateTimeField(_("since"), auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )

    objects = OccasionQuerySet.as_manager()

    class Meta:
        verbose_name = _("occasion for a letter")
        verbose_name_plural = _("occasions for letters")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=_fits(), name="occasion_has_its_event"),
            models.CheckConstraint(
                condition=Q(contract__isnull=False) | Q(kind=Kind.CIRCULAR), name="occasion_has_its_contract"
            ),
            *(
                models.UniqueConstraint(
                    fields=["company", name, ONCE[name]],
                    condition=Q(**{f"{name}__isnull": False}),
                    name=f"occasion_once_a_{name}",
                )
                for name in EVENTS
            ),
            models.UniqueConstraint(
                fields=["company", "contract", "kind"],
                condition=Q(**{f"{name}__isnull": True for name in EVENTS}),
                name="occasion_once_a_contract",
            ),
            models.CheckConstraint(
                condition=Q(sent_on=None, channel="")
                | Q(sent_on__isnull=False, letter__isnull=False) & ~Q(channel=""),
                name="occasion_sent_by_a_channel",
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.VISIT) | Q(visit_on=None, hours=""), name="occasion_day_of_a_visit"
            ),
        ]
        indexes = [models.Index(fields=["company", "kind", "-made_at"], name="occasion_latest")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.contract_id}"

    @property
    def event(self) -> Any:
        """What it is about."""
        name = EVENT_OF.get(Kind(self.kind))
        return getattr(self, name) if name else self.contract


class Automatic(CompanyOwned):
    """The company lets letters of a kind be written by the night, for what happened since a day."""

    kind = models.CharField(
        _("kind"), max_length=20, choices=[(kind.value, kind.label) for kind in OTHER_LETTERS]
    )
    since = models.DateField(_("since"))
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )

    class Meta:
        verbose_name = _("letters written by themselves")
        verbose_name_plural = _("letters written by themselves")
        ordering = ["kind"]
        constraints = [models.UniqueConstraint(fields=["company", "kind"], name="automatic_once")]

    def __str__(self) -> str:
        return str(self.get_kind_display())
