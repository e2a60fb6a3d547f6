"""What a night did, in words that agree with the number."""

import re
from pathlib import Path

from django.template import Context, Template
from django.utils.translation import override

from config import night_words

ROOT = Path(__file__).resolve().parents[2]
APPS = ("config", "contracts", "customers", "installed_base", "letters", "tenancy")
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


def test_each_count_and_happening_of_the_night_has_words() -> None:
    """Read from the code itself: a step that counts something new must say it in every language."""
    counts, happenings = set(), set()
    for path in (file for app in APPS for file in (ROOT / app).rglob("*.py")):
        text = path.read_text()
        counts |= set(re.findall(r'work\.count\(\s*"(\w+)"', text))
        happenings |= set(re.findall(r'work\.tell\(\s*"(\w+)"', text))
    assert {"renewed", "settled", "waiting", "credited"} <= counts and "settled" in happenings
    assert counts <= night_words.COUNTS.keys()
    assert happenings <= night_words.HAPPENINGS.keys()


def test_a_count_without_words_shows_its_own_name() -> None:
    assert night_words.counted("moons", 2) == "2 moons"
