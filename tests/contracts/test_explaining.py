from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from contracts.dates.explained import Explained, Rule
from contracts.explaining import TermExplained
from contracts.models import Contract, Term
from contracts.rule_labels import SENTENCES, sentence
from contracts.signing import sign
from tenancy.models import Company
from tests.factories.contracts import ContractFactory, LineFactory

# Every input a rule may name, of the kind the engine gives it.
INPUTS = (
    ("number", 2),
    ("anchor", date(2026, 3, 4)),
    ("months", 1),
    ("anchor_number", 1),
    ("final_end", None),
    ("report_day", date(2026, 3, 4)),
    ("yearly", Decimal("120.00")),
    ("days", 107),
    ("whole_days", 365),
    ("percent", Decimal("1.500")),
    ("term_to", date(2027, 3, 3)),
    ("refuse_by", date(2027, 1, 3)),
    ("opens", date(2026, 10, 3)),
    ("closes", date(2026, 12, 3)),
    ("expiry_days", 30),
    ("refusal_days", 15),
    ("starts", date(2026, 3, 4)),
    ("ends", date(2027, 3, 3)),
    ("signed", date(2026, 3, 1)),
    ("fee", Decimal("120.00")),
    ("count", 4),
    ("slice_starts", date(2026, 3, 4)),
    ("slice_ends", date(2027, 3, 3)),
    ("month", 3),
    ("kind", "tacit"),
    ("refused_on", None),
    ("done_on", date(2027, 3, 13)),
    ("wanted", date(2028, 3, 13)),
    ("term_from", date(2027, 3, 4)),
)


@pytest.mark.parametrize("rule", list(Rule))
def test_every_rule_of_the_engine_has_a_sentence_in_every_language(rule: Rule) -> None:
    assert len(SENTENCES) == len(Rule)
    for language in ("fr", "it", "en"):
        with override(language):
            said = sentence(Explained(date(2026, 3, 4), rule, INPUTS))
        assert (said.endswith("."), "%(" in said) == (True, False)


def test_a_sentence_counts_and_writes_as_people_do() -> None:
    with override("en"):
        assert sentence(
            Explained(date(2027, 1, 3), Rule.REFUSAL_DAYS, (("term_to", date(2027, 3, 3)), ("days", 1)))
        ) == ("A refusal must arrive 1 day before the last day of the term, 03/03/2027.")
        raised = Explained(
            Decimal(1), Rule.FEE_REVISED, (("yearly", Decimal("1200")), ("percent", Decimal("1.500")))
        )
        assert sentence(raised) == "The yearly fee of the term before, €1,200.00, is raised once by 1.5 %."


@pytest.fixture
def signed(acting_a: Company) -> Contract:
    return sign(ContractFactory(billing_step=3), date(2026, 3, 1), on=date(2026, 3, 10))


def test_each_stored_date_of_a_term_is_explained_by_the_engine(acting_a: Company, signed: Contract) -> None:
    term = signed.terms.get()
    told = TermExplained(signed, term, acting_a)
    with override("en"):
        assert told.starts.why == "The first day of the contract."
        assert told.refuse_by.why.startswith(
            "A refusal must arrive 2 months before the last day of the term, 03/03/2027"
        )
        assert told.fee.why == "The yearly fee of €120.00, for a term of 12 months."
        periods = told.periods(term.billing_periods.all())
        assert [due.why for due, _amount in periods.values()][1] == (
            "Billed in advance: due on the first day of the period, 06/04/2026."
        )
        visits = told.visits(term.owed_visits.all(), signed.lines.all())
        assert [each.why for each in visits.values()] == [
            "Visits are spread evenly over the term; this one stands for 03/04/2026 to 03/03/2027."
        ]


def test_a_date_the_rules_would_not_give_again_says_so(acting_a: Company, signed: Contract) -> None:
    Term.objects.update(refuse_by=date(2027, 1, 10))
    told = TermExplained(signed, signed.terms.get(), acting_a)
    with override("en"):
        assert "the rules have changed since" in told.refuse_by.why
    Term.objects.update(
        origin=Term.Origin.IMPORT, number=9, starts_on=date(2034, 3, 4), ends_on=date(2035, 3, 3)
    )
    told = TermExplained(signed, signed.terms.get(), acting_a)
    with override("en"):
        assert told.refuse_by.why.startswith("Taken over when the contract was imported")
        assert told.starts.why.startswith("Terms of 12 months are counted from 03/04/2026")


def test_the_fee_of_a_short_term_of_several_lines_is_their_sum(acting_a: Company) -> None:
    contract = ContractFactory(anchor_rule="calendar", start_on=date(2026, 9, 16))
    for fee in ("33.33", "44.44", "55.55"):
        LineFactory(contract=contract, annual_fee=Decimal(fee))
    sign(contract, date(2026, 9, 1), on=date(2026, 10, 1))
    told = TermExplained(contract, contract.terms.get(), acting_a)
    with override("en"):
        assert told.fee.why.startswith(("The sum of the lines", "The yearly fee of"))
        assert (
            told.ends.why
            == "The first term is short: it ends the day before 01/01/2027, when the first whole term begins."
        )
