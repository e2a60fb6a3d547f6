"""A backup holds everything, and putting it back is all or nothing."""

import zipfile
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, connections
from pytest_django import DjangoDbBlocker, Settings

from config.backup.manifest import DUMP, NAME
from config.embedded import roles
from tenancy.acting import acting_for
from tenancy.models import Company, Counter
from tests.plugins.cast import make_company
from tests.plugins.database import admin_url, build_template, clone, drop, use

SOURCE, TARGET = "echeo_backup_source", "echeo_backup_target"


@pytest.fixture
def installation(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path: Path,
    settings: Settings,
) -> Iterator[Path]:
    """An installation of its own with one company and one file; the path for its backup."""
    before = str(settings.DATABASES["default"]["NAME"])
    settings.MEDIA_ROOT = tmp_path / "media"
    # Putting back empties the cache, and other workers of the suite use the one there is.
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    with django_db_blocker.unblock():
        clone(build_template(), SOURCE)
        use(SOURCE)
        company = make_company("alpha", "Alpha Chauffage", "FR")
        with acting_for(company, actor=None, source="office"):
            Counter.objects.create(series="contract", year=2026, value=41)
        default_storage.save("alpha/letter.pdf", ContentFile(b"%PDF letter"))
        yield tmp_path / "backup.zip"
        connections.close_all()
        for name in (SOURCE, TARGET):
            drop(name)
        use(before)


def run(command: str, *words: object) -> str:
    """What a command prints."""
    out = StringIO()
    call_command(command, *map(str, words), stdout=out)
    return out.getvalue().strip()


def move_to_an_empty_server() -> None:
    """What a new machine has: the roles and a database with nothing in it."""
    connections.close_all()
    drop(TARGET)
    roles.prepare(admin_url(), TARGET)
    use(TARGET)


def last_number() -> int:
    with acting_for(Company.objects.get(), actor=None, source="office"):
        return Counter.objects.get().value


def test_a_backup_put_back_on_an_empty_server_gives_rows_files_and_isolation(installation: Path) -> None:
    said = run("backup", installation)
    assert said.endswith("1 companies, 1 files")
    assert installation.stat().st_mode & 0o777 == 0o600
    default_storage.delete("alpha/letter.pdf")
    move_to_an_empty_server()
    assert run("restore", installation).startswith("Restored alpha as of 20")
    assert last_number() == 41
    with default_storage.open("alpha/letter.pdf") as file:
        assert file.read() == b"%PDF letter"
    with connection.cursor() as cursor, pytest.raises(psycopg.errors.Error):
        cursor.connection.execute(
            "SELECT * FROM tenancy_counter"
        )  # isolation came along: no company, no rows


def test_an_installation_with_companies_is_replaced_only_when_asked(installation: Path) -> None:
    run("backup", installation)
    make_company("beta", "Beta Clima", "IT")
    default_storage.save("beta/letter.pdf", ContentFile(b"%PDF other"))
    with pytest.raises(CommandError, match="--replace"):
        run("restore", installation)
    assert Company.objects.count() == 2
    run("restore", "--replace", installation)
    assert [company.slug for company in Company.objects.all()] == ["alpha"]
    assert default_storage.listdir("alpha") == ([], ["letter.pdf"])
    assert not default_storage.exists("beta/letter.pdf")


def test_a_backup_that_fails_in_the_middle_leaves_what_was_there(installation: Path, tmp_path: Path) -> None:
    run("backup", installation)
    spoilt = tmp_path / "spoilt.zip"
    with zipfile.ZipFile(installation) as good, zipfile.ZipFile(spoilt, "w") as bad:
        bad.writestr(NAME, good.read(NAME))
        bad.writestr(DUMP, good.read(DUMP) + b"SELECT 1/0;\n")
    with pytest.raises(CommandError, match="division by zero"):
        run("restore", "--replace", spoilt)
    assert last_number() == 41


def test_a_file_that_is_no_sound_backup_is_refused_before_anything_changes(installation: Path) -> None:
    run("backup", installation)
    whole = installation.read_bytes()
    for content, refusal in (
        (b"no archive", "cannot be read"),
        (whole[:2000] + b"\0\0\0\0" + whole[2004:], "damaged"),
    ):
        installation.write_bytes(content)
        with pytest.raises(CommandError, match=refusal):
            run("restore", "--replace", installation)
    assert last_number() == 41


def test_a_backup_of_a_later_version_is_refused(installation: Path, tmp_path: Path) -> None:
    run("backup", installation)
    later = tmp_path / "later.zip"
    with zipfile.ZipFile(installation) as good, zipfile.ZipFile(later, "w") as changed:
        changed.writestr(NAME, good.read(NAME).replace(b'"tenancy.0001', b'"tenancy.9001'))
        changed.writestr(DUMP, good.read(DUMP))
    with pytest.raises(CommandError, match="later version"):
        run("restore", "--replace", later)
