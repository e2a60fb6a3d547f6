from letters.models.circular import Circular, CircularTranslation, Recipient
from letters.models.dispatch import Dispatch, Receipt
from letters.models.letter import Letter
from letters.models.mailing import Mailing, MailingItem
from letters.models.occasion import Automatic, Occasion
from letters.models.paper import Paper
from letters.models.signature import Signature, SignatureRequest
from letters.models.template import Kind, Language, LetterTemplate, LetterVersion, Signatures

__all__ = [
    "Automatic",
    "Circular",
    "CircularTranslation",
    "Dispatch",
    "Kind",
    "Language",
    "Letter",
    "LetterTemplate",
    "LetterVersion",
    "Mailing",
    "MailingItem",
    "Occasion",
    "Paper",
    "Receipt",
    "Recipient",
    "Signature",
    "SignatureRequest",
    "Signatures",
]
