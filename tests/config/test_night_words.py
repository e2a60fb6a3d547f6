"""What a night did, in words that agree with the number."""

from django.template import Context, Template
from django.utils.translation import override

from config import night_words

COUNTS = {"renew": {"due": 2, "renewed": 1, "ended": 1, "failed": 0}, "alert": {"opened": 1, "closed": 3}}


def shown(language: str) -> list[str]:
    page = Template("{% load night %}{% for step, said in counts|said %}{{ said|join:', ' }};{% endfor %}")
    with override(language):
        return page.render(Context({"counts": COUNTS})).strip(";").split(";")


def test_one_is_said_in_the_singular_and_nothing_is_left_out_but_zeros() -> None:
    assert shown("en") == [
        "2 contracts ran out, 1 term written, 1 contract ended",
        "1 alert opened, 3 alerts closed",
    ]
    assert shown("fr") == [
        "2 contrats arrivés à terme, 1 période écrite, 1 contrat terminé",
        "1 alerte ouverte, 3 alertes clôturées",
    ]


def test_a_count_without_words_shows_its_own_name() -> None:
    assert night_words.counted("moons", 2) == "2 moons"
