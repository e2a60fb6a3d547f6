from typing import Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.models.contract import Contract
from contracts.models.template_version import TemplateVersion
from tenancy.owned import CompanyOwned, OwnedForeignKey
from tenancy.permissions import Right
from tenancy.triggers import Tracked


class TakeOverQuerySet(models.QuerySet["TakeOver"]):
    """Take-overs of the acting company's contracts."""

    def waiting(self) -> Self:
        """Decided, and neither applied nor undone."""
        return self.filter(applied_on=None, undone_at=None)


class TakeOver(CompanyOwned):
    """A contract goes over to another version of its template with a term to come; a renewal applies it.

    ``rules`` and ``lines`` (by the line's key) say for each column what it was and what it becomes: a column that is
    something else by then was agreed otherwise meanwhile and stays. ``offer`` says which services come and go and whose
    coverage changes, ``effect`` what applying it did, so that the renewal can be undone.
    """

    history = Tracked(
        hidden=("rules", "lines", "offer", "effect"),
        rights={"lines": Right.FEES_VIEW, "offer": Right.FEES_VIEW, "effect": Right.FEES_VIEW},
    )

    contract = OwnedForeignKey(Contract, related_name="take_overs", verbose_name=_("contract"))
    version = OwnedForeignKey(TemplateVersion, related_name="take_overs", verbose_name=_("version"))
    term_number = models.PositiveSmallIntegerField(_("with term"))
    from_on = models.DateField(_("from"))
    rules = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    lines = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    offer = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    effect = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    decided_on = models.DateField(_("decided on"))
    decided_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    applied_on = models.DateField(_("applied with the term of"), null=True)
    undone_at = models.DateTimeField(_("undone"), null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = TakeOverQuerySet.as_manager()

    class Meta:
        verbose_name = _("take-over of a template version")
        verbose_name_plural = _("take-overs of template versions")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "contract"],
                condition=Q(applied_on=None, undone_at=None),
                name="take_over_waits_once",
            ),
            models.CheckConstraint(condition=Q(term_number__gte=2), name="take_over_at_a_renewal"),
            models.CheckConstraint(
                condition=Q(applied_on=None) | Q(undone_at=None), name="take_over_applied_or_undone"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} · {self.version}"
