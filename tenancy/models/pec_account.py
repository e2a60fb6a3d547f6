from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenancy.owned import CompanyOwned
from tenancy.secrets import SecretField
from tenancy.triggers import Tracked


class PecAccount(CompanyOwned):
    """The certified mailbox (PEC) a company sends lawful letters from, and where their receipts arrive; one at most."""

    class Security(models.TextChoices):
        """How the connection to the mail server is protected."""

        TLS = "tls", _("TLS from the first word (port 465)")
        STARTTLS = "starttls", _("STARTTLS (port 587)")
        NONE = "none", _("None: only on this machine")

    history = Tracked(hidden=("password", "read_at", "problem"))

    address = models.EmailField(_("PEC address"))
    smtp_host = models.CharField(_("outgoing server"), max_length=200)
    smtp_port = models.PositiveIntegerField(_("its port"), default=465)
    security = models.CharField(_("protection"), max_length=8, choices=Security.choices, default=Security.TLS)
    imap_host = models.CharField(_("incoming server (IMAP)"), max_length=200)
    imap_port = models.PositiveIntegerField(_("its port"), default=993)
    username = models.CharField(_("user name"), max_length=200)
    password = SecretField(_("password"), blank=True)
    read_at = models.DateTimeField(_("receipts last read"), null=True, editable=False)
    problem = models.TextField(_("last problem"), blank=True, editable=False)

    class Meta:
        verbose_name = _("PEC account")
        verbose_name_plural = _("PEC accounts")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["company"], name="pec_account_of_company_once"),
            models.CheckConstraint(
                condition=Q(smtp_port__range=(1, 65535)) & Q(imap_port__range=(1, 65535)),
                name="pec_account_ports",
            ),
        ]

    def __str__(self) -> str:
        return self.address
