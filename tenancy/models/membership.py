from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenancy.permissions import BUNDLES, Right, Role


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Places of people in companies."""

    def active(self) -> Self:
        """Members who may still come in."""
        return self.filter(left_on=None, user__is_active=True, company__closed_on=None)


class Membership(models.Model):
    """A person's place in a company: role, and the rights switched on or off for her alone."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    company = models.ForeignKey("tenancy.Company", models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)
    granted = ArrayField(models.CharField(max_length=40, choices=Right.choices), default=list, blank=True)
    denied = ArrayField(models.CharField(max_length=40, choices=Right.choices), default=list, blank=True)
    wants_digest = models.BooleanField(_("daily e-mail of alerts"), default=False)
    joined_at = models.DateTimeField(auto_now_add=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.UniqueConstraint(fields=["company", "user"], name="membership_once"),
            # What a company's rows point at, so that they never name a member of another.
            models.UniqueConstraint(fields=["company", "id"], name="membership_owned"),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.company}"

    @property
    def rights(self) -> frozenset[str]:
        """The rights she holds: the role's bundle, with what was granted and without what was denied."""
        return (BUNDLES[self.role] | frozenset(self.granted)) - frozenset(self.denied)
