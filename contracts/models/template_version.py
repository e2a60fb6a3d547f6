from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contracts.models.template import ContractTemplate
from tenancy.owned import CompanyOwned, OwnedForeignKey


class TemplateVersion(CompanyOwned):
    """A template as it was saved once: rules, services, first line. Contracts keep the one they began from. Frozen.

    ``values`` holds each column by name, as ``contracts.template_versions.values`` writes it; ``formula`` the price
    formula in words, which is shown and compared but never taken over.
    """

    frozen = True
    goes_with_its_owner = True

    template = OwnedForeignKey(ContractTemplate, related_name="versions", verbose_name=_("template"))
    number = models.PositiveSmallIntegerField(_("version"))
    values = models.JSONField(encoder=DjangoJSONEncoder)
    formula = models.CharField(_("price formula"), max_length=500, blank=True)
    written_at = models.DateTimeField(_("written"), auto_now_add=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )

    class Meta:
        verbose_name = _("version of a contract template")
        verbose_name_plural = _("versions of contract templates")
        ordering = ["template", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["company", "template", "number"], name="template_version_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="template_version_from_one"),
        ]

    def __str__(self) -> str:
        return gettext("Version %(number)s") % {"number": self.number}
