from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenancy.acting import acting, acting_company
from tenancy.models import JobRun
from tenancy.owned import CompanyOwned, OwnedForeignKey
from ui.spreadsheets.headers import normalised


class PortfolioImport(CompanyOwned):
    """Files somebody wants to bring in: their columns are settled, they are tried, then imported when she says so.

    ``sheets`` holds what was found in the files and which column each header means; ``update`` the columns, by noun,
    that known rows take. ``noun`` is the one the person said the files hold, "" when they may hold anything.
    """

    class State(models.TextChoices):
        """How far it is."""

        READING = "reading", _("Being read")
        MAPPING = "mapping", _("Columns to settle")
        TRYING = "trying", _("Being checked")
        TRIED = "tried", _("Checked, nothing written yet")
        IMPORTING = "importing", _("Being imported")
        IMPORTED = "imported", _("Imported")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")
        UNREADABLE = "unreadable", _("Cannot be read")

    #: where a step begins, and so where an import stands again when its worker was killed
    BEFORE: ClassVar = {
        State.TRYING: State.MAPPING,
        State.IMPORTING: State.TRIED,
        State.UNDOING: State.IMPORTED,
    }

    on = models.DateField(_("as of"))
    noun = models.CharField(max_length=20, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.READING)
    sheets = models.JSONField(default=list)
    update = models.JSONField(default=dict)
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
        return str(_("Import of %(names)s")) % {"names": self.names}

    @property
    def names(self) -> str:
        """What its files are called; those of the command are not kept, but were told of in its report."""
        kept = [file.name for file in self.files.all()]
        return ", ".join(kept or [each["file"] for each in self.report.get("files", [])])

    @property
    def runs(self) -> bool:
        """Whether a worker is at it, or about to be."""
        return self.state in (self.State.READING, self.State.TRYING, self.State.IMPORTING, self.State.UNDOING)

    @property
    def may_be_imported(self) -> bool:
        """Whether it was checked and would write something."""
        return self.state == self.State.TRIED and (self.created > 0 or self.updated > 0)

    @property
    def may_be_settled(self) -> bool:
        """Whether its columns, and what known rows take, may be chosen still."""
        return self.state in (self.State.MAPPING, self.State.TRIED) and bool(self.sheets)

    @property
    def may_be_undone(self) -> bool:
        """Whether it wrote something that stands."""
        return self.state == self.State.IMPORTED and (self.created > 0 or self.updated > 0)

    @property
    def created(self) -> int:
        """Rows written, or that would be."""
        return self._total("created")

    @property
    def updated(self) -> int:
        """Known rows that took values of the files, or that would."""
        return self._total("updated")

    @property
    def known(self) -> int:
        """Rows whose reference the company has already."""
        return self._total("known")

    @property
    def refused(self) -> int:
        """Rows not taken."""
        return sum(len(each["refused"]) for each in self.report.get("files", []))

    def move(self, former: str, state: str, **columns: Any) -> bool:
        """Go from one state to another; false when somebody else moved it meanwhile, so a double click does it once."""
        moved = PortfolioImport.objects.filter(pk=self.pk, state=former).update(state=state, **columns)
        return bool(moved)

    def keep(self, files: Sequence[UploadedFile]) -> None:
        """Store the uploaded files beside the row."""
        for file in files:
            ImportedFile.objects.create(
                owner=self, name=(file.name or "file")[:160], size=file.size or 0, content=file
            )

    @classmethod
    def upload(cls, files: Sequence[UploadedFile], on: Any, noun: str = "") -> "PortfolioImport":
        """A new import of these files, by whoever acts."""
        made = cls.objects.create(on=on, noun=noun, started_by=acting().actor)
        made.keep(files)
        return made

    def _total(self, name: str) -> int:
        return sum(each.get(name, 0) for each in self.report.get("files", []))


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


class ColumnMapping(CompanyOwned):
    """Which columns the headers of a file mean, as somebody settled it; used for the next file with the same ones."""

    fingerprint = models.CharField(max_length=64)
    noun = models.CharField(_("holds"), max_length=20, blank=True)
    headers = models.JSONField(_("headers"), default=list)
    columns = models.JSONField(default=dict)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("settled by")
    )
    settled_at = models.DateTimeField(_("settled"), auto_now=True)

    class Meta:
        verbose_name = _("column mapping")
        verbose_name_plural = _("column mappings")
        ordering = ["-settled_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["company", "fingerprint"], name="column_mapping_once")]

    def __str__(self) -> str:
        return ", ".join(self.headers)[:200]

    @classmethod
    def remember(cls, fingerprint: str, noun: str, headers: list[str], columns: Mapping[str, str]) -> None:
        """Keep the mapping of these headers in place of what was kept before."""
        cls.objects.update_or_create(
            fingerprint=fingerprint,
            defaults={
                "noun": noun,
                "headers": headers,
                "columns": {normalised(header): column for header, column in columns.items()},
                "settled_by": acting().actor,
            },
        )
