from letters.models.letter import Letter
from letters.models.mailing import Mailing, MailingItem
from letters.models.template import Kind, Language, LetterTemplate, LetterVersion

__all__ = ["Kind", "Language", "Letter", "LetterTemplate", "LetterVersion", "Mailing", "MailingItem"]
