"""Searching while one types: milliseconds on the server, letter by letter."""

import statistics
import time

from tests.bench.__main__ import say
from tests.bench.large import SLUG

TYPED = [
    *("d", "du", "dup", "dupont", "dupont zo", "macon", "m", "rue", "06 12", "+33 6 12 34", "0033612"),
    *("vitodens", "vitodens 3", "A01", "0", "1", "e", "example", "exemple.fr", "12 rue pasteur macon"),
]


def time_search(rounds: int) -> None:
    """Milliseconds on the server for what people type, as the role of the product."""
    from django.test import Client

    from tenancy.models import User
    from tests.bench.seeding import EMAIL

    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(email=EMAIL), "allauth.account.auth_backends.AuthenticationBackend")
    ask = {"HX-Request": "true", "HX-Target": "global-suggestions"}
    worst = 0.0
    for words in TYPED:
        spent = []
        for _round in range(rounds + 1):
            began = time.perf_counter()
            answer = client.get(f"/t/{SLUG}/search/", {"q": words}, headers=ask)
            spent.append(1000 * (time.perf_counter() - began))
            if answer.status_code != 200:
                raise RuntimeError(f"{words}: answered {answer.status_code}")
        median, most = statistics.median(spent[1:]), max(spent[1:])
        worst = max(worst, median)
        say("large: search", typed=words, median_ms=round(median, 1), most_ms=round(most, 1))
    say("large: searches", slowest_median_ms=round(worst, 1))
