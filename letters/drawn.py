"""A signature drawn with finger, pen or mouse, as the page sends it: a small PNG, looked at before it is kept."""

import base64
import binascii
import io

from PIL import Image, UnidentifiedImageError

PREFIX = "data:image/png;base64,"
LONGEST = 400_000  # characters
WIDEST, HIGHEST = 2400, 1200


def checked(data: str) -> str:
    """The picture drawn anew, as a data address; empty where nothing was drawn. Raises ``ValueError``."""
    if not data:
        return ""
    if not data.startswith(PREFIX) or len(data) > LONGEST:
        raise ValueError("no small PNG")
    try:
        raw = base64.b64decode(data[len(PREFIX) :], validate=True)
        with Image.open(io.BytesIO(raw), formats=["PNG"]) as picture:
            if picture.width > WIDEST or picture.height > HIGHEST:
                raise ValueError("too large")
            drawn = picture.convert("RGBA")
    except (
        binascii.Error,
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        Image.DecompressionBombError,
    ) as problem:
        raise ValueError("no PNG") from problem
    if drawn.getchannel("A").getextrema()[1] == 0:
        return ""
    file = io.BytesIO()
    drawn.save(file, "PNG", optimize=True)
    return PREFIX + base64.b64encode(file.getvalue()).decode()


def picture_of(data: str) -> bytes:
    """The bytes of a kept drawing."""
    return base64.b64decode(data[len(PREFIX) :])
