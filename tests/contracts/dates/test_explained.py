from datetime import date

import pytest

from contracts.dates.explained import Explained, Rule


def test_rule_codes_are_unique_and_named_by_their_noun() -> None:
    assert sorted({rule.value.split(".")[0] for rule in Rule}) == [
        "billing",
        "contract",
        "fee",
        "notice",
        "refusal",
        "renewal",
        "term",
        "visit",
    ]
    assert len({rule.value for rule in Rule}) == len(Rule.__members__)


def test_a_result_gives_its_inputs_by_name() -> None:
    explained = Explained(
        date(2027, 2, 14), Rule.REFUSAL_MONTHS, (("term_to", date(2027, 3, 14)), ("months", 1))
    )
    assert explained.given("months") == 1
    with pytest.raises(KeyError):
        explained.given("days")
