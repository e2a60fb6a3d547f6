from hashlib import sha256

from django.core.files.base import ContentFile
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenancy.acting import acting_company
from tenancy.owned import CompanyOwned


def _address(document: "Document", name: str) -> str:
    return f"{acting_company().slug}/documents/{document.sha256[:2]}/{document.sha256}/{name}"


class Document(CompanyOwned):
    """A file as it left the house: frozen with its hash. The database refuses to change or delete the row."""

    frozen = True

    kind = models.CharField(_("kind"), max_length=40)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    name = models.CharField(_("name"), max_length=160)
    content_type = models.CharField(max_length=80, default="application/pdf")
    file = models.FileField(upload_to=_address, max_length=300)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(_("content hash"), max_length=64)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["company", "subject_kind", "subject_id"], name="document_subject")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def freeze(cls, content: bytes, *, kind: str, subject: models.Model, name: str) -> "Document":
        """Keep a PDF for good; returns the row with the SHA-256 of exactly these bytes."""
        document = cls.prepare(content, kind=kind, subject=subject, name=name)
        document.save()
        return document

    @classmethod
    def prepare(cls, content: bytes, *, kind: str, subject: models.Model, name: str) -> "Document":
        """A row ready to be saved (alone or in bulk); the file itself is written now, under its hash."""
        document = cls(
            kind=kind,
            subject_kind=subject._meta.label_lower,
            subject_id=subject.pk,
            name=name,
            size=len(content),
            sha256=sha256(content).hexdigest(),
        )
        document.file.save(name, ContentFile(content), save=False)
        return document

    def read(self) -> bytes:
        """The bytes, checked against the hash. Raises ``ValueError`` when the file was changed since."""
        with self.file.open("rb") as file:
            content = bytes(file.read())
        if sha256(content).hexdigest() != self.sha256:
            raise ValueError(f"{self.name}: the file no longer matches its content hash.")
        return content
