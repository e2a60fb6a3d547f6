from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenancy.acting import acting, acting_company
from tenancy.models import JobRun
from tenancy.owned import CompanyOwned, OwnedForeignKey


class PortfolioImport(CompanyOwned):
    """Files somebody wants to bring in: tried first, then imported when she says so."""

    class State(models.TextChoices):
        """How far it is."""

        TRYING = "trying", _("Being checked")
        TRIED = "tried", _("Checked, nothing written yet")
        IMPORTING = "importing", _("Being imported")
        IMPORTED = "imported", _("Imported")
        UNREADABLE = "unreadable", _("Cannot be read")

    on = models.DateField(_("as of"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.TRYING)
    report = models.JSONField(default=dict)
    problem = models.TextField(blank=True)
    run = OwnedForeignKey(JobRun, models.SET_NULL, null=True, related_name="+")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return str(_("Import of %(names)s")) % {"names": ", ".join(file.name for file in self.files.all())}

    @property
    def runs(self) -> bool:
        """Whether a worker is at it, or about to be."""
        return self.state in (self.State.TRYING, self.State.IMPORTING)

    @property
    def may_be_imported(self) -> bool:
        """Whether it was checked and would write something."""
        return self.state == self.State.TRIED and self.created > 0

    @property
    def created(self) -> int:
        """Rows written, or that would be."""
        return self._total("created")

    @property
    def known(self) -> int:
        """Rows whose reference the company has already; they are left as they are."""
        return self._total("known")

    @property
    def refused(self) -> int:
        """Rows not taken."""
        return sum(len(each["refused"]) for each in self.report.get("files", []))

    def move(self, former: str, state: str, **columns: Any) -> bool:
        """Go from one state to another; false when somebody else moved it meanwhile, so a double click does it once."""
        moved = PortfolioImport.objects.filter(pk=self.pk, state=former).update(state=state, **columns)
        return bool(moved)

    def keep(self, files: list[UploadedFile]) -> None:
        """Store the uploaded files beside the row."""
        for file in files:
            ImportedFile.objects.create(
                owner=self, name=(file.name or "file")[:160], size=file.size or 0, content=file
            )

    @classmethod
    def upload(cls, files: list[UploadedFile], on: Any) -> "PortfolioImport":
        """A new import of these files, by whoever acts."""
        made = cls.objects.create(on=on, started_by=acting().actor)
        made.keep(files)
        return made

    def _total(self, name: str) -> int:
        return sum(each[name] for each in self.report.get("files", []))


def _address(file: "ImportedFile", name: str) -> str:
    # The name people gave is shown, never used as a path.
    suffix = name.rsplit(".", 1)[-1].lower()[:5] if "." in name else "bin"
    return f"{acting_company().slug}/imports/{file.owner_id}.{suffix if suffix.isalnum() else 'bin'}"


class ImportedFile(CompanyOwned):
    """One file of an import, as it was uploaded."""

    owner = OwnedForeignKey(PortfolioImport, models.CASCADE, related_name="files")
    name = models.CharField(_("name"), max_length=160)
    size = models.PositiveIntegerField()
    content = models.FileField(upload_to=_address, max_length=300)

    class Meta:
        verbose_name = _("imported file")
        verbose_name_plural = _("imported files")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
