"""Short and cut terms that owe no visit, though their lines promise some: told, so that nobody has to find out."""

from collections.abc import Sequence

from contracts.dates.terms import Term as TermDates
from contracts.dates.visits import visits
from contracts.models import Contract, Line
from contracts.rules import present, term_rule, visit_rule


def owes_no_visit(contract: Contract, term: TermDates, lines: Sequence[Line]) -> bool:
    """Whether no slice of the whole term begins in this one, which is shorter, so that it owes none of the visits."""
    promised = [line for line in present(lines, term) if line.visits_per_year]
    if term.is_whole or not promised:
        return False
    rule = term_rule(contract)
    return not any(visits(rule, term, visit_rule(line)) for line in promised)
