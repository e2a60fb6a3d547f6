from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import connection, models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from contracts.models.conditions import Conditions
from contracts.models.contract_state import Conclusion, EndReason, State
from contracts.models.template import ContractTemplate
from contracts.models.template_version import TemplateVersion
from customers.models import Customer, Site
from tenancy import search
from tenancy.models import Technician
from tenancy.owned import CompanyOwned, OwnedForeignKey
from tenancy.permissions import Right
from tenancy.triggers import Tracked
from ui.days import days_in_reach


class ContractQuerySet(models.QuerySet["Contract"]):
    """Contracts of the acting company."""

    def run_until(self, ends: dict[int, date]) -> None:
        """Move the last day on which each contract has a term; called by whoever writes terms, in one statement."""
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE contracts_contract c SET runs_until = v.runs_until "
                "FROM unnest(%s::bigint[], %s::date[]) AS v(id, runs_until) WHERE c.id = v.id",
                [list(ends), list(ends.values())],
            )

    def end(self, ends: dict[int, tuple[date, str]]) -> None:
        """Close contracts: by id, the first day without a contract and the reason, in one statement."""
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE contracts_contract c SET ended_on = v.ended_on, end_reason = v.reason, updated_at = now() "
                "FROM unnest(%s::bigint[], %s::date[], %s::text[]) AS v(id, ended_on, reason) WHERE c.id = v.id",
                [
                    list(ends),
                    [day for day, _reason in ends.values()],
                    [str(reason) for _day, reason in ends.values()],
                ],
            )

    def signed(self) -> Self:
        """Contracts that have terms."""
        return self.exclude(runs_until=None)

    def running_out(self, on: date) -> Self:
        """Signed contracts whose last term ended before ``on`` and that are not closed yet: tonight's work.

        A contract suspended until further notice waits where its dates move.
        """
        from contracts.models.suspension import Suspension

        held = Suspension.objects.holding(on).order_by().values("contract")
        return self.filter(ended_on=None, runs_until__lt=on).exclude(pk__in=held)

    def in_state(self, state: str, on: date) -> Self:
        """Contracts in a state on a day; the same rules as ``Contract.state_on``."""
        unsigned, open_ended = Q(runs_until=None), Q(ended_on=None) | Q(ended_on__gt=on)
        rules = {
            State.DRAFT: unsigned & Q(sent_on=None),
            State.SENT: unsigned & Q(sent_on__isnull=False),
            State.ENDED: Q(ended_on__lte=on),
            State.UPCOMING: Q(runs_until__isnull=False) & open_ended & Q(start_on__gt=on),
            State.ENDING: Q(runs_until__isnull=False)
            & open_ended
            & Q(start_on__lte=on, ends_after__isnull=False),
            State.ACTIVE: Q(runs_until__isnull=False) & open_ended & Q(start_on__lte=on, ends_after=None),
        }
        return self.filter(rules[State(state)])

    def found_by(self, query: str) -> Self:
        """Contracts whose number or customer has words beginning with those asked."""
        numbers, customers = search.matching("contract", query), search.matching("customer", query)
        if numbers is None or customers is None:
            return self
        return self.filter(Q(pk__in=numbers) | Q(customer_id__in=customers))


