"""Photos as they are kept: turned upright, no larger than needed, without anything the camera wrote into them."""

import io
import re
import warnings
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageOps

LONGEST_SIDE = 2000
THUMBNAIL_SIDE = 320
STAMP = re.compile(r"(\d{4}):(\d{2}):(\d{2}) ")


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture and its small copy, both JPEG, and the day on which the camera says it was taken."""

    content: bytes
    thumbnail: bytes
    taken_on: date | None


def prepared(content: bytes, on: date) -> Photo:
    """The photo as it is kept. The place it was taken at and all else but the day stay behind.

    ``on`` is today: a camera that says a later day is not believed. Raises ``ValidationError`` when it is damaged.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as found:
                taken_on = _taken_on(found, on)
                # A JPEG is read at the size wanted: eight times less work for a picture of forty million points.
                found.draft("RGB", (LONGEST_SIDE * 2, LONGEST_SIDE * 2))
                upright = _flat(ImageOps.exif_transpose(found))
    except (OSError, SyntaxError, ValueError, TypeError, KeyError, Image.DecompressionBombError) as broken:
        raise ValidationError(_("This picture is damaged: it cannot be opened.")) from broken
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    small = upright.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
    return Photo(_jpeg(upright, 85), _jpeg(small, 80), taken_on)


def _flat(image: Image.Image) -> Image.Image:
    """In red, green and blue; what is transparent becomes white."""
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        layers = image.convert("RGBA")
        paper = Image.new("RGB", layers.size, "white")
        paper.paste(layers, mask=layers.getchannel("A"))
        return paper
    return image.convert("RGB")


def _jpeg(image: Image.Image, quality: int) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality, optimize=True)
    return file.getvalue()


def _taken_on(image: Image.Image, on: date) -> date | None:
    try:
        exif = image.getexif()
        said = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal) or exif.get(
            ExifTags.Base.DateTime
        )
        stamp = STAMP.match(str(said or ""))
        day = date(*map(int, stamp.groups())) if stamp else None
    except Exception:  # noqa: BLE001 - whatever a camera wrote wrong, the picture itself is good
        return None
    return day if day and date(1990, 1, 1) <= day <= on else None
