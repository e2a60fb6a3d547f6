from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from contracts.models import Contract, Notice
from customers.models import Customer
from letters.models.template import Kind, LetterVersion
from tenancy.models import Document
from tenancy.owned import CompanyOwned, OwnedForeignKey


class Letter(CompanyOwned):
    """A letter as it was written: to whom, from which wording, showing which price, kept as which file. Frozen.

    Whether and how it left is on the notice, beside it.
    """

    frozen = True

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    customer = OwnedForeignKey(Customer, related_name="letters", verbose_name=_("customer"))
    contract = OwnedForeignKey(Contract, null=True, related_name="letters", verbose_name=_("contract"))
    notice = OwnedForeignKey(Notice, null=True, related_name="letters", verbose_name=_("renewal notice"))
    version = OwnedForeignKey(LetterVersion, related_name="letters", verbose_name=_("wording"))
    document = OwnedForeignKey(Document, related_name="letters", verbose_name=_("document"))
    language = models.CharField(_("language"), max_length=2)
    addressed_to = models.TextField(_("addressed to"))
    price_shown = models.DecimalField(_("next yearly fee shown"), max_digits=10, decimal_places=2, null=True)
    written_on = models.DateField(_("dated"))
    written_at = models.DateTimeField(_("written"), auto_now_add=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-written_at", "-pk"]

    @property
    def reference(self) -> str:
        """The contract's number; of a letter about none the customer's."""
        return self.contract.number if self.contract else self.customer.number

    @property
    def one_line(self) -> str:
        """Where it goes, in one line."""
        return ", ".join(self.addressed_to.splitlines())

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.contract_id} · {self.written_on}"
