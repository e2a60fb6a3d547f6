from datetime import date
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers.models.customer import Customer
from customers.models.site import Site
from tenancy.overlapping import days, same
from tenancy.owned import CompanyOwned, OwnedForeignKey
from tenancy.triggers import Tracked


def _one_at_a_time(name: str, role: str, message: Any, *columns: str) -> ExclusionConstraint:
    """No two rows of a role that share the columns, on one day."""
    return ExclusionConstraint(
        name=name,
        condition=Q(role=role),
        expressions=[*(same(column) for column in columns), days("since", "until")],
        violation_error_message=message,
    )


class SiteRoleQuerySet(models.QuerySet["SiteRole"]):
    """Roles on the acting company's sites."""

    def on(self, day: date) -> Self:
        """The roles held on a day."""
        return self.filter(Q(since=None) | Q(since__lte=day), Q(until=None) | Q(until__gte=day))

    def over(self, day: date) -> Self:
        """The roles given up before a day."""
        return self.filter(until__lt=day)

    def to_come(self, day: date) -> Self:
        """The roles that begin after a day."""
        return self.filter(since__gt=day)


class SiteRole(CompanyOwned):
    """What somebody is for a site, from a day to a day, both included; open ends are not known or not yet.

    A site may have several owners at once, each of them once, but one of everything else.
    """

    class Role(models.TextChoices):
        """What somebody may be for a site."""

        OWNER = "owner", _("Owner")
        CONDOMINIUM = "condominium", _("Condominium")
        MANAGER = "manager", _("Property manager")
        OCCUPANT = "occupant", _("Occupant")
        PAYER = "payer", _("Payer")
        HOLDER = "holder", _("Logbook holder")

    history = Tracked()

    site = OwnedForeignKey(Site, models.CASCADE, related_name="roles", verbose_name=_("site"))
    party = OwnedForeignKey(Customer, related_name="site_roles", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=11, choices=Role.choices)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)

    objects = SiteRoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("role on a site")
        verbose_name_plural = _("roles on sites")
        ordering = ["role", "-since", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")),
                name="site_role_ends_after_start",
                violation_error_message=_("The role ends before it begins."),
            ),
            *(
                _one_at_a_time(
                    f"site_one_{role}", role, _("Somebody else has this role on some of these days."), "site"
                )
                for role in ("condominium", "manager", "occupant", "payer", "holder")
            ),
            _one_at_a_time(
                "site_owner_once", "owner", _("Is owner already on some of these days."), "site", "party"
            ),
        ]
        indexes = [
            models.Index(fields=["company", "site"], name="site_role_by_site"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.party}"

    def holds_on(self, day: date) -> bool:
        """Whether the role is held on the day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def ends(self, day: date) -> None:
        """Give the role up with a day; one that would have begun later never was."""
        if self.since is not None and self.since > day:
            self.delete()
            return
        self.until = day
        self.save(update_fields=["until"])

    def get_absolute_url(self) -> str:
        """The site's card, where roles are read."""
        return self.site.get_absolute_url()

    def validate_constraints(self, exclude: Any = None) -> None:
        # Django would compare ranges row by row with NULL bounds read as values; the database judges, see ``roles``.
        super().validate_constraints(exclude={*(exclude or ()), "site"})
