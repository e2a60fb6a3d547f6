"""Characters that text is kept with: composed alike everywhere, and none that nobody sees."""

import re
import unicodedata

# Controls but line feed and tab, soft hyphens, marks that turn the direction of writing, zero-width signs, byte order
# marks, tags, lone surrogates: invisible on a page, they make two names differ that read the same, or read backwards.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f\ud800-\udfff]"
)
_LINES = re.compile("\r\n?|[\u2028\u2029]")
# Joiners are part of writing in Persian or Hindi and of composed emoji; beside a Latin letter they are an accident.
_JOINERS = re.compile("(?<![\u0590-\U0001faff])[\u200c\u200d]|[\u200c\u200d](?![\u0590-\U0001faff])")


def visible(text: str) -> str:
    """The text without characters nobody sees, composed (NFC), its line ends as line feeds.

    Zero-width joiners stay between characters of scripts that need them.
    """
    if text.isascii() and text.isprintable():
        return text
    bare = _INVISIBLE.sub("", _LINES.sub("\n", text))
    return _JOINERS.sub("", unicodedata.normalize("NFC", bare))
