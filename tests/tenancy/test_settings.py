import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django.asserts import assertRedirects

from tenancy.acting import acting_for
from tenancy.models import Change, Company, User

ADDRESS = "/t/alpha/settings/company/"


def form(**changed: Any) -> dict[str, Any]:
    return {
        "name": "Alpha Chauffage", "language": "fr", "time_zone": "Europe/Paris", "night_hour": "3",
        "renewal_control": "office", "renewal_open_days": "60", "visit_horizon_days": "60",
        "email_stop_days": "2", "paper_stop_days": "10", "suspension_alert_days": "60", **changed,
    }  # fmt: skip


def picture(kind: str = "PNG", size: tuple[int, int] = (1600, 900), mode: str = "RGB") -> bytes:
    file = io.BytesIO()
    Image.new(mode, size).save(file, kind)
    return file.getvalue()


def uploaded(content: bytes, name: str = "logo.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/png")


def test_the_company_says_who_it_is(client_ana: Client, company_a: Company) -> None:
    told = form(
        legal_name="Alpha SARL", vat_number="44 732 829 320", city="Mâcon", night_hour="22", mail_paused="on"
    )
    assertRedirects(client_ana.post(ADDRESS, told), ADDRESS)
    company_a.refresh_from_db()
    assert (company_a.legal_name, company_a.vat_number, company_a.night_hour, company_a.mail_paused) == (
        "Alpha SARL", "FR44732829320", 22, True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"night_hour": "24"}, "night_hour"),
        ({"language": "de"}, "language"),
        ({"vat_number": "FR00732829320"}, "vat_number"),
        ({"email": "no mail"}, "email"),
        ({"visit_horizon_days": "-1"}, "visit_horizon_days"),
        ({"visit_horizon_days": "99999"}, "visit_horizon_days"),
        ({"email_stop_days": "many"}, "email_stop_days"),
        ({"renewal_control": "nobody"}, "renewal_control"),
    ],
)
def test_bad_input_is_told_at_the_field_and_nothing_is_written(
    client_ana: Client, company_a: Company, changed: dict[str, str], wrong: str
) -> None:
    answer = client_ana.post(ADDRESS, form(city="Cluny", **changed))
    assert list(answer.context["form"].errors) == [wrong]
    company_a.refresh_from_db()
    assert company_a.city == ""


def test_who_changed_the_company_is_kept(client_ana: Client, ana: User, company_a: Company) -> None:
    client_ana.post(ADDRESS, form(city="Mâcon"))
    client_ana.post(ADDRESS, form(city="Mâcon"))
    with acting_for(company_a):
        change = Change.objects.get(noun="tenancy_company")
        assert (change.actor, change.before, change.after) == (ana, {"city": ""}, {"city": "Mâcon"})


def test_the_slug_and_the_country_cannot_be_forged(client_ana: Client, company_a: Company) -> None:
    client_ana.post(ADDRESS, form(slug="beta", country="IT", closed_on="2026-01-01"))
    company_a.refresh_from_db()
    assert (company_a.slug, company_a.country, company_a.closed_on) == ("alpha", "FR", None)


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        (picture(), "image/jpeg"),
        (picture(mode="RGBA"), "image/png"),
        (picture("WEBP"), "image/jpeg"),
        (picture("JPEG"), "image/jpeg"),
    ],
)
def test_a_logo_is_written_anew_and_small(
    client_ana: Client, company_a: Company, content: bytes, kept: str
) -> None:
    assertRedirects(client_ana.post(ADDRESS, form(upload=uploaded(content, "logo.exe"))), ADDRESS)
    shown = client_ana.get(f"{ADDRESS}logo")
    with Image.open(io.BytesIO(shown.content)) as image:
        assert (shown["Content-Type"], image.size) == (kept, (711, 400))
    assertRedirects(client_ana.post(ADDRESS, form(remove_logo="on")), ADDRESS)
    assert client_ana.get(f"{ADDRESS}logo").status_code == 404


@pytest.mark.parametrize(
    "content",
    [
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b"<html><script>alert(1)</script></html>",
        b"%PDF-1.7",
        picture("GIF"),
        picture()[:200],
        picture(size=(13_000, 10)),
        b"\x89PNG\r\n\x1a\n" + b"x" * (5 * 1024 * 1024),
    ],
    ids=["svg", "html", "pdf", "gif", "cut off", "too many points", "too large"],
)
def test_what_is_no_picture_of_ours_is_refused(
    client_ana: Client, company_a: Company, content: bytes
) -> None:
    answer = client_ana.post(ADDRESS, form(upload=uploaded(content)))
    assert list(answer.context["form"].errors) == ["upload"]
    company_a.refresh_from_db()
    assert company_a.logo is None


def test_a_second_administrator_who_saves_later_is_told(client_ana: Client, company_a: Company) -> None:
    seen = client_ana.get(ADDRESS).context["guard"].value
    Company.objects.filter(pk=company_a.pk).update(city="Mâcon")
    answer = client_ana.post(ADDRESS, form(city="", name="Alpha Chaud", _seen=seen))
    assert "Mâcon" in answer.content.decode()
    company_a.refresh_from_db()
    assert (company_a.name, company_a.city) == ("Alpha Chauffage", "Mâcon")
