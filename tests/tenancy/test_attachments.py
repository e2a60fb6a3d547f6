"""Photos and documents: what is taken, what is refused, who sees them."""

import io
import zipfile
from datetime import date, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from config import nightly
from installed_base.models import Equipment
from tenancy import attachments
from tenancy.models import Attachment, Company
from tests.factories.customers import CustomerFactory
from tests.factories.installed_base import EquipmentFactory
from tests.isolation.world import paper
from ui.spreadsheets.writing import write_xlsx


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def machine(acting_a: Company) -> Equipment:
    made: Equipment = EquipmentFactory.create(number="A1")
    return made


def picture(kind: str = "JPEG", size: tuple[int, int] = (3000, 1500), **options: Any) -> bytes:
    file = io.BytesIO()
    Image.new("RGBA" if kind == "PNG" else "RGB", size, "red").save(file, kind, **options)
    return file.getvalue()


def located() -> bytes:
    """A picture lying on its side, with a place and a day in it."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8769)[0x9003] = "2024:05:06 10:11:12"
    exif.get_ifd(0x8825)[2] = (46.0, 18.0, 0.0)
    return picture(exif=exif)


def archive(**parts: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in parts.items():
            made.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return file.getvalue()


def office(main: str, **more: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr(main, "<w/>")
        for name, text in more.items():
            made.writestr(name, text)
    return file.getvalue()


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr("word/document.xml", b"0" * (201 * 1024 * 1024))
    return file.getvalue()


def workbook() -> bytes:
    file = io.BytesIO()
    write_xlsx(file, ["A"], [["1"]], title="List")
    return file.getvalue()


def mail() -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.com", "b@example.com", "Boiler"
    message.set_content("Hello")
    message.add_alternative("<html><body>Hello</body></html>", subtype="html")
    return message.as_bytes()


def add(client: Client, machine: Equipment, *uploads: tuple[str, bytes], note: str = "") -> Any:
    given = [SimpleUploadedFile(name, content) for name, content in uploads]
    return client.post(f"/t/alpha/files/equipment/{machine.pk}/add/", {"files": given, "note": note})


def kept_of(file: Attachment) -> bytes:
    with file.file.open("rb") as stored:
        return bytes(stored.read())


def status(client: Client, path: str) -> int:
    return int(client.get(path).status_code)


def test_photos_are_made_small_turned_upright_and_lose_their_place(
    client_ana: Client, machine: Equipment
) -> None:
    answer = add(client_ana, machine, ("plate.jpg", located()), ("front.png", picture("PNG")), note="Plate")
    assert answer.headers["Location"] == f"/t/alpha/equipment/{machine.pk}/?tab=documents"
    front, plate = Attachment.objects.all()
    assert (plate.name, plate.kind, plate.taken_on, plate.note) == (
        "plate.jpg", "photo", date(2024, 5, 6), "Plate",
    )  # fmt: skip
    assert (front.name, front.content_type, front.taken_on) == ("front.jpg", "image/jpeg", None)
    with Image.open(io.BytesIO(kept_of(plate))) as kept:
        assert (kept.size, dict(kept.getexif())) == ((1000, 2000), {})
    small = client_ana.get(f"/t/alpha/files/{plate.pk}/file/?small").content
    with Image.open(io.BytesIO(small)) as thumbnail:
        assert thumbnail.size == (160, 320)
    assert plate.file.name.startswith("alpha/attachments/")
    card = client_ana.get(f"/t/alpha/equipment/{machine.pk}/").content.decode()
    assert card.count("?small") == 2
    shown = client_ana.get(f"/t/alpha/files/{plate.pk}/file/")
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert shown.headers["Content-Disposition"] == 'inline; filename="plate.jpg"'
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert shown.getvalue() == kept_of(plate)


@pytest.mark.parametrize(
    ("name", "content", "kept"),
    [
        ("a.pdf", paper("A"), "application/pdf"),
        ("sans ending", paper("A"), "application/pdf"),
        ("a.docx", office("word/document.xml"), "wordprocessingml.document"),
        ("a.xlsx", workbook(), "spreadsheetml.sheet"),
        ("a.odt", archive(mimetype="application/vnd.oasis.opendocument.text"), "opendocument.text"),
        ("a.ods", archive(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "spreadsheet"),
        ("a.txt", "Révisé le 3\n".encode("cp1252"), "text/plain"),
        ("a.eml", mail(), "message/rfc822"),
    ],
)
def test_documents_are_kept_as_they_are_and_only_saved_never_shown(
    client_ana: Client, machine: Equipment, name: str, content: bytes, kept: str
) -> None:
    assert add(client_ana, machine, (name, content)).status_code == 302
    made = Attachment.objects.get()
    assert made.content_type.endswith(kept)
    assert kept_of(made) == content
    answer = client_ana.get(f"/t/alpha/files/{made.pk}/file/")
    assert answer.headers["Content-Disposition"].startswith("attachment;")


REFUSED = [
    ("empty.pdf", b"", "empty"),
    ("large.txt", b"a" * (15 * 1024 * 1024 + 1), "15 MB"),
    ("huge.png", picture("PNG", (10_000, 8_000)), "40 million"),
    ("phone.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
    ("scan.jpg", paper("A"), "by its content this is a PDF"),
    ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "SVG"),
    ("drawing.txt", b"\xef\xbb\xbf\n <?xml version='1.0'?><svg/>", "SVG"),
    ("page.txt", b"hello <script>alert(1)</script>", "SVG"),
    ("both.pdf", paper("A") + archive(a="b"), "archive at once"),
    ("torn.pdf", b"%PDF-1.7 and nothing more", "damaged"),
    ("torn.jpg", picture()[: len(picture()) // 2], "damaged"),
    ("head.jpg", b"\xff\xd8\xff\xe0\x00\x10JF", "damaged"),
    ("head.png", b"\x89PNG\r\n\x1a\n", "damaged"),
    ("both.gif", b"GIF89a/*\x01\x00\x01\x00*/=alert(1)//", "not taken"),
    ("bomb.docx", bomb(), "far too large"),
    ("macro.docx", office("word/document.xml", **{"word/vbaProject.bin": "x"}), "macros"),
    ("torn.docx", office("word/document.xml")[:60], "damaged"),
    ("any.zip", archive(a="b"), "not taken"),
    ("run.exe", b"MZ\x90\x00\x03\x00\x00\x00\xff", "not taken"),
    ("movie.gif", b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", "not taken"),
]


@pytest.mark.parametrize(
    ("name", "content", "said"), REFUSED, ids=[name for name, _content, _said in REFUSED]
)
def test_what_is_not_taken_is_told_at_the_field(
    client_ana: Client, machine: Equipment, name: str, content: bytes, said: str
) -> None:
    answer = add(client_ana, machine, ("good.pdf", paper("A")), (name, content), note="kept")
    errors = answer.context["form"].errors
    assert list(errors) == ["files"]
    assert said.lower() in errors["files"][0].lower()
    assert errors["files"][0].startswith(name)
    assert 'value="kept"' in answer.content.decode()
    assert Attachment.objects.count() == 0


def test_a_picture_with_a_page_hidden_behind_it_is_kept_as_picture_alone(
    client_ana: Client, machine: Equipment
) -> None:
    add(client_ana, machine, ("a.jpg", picture() + b"<html><script>alert(1)</script>"))
    assert b"script" not in kept_of(Attachment.objects.get())


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/pass\u202ewd.pdf", "passwd.pdf"),
        ("C:\\Users\\x\\Fac<t>ure\x00.pdf", "Facture.pdf"),
        ("é" * 300 + ".pdf", "é" * 150 + ".pdf"),
        ("....", "file.pdf"),
        ("a.exe", "a.pdf"),
    ],
)
def test_a_name_is_only_a_name(given: str, kept: str) -> None:
    upload = SimpleUploadedFile("a.pdf", paper("A"))
    upload._name = given  # type: ignore[attr-defined]  # past what Django cleans of it
    assert attachments.tried(upload, date(2026, 1, 1)).name == kept
    assert len(attachments.shown_name(given)) <= 160


def test_nothing_chosen_or_too_many_is_told(client_ana: Client, machine: Equipment) -> None:
    assert list(add(client_ana, machine).context["form"].errors) == ["files"]
    many = add(client_ana, machine, *[(f"{n}.pdf", paper("A")) for n in range(21)])
    assert "at most 20" in many.context["form"].errors["files"][0]


def test_a_file_is_renamed_removed_brought_back_and_purged_after_thirty_days(
    client_ana: Client, machine: Equipment, company_a: Company
) -> None:
    add(client_ana, machine, ("plate.jpg", picture()))
    file = Attachment.objects.get()
    stored = [str(file.file), str(file.thumbnail)]
    page = f"/t/alpha/files/{file.pk}/"
    client_ana.post(page + "edit/", {"name": "../Plaque", "note": "N° lisible"})
    file.refresh_from_db()
    assert (file.name, file.note) == ("Plaque.jpg", "N° lisible")
    assert client_ana.post(page + "remove/").status_code == 302
    panel = f"/t/alpha/files/equipment/{machine.pk}/"
    assert names(client_ana.get(panel)) == []
    assert names(client_ana.get(panel, {"state": "removed"})) == ["Plaque.jpg"]
    client_ana.post(page + "restore/")
    assert names(client_ana.get(panel)) == ["Plaque.jpg"]
    client_ana.post(page + "remove/")
    assert "already" in client_ana.post(page + "remove/").content.decode()
    nightly.run(company_a, company_a.today())
    assert Attachment.objects.count() == 1
    Attachment.objects.update(removed_at=timezone.now() - timedelta(days=32))
    nightly.run(company_a, company_a.today())
    assert Attachment.objects.count() == 0
    assert [default_storage.exists(name) for name in stored] == [False, False]


def names(answer: Any) -> list[str]:
    return [row.record.name for row in answer.context["table"].paginated_rows]


def test_only_who_may_see_the_thing_sees_its_files(
    client_ana: Client, client_ben: Client, client_chloe: Client, machine: Equipment, ben: Any
) -> None:
    add(client_ana, machine, ("a.pdf", paper("A")))
    file = Attachment.objects.get()
    page = f"/t/alpha/files/{file.pk}/"
    assert status(client_ben, page + "file/") == 200
    assert status(client_chloe, f"/t/beta/files/{file.pk}/file/") == 404
    assert client_chloe.post(f"/t/beta/files/{file.pk}/remove/").status_code == 404
    assert status(client_chloe, f"/t/beta/files/equipment/{machine.pk}/") == 404
    assert status(client_ana, f"/t/alpha/files/nothing/{machine.pk}/") == 404
    assert status(client_ana, "/t/alpha/files/customer/99999999999999999999999/") == 404
    ben.memberships.update(denied=["equipment.view"])
    assert status(client_ben, page + "file/") == 403
    assert client_ben.post(page + "remove/").status_code == 403
    assert add(client_ben, machine, ("a.pdf", paper("A"))).status_code == 403
    ben.memberships.update(denied=["files.edit"])
    assert status(client_ben, page + "file/") == 200
    assert client_ben.post(page + "remove/").status_code == 403


def test_a_customer_s_card_has_her_documents(client_ana: Client, acting_a: Company) -> None:
    customer = CustomerFactory.create()
    card = client_ana.get(f"/t/alpha/customers/{customer.pk}/?tab=documents").content.decode()
    assert f"/t/alpha/files/customer/{customer.pk}/?panel=1" in card
    panel = client_ana.get(f"/t/alpha/files/customer/{customer.pk}/?panel=1")
    assert "No file yet" in panel.content.decode()


@pytest.mark.parametrize("count", [1, 4])
def test_the_list_of_files_asks_the_same_few_queries(
    client_ana: Client, machine: Equipment, django_assert_num_queries: Any, count: int
) -> None:
    add(client_ana, machine, *[(f"{n}.pdf", paper("A")) for n in range(count)])
    panel = f"/t/alpha/files/equipment/{machine.pk}/"
    client_ana.get(panel)
    with django_assert_num_queries(12):
        client_ana.get(panel)


def test_many_are_taken_away_as_one_archive_removed_and_brought_back(
    client_ana: Client, client_ben: Client, machine: Equipment, ben: Any
) -> None:
    add(
        client_ana,
        machine,
        ("../Plate.png", picture("PNG", (30, 20))),
        ("plate.PNG", picture("PNG", (20, 30))),
    )
    rows = list(Attachment.objects.order_by("pk"))
    page = f"/t/alpha/files/equipment/{machine.pk}/"
    chosen = {"pk": [row.pk for row in rows], "confirm": "1", "expected": "2"}
    answer = client_ana.post(page, {**chosen, "action": "download"})
    with zipfile.ZipFile(io.BytesIO(answer.content)) as made:
        assert sorted(name.casefold() for name in made.namelist()) == ["plate-2.jpg", "plate.jpg"]
        assert sorted(made.read(name) for name in made.namelist()) == sorted(kept_of(row) for row in rows)
    preview = client_ana.post(page, {"action": "remove", "pk": chosen["pk"]})
    assert [outcome.will for outcome in preview.context["outcomes"]] == [True, True]
    for action, asked, left in (("remove", "", 0), ("restore", "?state=removed", 2)):
        assert client_ana.post(page + asked, {**chosen, "action": action}).status_code == 302
        assert Attachment.objects.present().count() == left
    ben.memberships.update(denied=["files.edit"])
    client_ben.post(page, {**chosen, "action": "remove"})
    assert Attachment.objects.present().count() == 2
