"""Every word people read is translated: the catalogues are whole, and no English stands in a French page."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
LOCALE = ROOT / "config" / "locale"
LANGUAGES = ("fr", "it")
DOMAINS = ("django", "djangojs")
# %(name)s of Python, {name} of format and of our scripts, %s and %d.
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
NOT_COLLECTED = {".venv", ".git", "node_modules", "tests", ".embedded", ".media", ".static", "locale"}


def catalogue(language: str, domain: str, root: Path = LOCALE) -> Catalog:
    """The texts of one language; an absent file has none."""
    path = root / language / "LC_MESSAGES" / f"{domain}.po"
    if not path.exists():
        return Catalog(locale=language, domain=domain)
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=domain)


def messages(language: str, domain: str = "") -> list[Message]:
    """The entries of a language, without the header."""
    return [
        message
        for each in ([domain] if domain else DOMAINS)
        for message in catalogue(language, each)
        if message.id
    ]


def forms(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    """Singular and plurals, whether there are several or not."""
    return [text] if isinstance(text, str) else list(text or ("",))


def where(message: Message) -> str:
    """A text and where it stands, to find it."""
    return f"{forms(message.id)[0]!r} ({', '.join(f'{file}:{line}' for file, line in message.locations[:1])})"


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The texts that stand in the code now, collected into a copy of the catalogues as ``make messages`` does."""
    copy = tmp_path_factory.mktemp("messages") / "checkout"
    shutil.copytree(
        ROOT,
        copy,
        ignore=lambda folder, names: {
            name
            for name in names
            if name in NOT_COLLECTED - {"locale"}
            or (name.startswith(".") and name != ".env")
            or not (
                (Path(folder) / name).is_dir()
                or Path(name).suffix in {".py", ".html", ".txt", ".js", ".po", ".json"}
            )
        },
    )
    for language in LANGUAGES:
        (copy / "config" / "locale" / language / "LC_MESSAGES").mkdir(parents=True, exist_ok=True)
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONDONTWRITEBYTECODE": "1"}
    arguments = [each for language in LANGUAGES for each in ("--locale", language)]
    arguments += [
        "--no-obsolete",
        "--no-wrap",
        "--ignore",
        "tests",
        "--ignore",
        "node_modules",
        "--ignore",
        ".*",
    ]
    for domain in _domains():
        subprocess.run(
            [sys.executable, "manage.py", "makemessages", "--domain", domain, *arguments],
            cwd=copy,
            env=environment,
            check=True,
            capture_output=True,
            timeout=120,
        )
    return copy / "config" / "locale"


def _domains() -> list[str]:
    """Texts in scripts are collected only where a script asks for any."""
    scripts = [*ROOT.glob("static/**/*.js"), *ROOT.glob("ui/static/**/*.js")]
    asks = any(re.search(r"\bgettext\(", script.read_text()) for script in scripts)
    return ["django", "djangojs"] if asks else ["django"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_a_catalogue(language: str) -> None:
    assert len(messages(language, "django")) > 500


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_missing_or_doubtful(language: str) -> None:
    empty = [where(each) for each in messages(language) if not all(forms(each.string))]
    doubtful = [where(each) for each in messages(language) if each.fuzzy]
    assert {"empty": empty, "fuzzy": doubtful} == {"empty": [], "fuzzy": []}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_code_is_in_the_catalogue(language: str, collected: Path) -> None:
    unknown = []
    for domain in _domains():
        kept = catalogue(language, domain)
        unknown += [
            where(message)
            for message in catalogue(language, domain, collected)
            if message.id and kept.get(forms(message.id)[0], message.context) is None
        ]
    assert unknown == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_survive_translation(language: str) -> None:
    """Each form has the placeholders of the English; a singular may say “one” instead of its number."""
    wrong = []
    for message in messages(language):
        english = [set(PLACEHOLDER.findall(form)) for form in forms(message.id)]
        for number, form in enumerate(forms(message.string)):
            wanted = english[min(number, len(english) - 1)]
            found = set(PLACEHOLDER.findall(form))
            most, least = set.union(*english), set.intersection(*english)
            fits = found == wanted if len(english) == 1 else least <= found <= most
            if form and not fits:
                wrong.append(f"{where(message)} → {form!r}")
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_spaces_and_line_ends_around_a_text_survive_translation(language: str) -> None:
    wrong = [
        where(message)
        for message in messages(language)
        for english, form in zip(forms(message.id), forms(message.string), strict=False)
        if form
        and (english[:1].isspace(), english[-1:].isspace()) != (form[:1].isspace(), form[-1:].isspace())
    ]
    assert wrong == []
