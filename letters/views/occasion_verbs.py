"""Other letters that leave by paper, e-mail or PEC, and once more where they did not arrive."""

from letters.views.leaving import EmailOne, PrintOne, SentOne
from letters.views.leaving_again import EmailAgain, LeftAgain, WriteAgain
from letters.views.occasions import OccasionPage


class OccasionPrint(OccasionPage, PrintOne):
    """Write one letter, keep it, and show it for the printer."""


class OccasionEmail(OccasionPage, EmailOne):
    """E-mail one letter to its customer."""


class OccasionSent(OccasionPage, SentOne):
    """Record that one letter left."""


class OccasionAgain(OccasionPage, WriteAgain):
    """Write a letter anew that did not arrive."""


class OccasionAgainSent(OccasionPage, LeftAgain):
    """Record that the letter written anew left."""


class OccasionAgainEmail(OccasionPage, EmailAgain):
    """E-mail the letter written anew."""
