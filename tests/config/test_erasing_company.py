"""A company that left is erased: rows, files and people, of others nothing; what the law keeps is written before."""

import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import Client, override_settings

from config import erasing_company
from config.company_export import running
from tenancy.acting import acting_for
from tenancy.models import Company, JobRun, Membership, User
from tests.isolation.registry import owned_tables
from tests.isolation.world import House, furnish, signed_in
from tests.plugins.cast import make_member

CLOSED = date(2026, 3, 4)


@pytest.fixture
def houses(transactional_db: None, tmp_path: Path) -> Iterator[tuple[House, House]]:
    """Two companies with one row of everything, committed and taken away afterwards; the first is closed."""
    with override_settings(MEDIA_ROOT=tmp_path / "media"):
        a, b = furnish("alpha", "FR", "ana", "amqx"), furnish("beta", "IT", "chloe", "zqxv")
        both = make_member(a.company, "both", "admin")
        Membership.objects.create(user=both, company=b.company, role="admin")
        Company.objects.filter(pk=a.company.pk).update(closed_on=CLOSED)
        yield a, b
    with connections["migrator"].cursor() as cursor:
        cursor.execute("TRUNCATE tenancy_company, tenancy_user CASCADE")
    connections["migrator"].close()


def rows_of(company: Company) -> dict[str, int]:
    """How many rows of a company each table holds, seen by the owner."""
    with connections["migrator"].cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{table}', count(*) FROM {table} WHERE company_id = {company.pk}"
                for table in [*owned_tables(), "tenancy_membership", "tenancy_invitation"]
            )
        )
        return {table: count for table, count in cursor.fetchall() if count}


def erase(target: Path, **options: Any) -> str:
    said = StringIO()
    values = {"confirm": "alpha", "on": CLOSED + timedelta(days=30), **options}
    call_command("erase_company", company="alpha", keep=target, stdout=said, **values)
    return said.getvalue()


@pytest.mark.django_db(transaction=True, databases=["default", "migrator"])
def test_a_company_goes_whole_and_another_keeps_every_row(
    houses: tuple[House, House], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b = houses
    target, before = tmp_path / "kept.zip", b.fingerprint()
    for options in ({"on": CLOSED + timedelta(days=29)}, {"confirm": ""}, {"confirm": "beta"}):
        with pytest.raises(CommandError):
            erase(target, **options)
    with acting_for(a.company):
        JobRun.objects.filter(kind=running.KIND).update(state="failed")
    with pytest.raises(CommandError, match="no archive"):
        erase(target)
    assert set(owned_tables()) <= set(rows_of(a.company)) and not target.exists()
    with acting_for(a.company):
        JobRun.objects.filter(kind=running.KIND).update(state="done")

    # Interrupted after the rows: what is left goes the next time, and the file that was written stays.
    with monkeypatch.context() as broken:
        broken.setattr(erasing_company, "_files", _unplugged)
        with pytest.raises(OSError, match="unplugged"):
            erase(target)
    assert set(rows_of(a.company)) == {"tenancy_membership", "tenancy_invitation"}
    kept = target.read_bytes()
    assert "is erased" in erase(target)
    assert target.read_bytes() == kept

    assert rows_of(a.company) == {} and b.fingerprint() == before
    assert not Company.objects.filter(slug="alpha").exists() and b.company in Company.objects.all()
    assert sorted(User.objects.values_list("email", flat=True)) == [
        "both@alpha.example",
        "chloe@beta.example",
    ]
    assert default_storage.listdir("")[0] == ["beta"]
    with zipfile.ZipFile(target) as zipped:
        names = zipped.namelist()
        assert "tables/letters.csv" in names and "tables/customers.csv" not in names
        assert [name for name in names if name.startswith("files/") and name.endswith(".pdf")]
    with pytest.raises(CommandError, match="no company alpha"):
        erase(target)


def _unplugged(company: Company) -> int:
    raise OSError("unplugged")


@pytest.mark.django_db(transaction=True, databases=["default", "migrator"])
def test_a_company_at_work_is_never_erased(houses: tuple[House, House], tmp_path: Path) -> None:
    a, _b = houses
    Company.objects.filter(pk=a.company.pk).update(closed_on=None)
    with pytest.raises(CommandError, match="is not closed"):
        erase(tmp_path / "kept.zip")


@pytest.mark.django_db(transaction=True, databases=["default", "migrator"])
def test_the_archive_of_a_closed_company_is_fetched_by_its_administrators_for_thirty_days(
    houses: tuple[House, House],
) -> None:
    a, b = houses
    address, today = "/closed/alpha/archive.zip", a.company.today()
    Company.objects.filter(pk=a.company.pk).update(closed_on=today)
    with acting_for(a.company):
        JobRun.objects.filter(kind=running.KIND).update(state="done")
    ben = signed_in(make_member(a.company, "ben", "technician"))
    assert address in a.client().get("/").content.decode()
    assert address not in ben.get("/").content.decode()
    assert a.client().get(address).getvalue()[:2] == b"PK"
    assert [each.get(address).status_code for each in (ben, b.client(), Client())] == [404, 404, 302]
    Company.objects.filter(pk=a.company.pk).update(closed_on=today - timedelta(days=31))
    assert a.client().get(address).status_code == 404
