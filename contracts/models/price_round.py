from typing import Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from contracts.models.contract import Contract
from contracts.models.revision import Revision
from tenancy.models import JobRun
from tenancy.owned import CompanyOwned, OwnedForeignKey
from tenancy.permissions import Right
from tenancy.triggers import Tracked
from ui.days import days_in_reach


class PriceRoundQuerySet(models.QuerySet["PriceRound"]):
    """Rounds of price revision."""

    def open(self) -> Self:
        """Proposed, and neither approved nor taken back."""
        return self.filter(approved_at=None, dropped_at=None)

    def changeable(self) -> Self:
        """Open, and no worker settles their fees."""
        return self.open().exclude(run__step=PriceRound.SETTLING, run__finished_at=None)


class PriceRound(CompanyOwned):
    """New fees proposed for contracts that somebody chose: by one rule, from their next renewal after a day on.

    Nothing is applied before it is approved. Approval settles the prices (``Revision``) as they were shown.
    """

    class Rule(models.TextChoices):
        """How the new fees are found."""

        CONTRACT = "contract", _("As each contract says")
        PERCENT = "percent", _("Raise by a percentage")
        AMOUNT = "amount", _("Raise by an amount")
        INDEXED = "indexed", _("By the price formula of each contract")
        LIST = "list", _("Take the list price")

    SETTLING = "approve"  # the step of its run that settles what was approved

    history = Tracked(hidden=("chosen",), rights={"amount": Right.FEES_VIEW})

    name = models.CharField(_("name"), max_length=120)
    rule = models.CharField(_("rule"), max_length=8, choices=Rule.choices, default=Rule.CONTRACT)
    percent = models.DecimalField(
        _("percentage"), max_digits=6, decimal_places=3, null=True, blank=True,
        validators=[MinValueValidator(-100), MaxValueValidator(100)],
    )  # fmt: skip
    amount = models.DecimalField(
        _("amount a year, net"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    starts_on = models.DateField(_("renewals from"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    proposed_on = models.DateField(_("proposed on"))
    proposed_at = models.DateTimeField(_("proposed"), auto_now_add=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("proposed by")
    )
    approved_at = models.DateTimeField(_("approved"), null=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("approved by")
    )
    dropped_at = models.DateTimeField(_("taken back"), null=True)
    dropped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("taken back by"),
    )

    dropped_reason = models.CharField(
        _("why it closed by itself"), max_length=200, blank=True, editable=False
    )
    # Contracts of a large proposal, by their keys, until a worker has a row for each.
    chosen = models.JSONField(default=list, editable=False)

    # Many contracts get their rows, their fees, and these are settled, by a worker.
    run = OwnedForeignKey(
        JobRun, null=True, editable=False, related_name="price_rounds", verbose_name=_("job run")
    )

    objects = PriceRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal of new fees")
        verbose_name_plural = _("proposals of new fees")
        ordering = ["-pk"]
        constraints = [
            days_in_reach("starts_on", name="price_round_days_in_reach"),
            models.CheckConstraint(
                condition=Q(rule="percent", percent__isnull=False) | ~Q(rule="percent") & Q(percent=None),
                name="price_round_percent_of_its_rule",
            ),
            models.CheckConstraint(
                condition=Q(rule="amount", amount__isnull=False) | ~Q(rule="amount") & Q(amount=None),
                name="price_round_amount_of_its_rule",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the proposal."""
        return reverse("contracts:price_round", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether it still waits for somebody to approve it."""
        return self.approved_at is None and self.dropped_at is None

    @property
    def is_at_work(self) -> bool:
        """Whether a worker computes its fees or settles them."""
        return self.is_open and self.run is not None and self.run.finished_at is None

    @property
    def is_settling(self) -> bool:
        """Whether a worker settles what was approved: nothing of it is changed any more."""
        return self.is_at_work and self.run is not None and self.run.step == self.SETTLING

    @property
    def is_being_computed(self) -> bool:
        """Whether fees of it are still missing; asks the database only where a worker computes them."""
        if self.run_id is None:
            return False
        return bool(self.chosen) or self.prices.filter(left=RoundPrice.WAITING).exists()


class RoundPriceQuerySet(models.QuerySet["RoundPrice"]):
    """Contracts of proposals."""

    def inside(self) -> Self:
        """Those that stand in a proposal nobody decided: with a new fee, or while that is computed."""
        return self.filter(decided=False, left__in=("", RoundPrice.WAITING))


class RoundPrice(CompanyOwned):
    """One contract of a proposal: its fee before and after, and of what each line's was made (``lines``).

    ``left`` is the code of why it is left out; such a row has no prices where none could be found. ``revision`` is the
    price that approval settled. A contract stands in one open proposal: with its new fee, or while that is computed.
    """

    WAITING = "waiting"  # its fee is being computed

    history = Tracked(
        hidden=("lines", "decided"),
        rights={"old_fee": Right.FEES_VIEW, "computed_fee": Right.FEES_VIEW, "new_fee": Right.FEES_VIEW},
    )

    round = OwnedForeignKey(PriceRound, models.CASCADE, related_name="prices", verbose_name=_("proposal"))
    contract = OwnedForeignKey(
        Contract, models.CASCADE, related_name="round_prices", verbose_name=_("contract")
    )
    term_number = models.PositiveSmallIntegerField(_("term"), null=True)
    effective_on = models.DateField(_("fee from"), null=True)
    known_on = models.DateField(_("values known on"), null=True)
    old_fee = models.DecimalField(_("fee before"), max_digits=10, decimal_places=2, null=True)
    computed_fee = models.DecimalField(_("computed fee"), max_digits=10, decimal_places=2, null=True)
    new_fee = models.DecimalField(_("new fee"), max_digits=10, decimal_places=2, null=True)
    rule = models.CharField(_("rule"), max_length=7, blank=True)
    lines = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    left = models.CharField(_("why left out"), max_length=12, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("changed by")
    )
    revision = OwnedForeignKey(
        Revision, null=True, editable=False, related_name="round_prices", verbose_name=_("price revision")
    )
    decided = models.BooleanField(_("proposal decided"), default=False, editable=False)

    objects = RoundPriceQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed fee")
        verbose_name_plural = _("proposed fees")
        ordering = ["round", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["company", "round", "contract"], name="round_price_once"),
            models.UniqueConstraint(
                fields=["company", "contract"],
                condition=Q(decided=False, left__in=("", "waiting")),
                name="round_price_in_one_open_proposal",
                violation_error_message=_("One of these contracts stands in another open proposal already."),
            ),
            models.CheckConstraint(
                condition=Q(old_fee__gte=0, computed_fee__gte=0, new_fee__gte=0)
                | Q(old_fee=None, computed_fee=None, new_fee=None) & ~Q(left=""),
                name="round_price_whole_or_left_out",
            ),
            models.CheckConstraint(
                condition=Q(new_fee=None) | Q(new_fee=F("computed_fee")) | ~Q(reason=""),
                name="round_price_edited_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(revision=None) | Q(left="", term_number__isnull=False),
                name="round_price_settled_was_in",
            ),
        ]

    def __str__(self) -> str:
        return str(self.contract)

    def get_absolute_url(self) -> str:
        """The page of its proposal."""
        return reverse("contracts:price_round", args=[self.round_id])

    @property
    def is_edited(self) -> bool:
        """Whether somebody gave it another fee than the rule."""
        return self.new_fee != self.computed_fee
