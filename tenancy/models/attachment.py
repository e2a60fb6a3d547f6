from pathlib import PurePosixPath
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenancy.acting import acting, acting_company
from tenancy.owned import CompanyOwned
from tenancy.triggers import Tracked


def _address(attachment: "Attachment", name: str) -> str:
    # The name people gave is shown, never used as a path.
    folder = f"{acting_company().slug}/attachments/{attachment.sha256[:2]}"
    return f"{folder}/{attachment.sha256}{PurePosixPath(name).suffix}"


def _small_address(attachment: "Attachment", name: str) -> str:
    return f"{acting_company().slug}/attachments/{attachment.sha256[:2]}/{attachment.sha256}-small.jpg"


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Files of the acting company."""

    def of(self, kind: str, subject_id: int) -> Self:
        """The files on one thing, such as ``("equipment", 42)``."""
        return self.filter(subject_kind=kind, subject_id=subject_id)

    def present(self) -> Self:
        """Those nobody removed."""
        return self.filter(removed_at=None)

    def photos(self) -> Self:
        """Pictures."""
        return self.filter(kind=Attachment.Kind.PHOTO)


class Attachment(CompanyOwned):
    """A photo or document that somebody put on a customer, a machine or a contract."""

    history = Tracked(hidden=("file", "thumbnail", "sha256", "content_type", "size"))

    class Kind(models.TextChoices):
        """What it is to people."""

        PHOTO = "photo", _("Photo")
        DOCUMENT = "document", _("Document")

    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=160)
    note = models.CharField(_("note"), max_length=300, blank=True)
    content_type = models.CharField(max_length=100)
    file = models.FileField(upload_to=_address, max_length=300)
    thumbnail = models.FileField(upload_to=_small_address, max_length=300, blank=True)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    taken_on = models.DateField(_("taken on"), null=True, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ["-added_at", "-pk"]
        indexes = [
            models.Index(fields=["company", "subject_kind", "subject_id", "kind"], name="attachment_subject"),
            models.Index(
                fields=["company", "removed_at"],
                condition=models.Q(removed_at__isnull=False),
                name="attachment_removed",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_photo(self) -> bool:
        """Whether it can be shown as a picture."""
        return self.kind == self.Kind.PHOTO

    def get_absolute_url(self) -> str:
        """The file itself."""
        return reverse("attachments:file", args=[self.pk])

    def remove(self) -> None:
        """Put it into the trash, from which it can be brought back for thirty days."""
        self._mark(removed_at=timezone.now(), removed_by=acting().actor)

    def restore(self) -> None:
        """Bring it back."""
        self._mark(removed_at=None, removed_by=None)

    def _mark(self, **values: Any) -> None:
        for name, value in values.items():
            setattr(self, name, value)
        self.save(update_fields=list(values))
