"""What a take-over brings, in sentences."""

from django.utils.translation import gettext as _

from contracts.models import TakeOver
from contracts.template_versions.deciding import Foreseen
from contracts.template_versions.offered_words import offer_told
from contracts.template_versions.values import Changes
from contracts.template_versions.words import differences


def sentences(seen: Foreseen, currency: str, *, with_fees: bool) -> list[str]:
    """What would change for a contract; that nothing does is said too."""
    told = _told(
        seen.rules, [(line.label, changes) for line, changes in seen.lines.items()], currency, with_fees
    )
    labels = {str(line.pk): line.label for line in seen.living}
    told += offer_told(seen.offer.kept(), labels, currency)
    if seen.own_fee and with_fees:
        told.append(_("It keeps its own fee."))
    if seen.after_notice:
        told.append(
            _("With the renewal after the next one, because the letter before the next one has left.")
        )
    return told or [_("Nothing changes for it but the version.")]


def sentences_of(row: TakeOver, currency: str, *, with_fees: bool) -> list[str]:
    """What a take-over that was decided brings."""
    named = len(row.lines) > 1 or row.offer
    labels = {str(line.pk): line.label for line in row.contract.lines.all()} if named else {}
    lines = [(labels.get(key, ""), changes) for key, changes in row.lines.items()]
    told = [*_told(row.rules, lines, currency, with_fees), *offer_told(row.offer, labels, currency)]
    return told or [_("Nothing changes for it but the version.")]


def _told(rules: Changes, lines: list[tuple[str, Changes]], currency: str, with_fees: bool) -> list[str]:
    told = [each.sentence for each in differences(rules, currency, with_fees=with_fees)]
    for label, changes in lines:
        found = differences(changes, currency, with_fees=with_fees)
        told += [f"{label} – {each.sentence}" if len(lines) > 1 else each.sentence for each in found]
    return told
