"""Numbers of registered mail, without a database."""

import pytest

from letters.post_numbers import checked, read_list


@pytest.mark.parametrize(
    ("country", "typed", "kept"),
    [
        ("FR", "1a 123 456 7890 1", "1A12345678901"),
        ("FR", "RR 473 124 829 FR", "RR473124829FR"),
        ("IT", "15378842345-6", "153788423456"),
        ("IT", "RR473124829IT", "RR473124829IT"),
    ],
)
def test_numbers_are_kept_as_the_post_prints_them(country: str, typed: str, kept: str) -> None:
    assert checked(typed, country) == kept


@pytest.mark.parametrize(
    ("country", "typed", "said"),
    [
        ("FR", "RR473124828FR", "check digit"),
        ("FR", "123", "no number"),
        ("FR", "153788423456", "no number"),
        ("IT", "1A12345678901", "no number"),
    ],
)
def test_what_is_no_number_is_refused(country: str, typed: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        checked(typed, country)


def test_a_list_gives_each_letter_its_number_in_order_or_by_name() -> None:
    places = {"1": 1, "C-1": 1, "2": 2, "C-2": 2, "3": 3, "C-3": 3}
    pasted = read_list("1A12345678901\n\n1A12345678902\n", places, "FR")
    assert (pasted.by_place, pasted.problems) == ({1: "1A12345678901", 2: "1A12345678902"}, [])
    named = read_list("Contrat;Numéro\nc-3;1A12345678903\n2;1A12345678902", places, "FR")
    assert (named.by_place, named.problems) == ({3: "1A12345678903", 2: "1A12345678902"}, [])
    wrong = read_list("C-9;1A12345678901\n1A12345678902\n1A12345678902\nnothing", places, "FR")
    assert [problem.split(":")[0] for problem in wrong.problems] == ["Line 1", "Line 3", "Line 4"]
