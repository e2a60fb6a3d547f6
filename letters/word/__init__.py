"""Letters and contracts as Word documents: the same page that becomes a PDF, read and written as WordprocessingML."""

from letters.word.packing import MEDIA_TYPE, word_document

__all__ = ["MEDIA_TYPE", "word_document"]
