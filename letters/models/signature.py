from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from contracts.models import Conclusion, Contract
from tenancy.models import Document
from tenancy.owned import CompanyOwned, OwnedForeignKey
from tenancy.triggers import Tracked


class SignatureRequestQuerySet(models.QuerySet["SignatureRequest"]):
    """Contracts given to be signed."""

    def waiting(self) -> Self:
        """Neither signed nor withdrawn."""
        return self.filter(signature=None, withdrawn_at=None)


class SignatureRequest(CompanyOwned):
    """A contract given to its customer to be signed: which file, until when, by a link or on this device.

    ``fingerprint`` is that of what the contract said when the file was made: changed since, the link opens nothing.
    """

    class Way(models.TextChoices):
        """How the customer comes to it."""

        LINK = "link", _("By a link sent by e-mail")
        DEVICE = "device", _("On this tablet, now")

    class State(models.TextChoices):
        """How far it is, on a day."""

        WAITING = "waiting", _("Waiting to be signed")
        SIGNED = "signed", _("Signed")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        ENDED = "ended", _("Link ended")

    history = Tracked()

    contract = OwnedForeignKey(Contract, related_name="signature_requests", verbose_name=_("contract"))
    document = OwnedForeignKey(Document, related_name="signature_requests", verbose_name=_("file to sign"))
    fingerprint = models.CharField(max_length=64)
    language = models.CharField(_("language"), max_length=2)
    way = models.CharField(_("way"), max_length=6, choices=Way.choices)
    conclusion = models.CharField(
        _("where it is concluded"), max_length=8, choices=Conclusion.choices, blank=True
    )
    email = models.EmailField(_("sent to"), blank=True)
    until = models.DateField(_("link ends after"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )

    objects = SignatureRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("contract to sign")
        verbose_name_plural = _("contracts to sign")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "contract"], condition=Q(withdrawn_at=None), name="signature_request_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.contract.number)

    def get_absolute_url(self) -> str:
        """What is known of it."""
        return reverse("letters:signature_detail", args=[self.pk])

    def signed(self) -> "Signature | None":
        """The signature, once there is one."""
        return self.signature.first()

    def state_on(self, on: date) -> str:
        """How far it is on a day."""
        if self.signed() is not None:
            return self.State.SIGNED
        if self.withdrawn_at is not None:
            return self.State.WITHDRAWN
        return self.State.ENDED if on > self.until else self.State.WAITING


class Signature(CompanyOwned):
    """A customer's signature of a contract: who, when, from where, of which file, with its proof. Frozen.

    A drawing is kept where one was drawn; the typed name is the signature either way.
    """

    frozen = True

    request = OwnedForeignKey(SignatureRequest, related_name="signature", verbose_name=_("request"))
    signer = models.CharField(_("signed by"), max_length=120)
    signed_at = models.DateTimeField(_("signed"))
    address = models.GenericIPAddressField(_("from address"), null=True)
    user_agent = models.CharField(_("with"), max_length=300, blank=True)
    sha256 = models.CharField(_("hash of the file read"), max_length=64)
    drawing = models.TextField(_("drawn signature"), blank=True)
    clauses_drawing = models.TextField(_("drawn signature of the clauses"), blank=True)
    clauses = models.TextField(_("clauses approved on their own"), blank=True)
    early_start = models.BooleanField(_("asked to begin at once"), default=False)
    document = OwnedForeignKey(Document, related_name="signatures", verbose_name=_("signed file"))

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["company", "request"], name="signature_of_request_once")
        ]

    def __str__(self) -> str:
        return self.signer
