"""Letters and contracts as Word documents, read back from their parts."""

import io
import zipfile
from xml.etree import ElementTree as ET

import time_machine
from django.test import Client
from django.utils.translation import override
from PIL import Image

from contracts.models import Contract, Notice
from letters.contract_document import contract_html
from letters.designing.clause import Clause, promised
from letters.gathering import of_contract
from letters.models import Kind
from letters.starting import template_of, text_in_force
from letters.word import MEDIA_TYPE, word_document
from tenancy.models import Company
from tests.factories.contracts import ContractFactory, LineFactory
from tests.letters.conftest import ON, signed
from tests.letters.test_notices import words

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def parts(content: bytes) -> dict[str, bytes]:
    """The files in a document; each XML one is well-formed."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        found = {name: packed.read(name) for name in packed.namelist()}
    for name, text in found.items():
        if not name.endswith(".png"):
            ET.fromstring(text)  # noqa: S314 - our own
    return found


def text_of(element: ET.Element) -> str:
    return "".join(each.text or "" for each in element.iter(f"{W}t"))


def styled(document: ET.Element, style: str) -> list[str]:
    """The paragraphs of a style."""
    return [
        text_of(paragraph)
        for paragraph in document.iter(f"{W}p")
        if (named := paragraph.find(f"{W}pPr/{W}pStyle")) is not None and named.get(f"{W}val") == style
    ]


def test_a_contract_in_word_has_its_headings_tables_signatures_and_logo(acting_b: Company) -> None:
    logo = io.BytesIO()
    Image.new("RGB", (400, 100), "navy").save(logo, "PNG")
    acting_b.logo, acting_b.logo_type = logo.getvalue(), "image/png"
    contract = ContractFactory(customer__country="IT", customer__last_name="Rossi & <Figli>")
    LineFactory(contract=contract, label="Caldaia")
    facts = of_contract(contract, ON, "it")
    with override("it"):
        html = contract_html(facts, text_in_force(Kind.CONTRACT, "it"))
    content = word_document(html, logo=(logo.getvalue(), "image/png"), language="it")
    assert content == word_document(html, logo=(logo.getvalue(), "image/png"), language="it")
    found = parts(content)
    document = ET.fromstring(found["word/document.xml"])  # noqa: S314 - our own
    assert styled(document, "Title") == [
        f"Contratto di manutenzione n. {contract.number} – {contract.template.name}"
    ]
    assert styled(document, "Heading1")[3:5] == ["4. Copertura", "5. Accesso all’impianto"]
    tables = [text_of(table) for table in document.iter(f"{W}tbl")]
    assert any("Caldaia" in table for table in tables)
    assert "Rossi & <Figli>" in text_of(document)
    assert sum("firma" in table.lower() for table in tables) == 2
    assert "art. 8 (Ritardo nel pagamento e sospensione)" in text_of(document)
    assert acting_b.name in found["word/footer1.xml"].decode()
    assert b"rId1" in found["word/header1.xml"] and "word/media/logo.png" in found


def test_notice_and_contract_are_saved_as_word_by_those_who_may_see_fees(
    notice: Notice, client_ana: Client, client_ben: Client
) -> None:
    for address in (f"notices/{notice.pk}/letter.docx", f"contracts/{notice.contract_id}.docx?language=it"):
        answer = client_ana.get(f"/t/alpha/letters/{address}")
        assert (answer.status_code, answer["Content-Type"]) == (200, MEDIA_TYPE)
        assert answer["Content-Disposition"].endswith('.docx"')
        parts(answer.content)
        assert client_ben.get(f"/t/alpha/letters/{address}").status_code == 403
    letter = parts(client_ana.get(f"/t/alpha/letters/notices/{notice.pk}/letter.docx").content)
    box = next(text_of(each) for each in ET.fromstring(letter["word/document.xml"]).iter(f"{W}tbl"))  # noqa: S314
    assert "3 janvier 2027" in box


def test_a_signed_contract_is_printed_with_the_conditions_of_its_day(
    acting_a: Company, client_ana: Client
) -> None:
    template = template_of(Kind.CONTRACT, "fr")
    template.write("Conditions", [*promised(), Clause("<p>Ancien texte</p>")], by=None)
    before: Contract = signed()
    Contract.objects.filter(pk=before.pk).update(signed_on=ON)
    with time_machine.travel("2026-11-25 09:00+01:00", tick=False):
        template.write("Conditions", [*promised(), Clause("<p>Nouveau texte</p>")], by=None)
        after = ContractFactory()
        for contract, said in ((before, "Ancien texte"), (after, "Nouveau texte")):
            assert said in words(client_ana.get(f"/t/alpha/letters/contracts/{contract.pk}.pdf").content)