class Contract(CompanyOwned, Conditions):
    """A promise to maintain, made of lines; its terms follow each other by renewal.

    Columns of its course are written in one place each: ``runs_until`` with each term (``contracts.terms``),
    ``ends_after`` by a refusal (``contracts.refusal``), ``ended_on`` by the night or a termination.
    """

    history = Tracked(
        hidden=("updated_at", "runs_until", "private_notes"), rights={"revision_amount": Right.FEES_VIEW}
    )

    number = models.CharField(_("number"), max_length=30)
    customer = OwnedForeignKey(Customer, related_name="contracts", verbose_name=_("customer"))
    site = OwnedForeignKey(Site, null=True, blank=True, related_name="contracts", verbose_name=_("site"))
    template = OwnedForeignKey(ContractTemplate, related_name="contracts", verbose_name=_("template"))
    template_version = OwnedForeignKey(
        TemplateVersion,
        null=True,
        editable=False,
        related_name="contracts",
        verbose_name=_("version of the template"),
    )
    technician = OwnedForeignKey(
        Technician, null=True, blank=True, related_name="contracts", verbose_name=_("usual technician")
    )
    # One level deep: a trigger keeps a contract with sub-contracts from hanging under another.
    main = OwnedForeignKey(
        "self", null=True, blank=True, related_name="subs", verbose_name=_("main contract")
    )
    sent_on = models.DateField(_("sent on"), null=True, blank=True, editable=False)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    conclusion = models.CharField(
        _("concluded"), max_length=8, choices=Conclusion.choices, blank=True, editable=False
    )
    withdraw_by = models.DateField(_("may be withdrawn from until"), null=True, editable=False)
    withdraw_by_reason = models.CharField(_("why that day"), max_length=200, blank=True, editable=False)
    pay_from = models.DateField(_("no payment before"), null=True, editable=False)
    early_start_on = models.DateField(_("early start requested on"), null=True, editable=False)
    early_start_evidence = models.CharField(
        _("how the request is proven"), max_length=300, blank=True, editable=False
    )
    start_on = models.DateField(_("starts on"))
    first_term = models.PositiveSmallIntegerField(default=1, editable=False)
    first_ends_on = models.DateField(_("last day of the first term"), null=True, editable=False)
    anchor_on = models.DateField(null=True, editable=False)
    anchor_term = models.PositiveSmallIntegerField(default=1, editable=False)
    final_end_on = models.DateField(
        _("final end"), null=True, blank=True, help_text=_("No renewal follows that day.")
    )
    services = models.TextField(_("services"), blank=True)
    notes = models.TextField(_("notes"), blank=True)
    private_notes = models.TextField(
        _("private notes"),
        blank=True,
        max_length=20_000,
        help_text=_("A line that begins with - is a point, **words** are bold."),
    )
    job = models.CharField(_("job number"), max_length=40, blank=True)
    cost_centre = models.CharField(_("cost centre"), max_length=40, blank=True)
    revenue_account = models.CharField(_("revenue account"), max_length=20, blank=True)
    flag_a = models.BooleanField(_("first flag"), default=False)
    flag_b = models.BooleanField(_("second flag"), default=False)
    billed_until = models.DateField(
        _("billed until, before the import"), null=True, editable=False,
    )  # fmt: skip
    vat_confirmed = models.BooleanField(_("VAT rate confirmed"), default=True)
    never_revise = models.BooleanField(_("never revise the fee"), default=False)

    runs_until = models.DateField(null=True, editable=False)
    ends_after = models.DateField(_("ends after"), null=True, editable=False)
    ended_on = models.DateField(_("ended on"), null=True, editable=False)
    end_reason = models.CharField(
        _("why it ended"), max_length=11, choices=EndReason.choices, blank=True, editable=False
    )
    replaced_by = OwnedForeignKey("self", null=True, blank=True, editable=False, related_name="replaces")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ContractQuerySet.as_manager()

    class Meta(Conditions.Meta):
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        ordering = ["number", "pk"]
        constraints = [
            days_in_reach(
                "sent_on",
                "signed_on",
                "withdraw_by",
                "early_start_on",
                "start_on",
                "final_end_on",
                "billed_until",
                name="contract_days_in_reach",
            ),
            *Conditions.Meta.constraints,
            models.UniqueConstraint(
                fields=["company", "number"],
                name="contract_number_once",
                violation_error_message=_("Another contract has this number."),
            ),
            models.CheckConstraint(
                condition=Q(final_end_on=None) | Q(final_end_on__gte=models.F("start_on")),
                name="contract_final_end_after_start",
                violation_error_message=_("The final end lies before the start."),
            ),
            models.CheckConstraint(
                condition=Q(ends_after=None) | Q(ends_after__gte=models.F("start_on")),
                name="contract_ends_after_start",
            ),
            # A chain, never a fork: a contract takes the place of one other at most.
            models.UniqueConstraint(fields=["company", "replaced_by"], name="contract_replaces_one"),
            models.CheckConstraint(
                condition=Q(replaced_by=None) | Q(ended_on__isnull=False), name="contract_replaced_has_ended"
            ),
            models.CheckConstraint(
                condition=Q(main=None) | ~Q(main=models.F("id")),
                name="contract_main_one_level",
                violation_error_message=_(
                    "A main contract hangs under no other, and a sub-contract has none under it."
                ),
            ),
            models.CheckConstraint(
                condition=Q(first_ends_on=None)
                | Q(first_ends_on__gte=models.F("start_on"), first_term_months=None),
                name="contract_first_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(early_start_on=None) | ~Q(early_start_evidence=""),
                name="contract_early_start_is_proven",
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "runs_until"], condition=Q(ended_on=None), name="contract_runs_until"
            ),
            models.Index(fields=["company", "start_on"], name="contract_start"),
            models.Index(fields=["company", "main"], condition=Q(main__isnull=False), name="contract_sub_of"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The contract's page."""
        return reverse("contracts:detail", args=[self.pk])

    def state_on(self, on: date) -> State:
        """The state on a day (domain: draft → sent → upcoming → active → ending → ended)."""
        if self.runs_until is None:
            return State.SENT if self.sent_on else State.DRAFT
        if self.ended_on is not None and self.ended_on <= on:
            return State.ENDED
        if self.start_on > on:
            return State.UPCOMING
        return State.ACTIVE if self.ends_after is None else State.ENDING

    def is_signed(self) -> bool:
        """Whether it has terms, so that its rules can no longer be changed in silence."""
        return self.runs_until is not None

    def search_words(self) -> set[str]:
        """The words under which it is found."""
        return search.words(self.number)

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        search.index("contract", [(self.pk, self.search_words())])
