"""A company's logo: what was uploaded is read as a picture, whatever its name, and written anew, small and plain."""

import io
import warnings

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

LARGEST_FILE = 5 * 1024 * 1024
LARGEST_SIDE = 12_000
BOX = (800, 400)
FORMATS = ("PNG", "JPEG", "WEBP")


def prepared(upload: UploadedFile) -> tuple[bytes, str]:
    """The logo as it is kept: at most 800 × 400 points, PNG when parts are transparent, else JPEG; with its type.

    Metadata and anything that is no picture stay behind. Raises ``ValidationError`` saying what to give instead.
    """
    if upload.size is None or upload.size > LARGEST_FILE:
        raise ValidationError(_("The file is larger than 5 MB. Give a smaller picture."))
    content = upload.read()
    if b"<svg" in content[:2000].lower():
        raise ValidationError(_("SVG drawings are not taken. Give a PNG or JPEG picture."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as found:
                if max(found.size) > LARGEST_SIDE:
                    raise ValidationError(_("The picture has too many points. Give a smaller one."))
                found.verify()
            # Checking used the picture up; a damaged one has been refused, as drawing it would not be.
            with Image.open(io.BytesIO(content), formats=FORMATS) as whole:
                return _written(whole)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as problem:
        raise ValidationError(_("The picture has too many points. Give a smaller one.")) from problem
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as problem:
        raise ValidationError(_("This is no picture we can read. Give a PNG or JPEG picture.")) from problem


def _written(found: Image.Image) -> tuple[bytes, str]:
    image = ImageOps.exif_transpose(found)
    transparent = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
    image = image.convert("RGBA" if transparent else "RGB")
    image.thumbnail(BOX, Image.Resampling.LANCZOS)
    file = io.BytesIO()
    if transparent:
        image.save(file, "PNG", optimize=True)
        return file.getvalue(), "image/png"
    image.save(file, "JPEG", quality=90, optimize=True)
    return file.getvalue(), "image/jpeg"
