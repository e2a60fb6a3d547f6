"""Files that people put on things: photos and documents on customers, machines, contracts."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import PurePosixPath

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _

from tenancy import photos, sniffing
from tenancy.acting import acting
from tenancy.models import Attachment
from tenancy.permissions import Right
from ui.actions import Tab

KEPT_DAYS = 30
UNPRINTABLE = re.compile(
    r'[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff<>:"/\\|?*]'
)


@dataclass(frozen=True, slots=True)
class Holder:
    """A kind of thing files can be put on: its model, and the rights without which its files are not seen."""

    kind: str
    model: str
    rights: frozenset[str]

    def find(self, subject_id: int) -> Model | None:
        """The thing, if the company has it."""
        if not 0 < subject_id < 2**63:
            return None
        found: Model | None = apps.get_model(self.model)._default_manager.filter(pk=subject_id).first()
        return found


_holders: dict[str, Holder] = {}


def register(kind: str, model: str, *rights: str) -> None:
    """Say that files can be put on a kind of thing; called by apps when they are ready."""
    _holders[kind] = Holder(kind, model, frozenset(rights))


def holder(kind: str) -> Holder | None:
    """What is known about a kind of thing; None when it takes no files."""
    return _holders.get(kind)


def holders() -> list[Holder]:
    """All kinds that take files."""
    return list(_holders.values())


def kinds_seen(rights: Collection[str]) -> list[str]:
    """The kinds of things whose files may be seen with these rights."""
    return [each.kind for each in _holders.values() if each.rights <= frozenset(rights)]


@dataclass(frozen=True, slots=True)
class Tried:
    """An upload that is taken, with what will be kept of it; ``thumbnail`` is empty for what is no photo."""

    kind: str
    name: str
    content_type: str
    content: bytes
    thumbnail: bytes
    taken_on: date | None


def tried(upload: UploadedFile, on: date) -> Tried:
    """What will be kept of an upload on a day; nothing is written.

    Raises ``ValidationError`` naming the file when it is not taken.
    """
    name = shown_name(upload.name or "")
    try:
        if (upload.size or 0) > sniffing.LARGEST_FILE:
            raise sniffing.too_large()
        upload.seek(0)
        content = upload.read()
        kind = sniffing.kind_of(content, name)
        if not kind.picture:
            return Tried(
                Attachment.Kind.DOCUMENT, _with_ending(name, kind), kind.content_type, content, b"", None
            )
        photo = photos.prepared(content, on)
    except ValidationError as refusal:
        raise ValidationError(
            [_("%(name)s: %(problem)s") % {"name": name, "problem": text} for text in refusal.messages]
        ) from refusal
    kind = sniffing.JPEG  # whatever it was, it is kept as that
    return Tried(
        Attachment.Kind.PHOTO,
        _with_ending(name, kind),
        kind.content_type,
        photo.content,
        photo.thumbnail,
        photo.taken_on,
    )


def attach(subject_kind: str, subject_id: int, files: Iterable[Tried], note: str = "") -> list[Attachment]:
    """Put files on a thing, by whoever acts."""
    made = []
    for file in files:
        row = Attachment(
            subject_kind=subject_kind,
            subject_id=subject_id,
            kind=file.kind,
            name=file.name,
            note=note,
            content_type=file.content_type,
            size=len(file.content),
            sha256=sha256(file.content).hexdigest(),
            taken_on=file.taken_on,
            added_by=acting().actor,
        )
        row.file.save(file.name, ContentFile(file.content), save=False)
        if file.thumbnail:
            row.thumbnail.save("small.jpg", ContentFile(file.thumbnail), save=False)
        row.save()
        made.append(row)
    return made


def tab(kind: str, subject_id: int) -> Tab:
    """The tab of a card that shows its files."""
    address = reverse("attachments:list", args=[kind, subject_id])
    return Tab("documents", _("Documents"), "paperclip", url=address, right=Right.FILES_VIEW)


def photos_of(subject_kind: str, subject_id: int, most: int = 24) -> list[Attachment]:
    """The latest photos on a thing."""
    return list(Attachment.objects.of(subject_kind, subject_id).present().photos()[:most])


def shown_name(name: str) -> str:
    """A file's name without folders, signs nobody sees and signs that are none in a name; 160 characters at most."""
    bare = re.split(r"[/\\]", unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode()))[-1]
    path = PurePosixPath(" ".join(UNPRINTABLE.sub("", bare).split()).strip(". ") or "file")
    return f"{path.stem[:150]}{path.suffix[:10]}"


def _with_ending(name: str, kind: sniffing.FileKind) -> str:
    """The name with an ending that says what the file is."""
    path = PurePosixPath(name)
    return name if path.suffix.lower() in kind.endings else f"{path.stem}{kind.endings[0]}"


def purge(before: date) -> list[str]:
    """Forget the files removed before a day; gives the addresses of what is stored of them, to delete after commit."""
    gone = list(Attachment.objects.filter(removed_at__date__lt=before))
    Attachment.objects.filter(pk__in=[file.pk for file in gone]).delete()
    return [str(stored.name) for file in gone for stored in (file.file, file.thumbnail) if stored]
