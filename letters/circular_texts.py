"""The texts of a circular, one a language: which languages its recipients read, what a draft says, how it looks."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from letters import gathering
from letters.designing.clause import Clause
from letters.models import (
    Circular,
    CircularTranslation,
    Kind,
    LetterTemplate,
    LetterVersion,
    Occasion,
    Recipient,
)
from letters.sheets import letter_pdf
from tenancy.acting import acting, acting_company
from tenancy.models import Country

# Subject and text.
Said = tuple[str, str]


def languages_of(circular: Circular) -> dict[str, int]:
    """The languages it is worth writing in, with how many recipients have their letters in each.

    The company's comes first, then those of its recipients, the most frequent before the others, then those it has.
    """
    rows = circular.recipients.values_list("customer__language", "customer__country")
    read = Counter(language or Country(country).language for language, country in rows)
    ordered = [acting_company().language, *(language for language, _count in read.most_common())]
    return {language: read[language] for language in dict.fromkeys([*ordered, *circular.texts])}


def settle(circular: Circular, texts: Mapping[str, Said]) -> Circular:
    """Keep what a draft says in each language, and how it goes.

    The main text is the one in the company's language, else the first. Each text is a version of its own wording,
    which letters remember. Raises ``ValidationError`` at ``subject`` or ``body`` when a text cannot be kept, and when
    the circular was started meanwhile.
    """
    if circular.started_at is not None:
        raise ValidationError(_("This circular was started before."))
    former = circular.texts
    kept = {language: _kept(circular, former.get(language), language, *texts[language]) for language in texts}
    main = acting_company().language
    circular.language = main if main in kept else next(iter(kept))
    circular.version = kept.pop(circular.language)
    circular.save()
    circular.translations.exclude(language__in=kept).delete()
    for language, version in kept.items():
        CircularTranslation.objects.update_or_create(
            circular=circular, language=language, defaults={"version": version}
        )
    return circular


def preview(recipient: Recipient, on: date) -> bytes:
    """The letter somebody chosen would get; nothing is kept."""
    circular = recipient.circular
    occasion = Occasion(
        kind=Kind.CIRCULAR, circular=circular, customer=recipient.customer, contract=recipient.contract
    )
    (facts,) = gathering.about([occasion], on)
    version = circular.texts.get(facts.language) or LetterVersion(number=0, subject="…")
    return letter_pdf(Kind.CIRCULAR, version, facts, specimen=True)


def _kept(
    circular: Circular, former: LetterVersion | None, language: str, subject: str, body: str
) -> LetterVersion:
    if former is not None:
        template = former.template
    else:
        template = LetterTemplate.objects.create(kind=Kind.CIRCULAR, language=language, name=circular.name)
    return template.write(subject, [Clause(body)], by=acting().actor)
