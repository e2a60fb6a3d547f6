"""No English stands in a French page: every page ana can reach is read, with lists' filters and bulk previews."""

import re
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils.translation import trans_real
from pytest_django import Settings

from tenancy.models import Invitation, User
from tests.browser.walking import Walk, kind_of
from tests.config.french_pages import Reading, read
from tests.config.test_translations import forms, messages
from tests.scene import ANA, SLUG, set_scene

# Words of English that are none of French, as prose and labels have them.
ENGLISH = frozenset(
    """
    the and of with for from to this that these those which what who whose when where why how not
    nothing nobody yes your you their its his her she they is are was were been has have had will would
    can cannot must should contract contracts customer customers fee fees letter letters save edit
    delete cancel new next owed renewal renewals renew renews renewed visits today tonight night day
    days month months year years week weeks since until without between before after by at none all more
    less open opens opened closed show shown search sent send printed settings member members rights
    sign signed phone address town postcode country name number amount yearly monthly state kind
    equipment boiler job jobs run runs done failed failure first last every each other wording wordings
    mailing mailings billed bill billing block blocked lift withdraw withdrawn record recorded refusal
    refused upload uploaded download written keep kept left window closing waiting
    """.split()  # noqa: SIM905 - a list of words reads as words
)
WORD = re.compile(r"[A-Za-zÀ-ÿ]+(?:[’'][A-Za-zÀ-ÿ]+)?")
NO_PROSE = re.compile(r"\S+@\S+|https?://\S+|\{\{.*?\}\}|\S+\.(?:csv|pdf|xlsx|example)\b|\S*_\S*")
OUTSIDE = ("/accounts/login/", "/accounts/password/reset/", "/nowhere/", "/t/thermo/nowhere/")
MOST = 200


@pytest.fixture(scope="module", autouse=True)
def translations_are_those_of_now() -> None:
    """Compiled from the catalogues as they stand."""
    subprocess.run([Path(settings.BASE_DIR) / ".setup" / "translations"], cwd=settings.BASE_DIR, check=True)
    trans_real._translations.clear()  # type: ignore[attr-defined]
    trans_real._default = None  # type: ignore[attr-defined]


@pytest.fixture
def pages(db: None, tmp_path: Path, settings: Settings) -> dict[str, Reading]:
    """Each kind of page by name, as ana reads it in French."""
    settings.MEDIA_ROOT = tmp_path
    company = set_scene()
    User.objects.update(language="fr")
    read_so_far: dict[str, Reading] = {}
    client = Client(headers={"accept-language": "fr"})
    for address in (*OUTSIDE, f"/invitations/{Invitation.objects.get().token}/"):
        read_so_far[kind_of(address)] = read(client.get(address).content.decode())
    client.force_login(User.objects.get(email=ANA), "allauth.account.auth_backends.AuthenticationBackend")
    walk = Walk(f"http://testserver/t/{company.slug}/", MOST)
    for address in walk:
        answer = client.get(address, follow=True)
        if not answer.headers["Content-Type"].startswith("text/html"):
            continue
        reading = read(answer.content.decode())
        read_so_far[kind_of(address)] = reading
        walk.meet(address, reading.links)
        if getattr(answer.context.get("page") if answer.context else None, "filterset", None):
            headers = {"HX-Request": "true", "HX-Target": answer.context["page"].filters_id}
            fields = client.get(address, headers=headers).content.decode()
            read_so_far[f"{kind_of(address)} filters"] = read(fields)
        for action in reading.bulk:
            preview = client.post(address, {"action": action, "pk": reading.rows})
            read_so_far[f"{kind_of(address)} {action}"] = read(preview.content.decode())
    assert f"/t/{SLUG}/contracts/#/?tab=terms" in read_so_far
    return read_so_far


def test_no_english_is_read_on_a_french_page(pages: dict[str, Reading]) -> None:
    """Neither a text that has another French translation, nor a word that only English has; in every part."""
    seen = {page.removeprefix(f"/t/{SLUG}/").split("/")[0] for page in pages}
    assert {"alerts", "contracts", "customers", "equipment", "imports", "jobs", "letters", "settings"} <= seen
    assert len(pages) > 70
    french = {form for message in messages("fr") for form in forms(message.string)}
    untranslated = {
        form
        for message in messages("fr")
        for form in forms(message.id)
        if form not in french and all(forms(message.string))
    }
    found: dict[str, set[str]] = defaultdict(set)
    for page, reading in pages.items():
        for text in reading.texts:
            words = {word.lower() for word in WORD.findall(NO_PROSE.sub(" ", text))}
            if text in untranslated or words & ENGLISH:
                found[text].add(page)
    assert not found, "\n".join(f"{min(where)}: {text}" for text, where in found.items())


def test_a_text_of_another_language_is_passed_over() -> None:
    page = '<p>Bonjour<span lang="en">Good day</span><input placeholder="Chercher"><code>x</code> Ana</p>'
    assert read(page).texts == ["Bonjour", "Chercher", "Ana"]
