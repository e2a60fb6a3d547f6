from letters.models.letter import Letter
from letters.models.mailing import Mailing, MailingItem
from letters.models.paper import Paper
from letters.models.template import Kind, Language, LetterTemplate, LetterVersion, Signatures

__all__ = [
    "Kind",
    "Language",
    "Letter",
    "LetterTemplate",
    "LetterVersion",
    "Mailing",
    "MailingItem",
    "Paper",
    "Signatures",
]
