"""Wordings made of clauses: when they are printed, how they are numbered, moved and kept."""

from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils.translation import override

from letters.contract_document import contract_of
from letters.designing.checking import checked
from letters.designing.clause import Clause, as_json, clauses_of, promised
from letters.designing.composing import printed
from letters.designing.when import When
from letters.gathering import of_contract
from letters.models import Kind, LetterVersion, Paper
from letters.starting import text_in_force
from tenancy.models import Company
from tests.factories.contracts import ContractFactory, LineEquipmentFactory, LineFactory
from tests.factories.installed_base import EquipmentFactory
from tests.letters.conftest import ON
from tests.letters.test_notices import words
from tests.letters.test_pages import ALPHA, wording

BOX = "<p>{{ notice.box }}</p>"
FACTS: Any = SimpleNamespace(
    customer=SimpleNamespace(legal_class="consumer", country="FR"),
    contract=SimpleNamespace(renewal="tacit", conclusion="off"),
    machine_classes={"boiler", ""},
    fee=Decimal("120.00"),
)


@pytest.mark.parametrize(
    ("when", "holds"),
    [
        (When(), True),
        (When(customer=("consumer", "public")), True),
        (When(customer=("professional",)), False),
        (When(country=("IT",)), False),
        (When(machines=("stove", "boiler")), True),
        (When(machines=("stove",)), False),
        (When(renewal=("tacit",)), True),
        (When(renewal=("none", "express")), False),
        (When(fee_from=Decimal(120), fee_to=Decimal(120)), True),
        (When(fee_from=Decimal("120.01")), False),
        (When(customer=("consumer",), country=("IT",)), False),
    ],
)
def test_a_clause_is_printed_when_all_its_conditions_hold(when: When, holds: bool) -> None:
    assert when.holds(FACTS) == holds
    assert When.read(when.as_json()) == when


@pytest.mark.parametrize(
    ("conclusion", "kept"), [("", ["away", "here"]), ("premises", ["here"]), ("off", ["away"])]
)
def test_where_it_was_signed_decides_and_both_are_printed_while_nobody_knows(
    conclusion: str, kept: list[str]
) -> None:
    from contracts.models import Conclusion

    known = {"": "", "premises": Conclusion.ON_PREMISES, "off": Conclusion.OFF_PREMISES}[conclusion]
    facts = SimpleNamespace(**vars(FACTS) | {"contract": SimpleNamespace(renewal="tacit", conclusion=known)})
    clauses = [Clause(signed, when=When(signed=signed)) for signed in ("away", "here")]
    assert [clause.body for clause in printed(clauses, facts)] == kept  # type: ignore[arg-type]


def test_a_section_s_condition_holds_for_its_clauses_and_one_left_empty_is_not_printed() -> None:
    for_italy = When(country=("IT",))
    clauses = [
        Clause(heading="Italy", sort="section", when=for_italy), Clause("a"),
        Clause(heading="Empty", sort="section"), Clause("b", on=False),
        Clause(heading="All", sort="section"), Clause("c"), Clause("d", when=for_italy),
    ]  # fmt: skip
    assert [each.heading or each.body for each in printed(clauses, FACTS)] == ["All", "c"]


def test_a_text_of_before_there_were_clauses_is_read_without_loss(acting_a: Company) -> None:
    letter = LetterVersion(body="<h2>A</h2><p>b</p>")
    assert clauses_of(Kind.RENEWAL_NOTICE, letter) == [Clause("<h2>A</h2><p>b</p>")]
    contract = LetterVersion(
        body="<p>first</p><h2>Access</h2><p>a</p><h2>Delay <em>&amp; now</em> *</h2><p>b</p>"
    )
    assert clauses_of(Kind.CONTRACT, contract) == [
        *promised(), Clause("<p>first</p>"), Clause("<p>a</p>", "Access"),
        Clause("<p>b</p>", "Delay & now", onerous=True),
    ]  # fmt: skip
    kept = Clause("x", "y", law="art. 1", onerous=True, on=False, when=When(country=("IT",)))
    assert clauses_of(Kind.CONTRACT, LetterVersion(clauses=as_json([kept]))) == [kept]


def test_articles_are_numbered_after_their_conditions_and_the_second_signature_names_them(
    acting_b: Company,
) -> None:
    contract = ContractFactory(customer__country="IT")
    LineEquipmentFactory(
        line=LineFactory(contract=contract),
        equipment=EquipmentFactory(customer=contract.customer, legal_class="boiler"),
    )
    text = [
        *promised()[:3],
        Clause("<p>x</p>", "Solo pompe di calore", onerous=True, when=When(machines=("heat_pump",))),
        Clause("<p>x</p>", "Solo caldaie", law="D.P.R. 74/2013, art. 7", onerous=True, when=When(machines=("boiler",))),
        Clause("<p>x</p>", "Foro"),
    ]  # fmt: skip
    facts = of_contract(contract, ON)
    version = LetterVersion(subject="S", clauses=as_json(text))
    paper = words(contract_of(facts, version))
    assert "pompe di calore" not in paper
    assert "4. Solo caldaie x D.P.R. 74/2013, art. 7 5. Foro" in paper
    assert "art. 4 (Solo caldaie)." in paper and "1341" in paper
    version.signatures = "one"
    assert "1341" not in words(contract_of(facts, version))


@pytest.mark.parametrize(
    "clauses",
    [
        [Clause(BOX, on=False), Clause("<p>x</p>")],
        [Clause(BOX, when=When(country=("FR",))), Clause("<p>x</p>")],
        [Clause(heading="S", sort="section", when=When(country=("FR",))), Clause(BOX)],
    ],
)
def test_what_the_law_wants_stands_in_a_clause_that_is_always_printed(clauses: list[Clause]) -> None:
    with override("en"), pytest.raises(ValidationError) as refusal:
        checked(Kind.RENEWAL_NOTICE, "S", clauses)
    assert refusal.value.message_dict == {
        "body": [
            "{{ notice.box }} must stand in a clause that is always printed: switched on, without conditions."
        ]
    }


def test_a_contract_pasted_whole_is_cut_into_clauses() -> None:
    body = "".join(clause.body for clause in promised()) + "<h2>Delay *</h2><p>a</p><h2>Court</h2><p>b</p>"
    _subject, kept = checked(Kind.CONTRACT, "S", [Clause(body)])
    assert [(clause.heading, clause.onerous) for clause in kept] == [
        ("", False),
        ("Delay", True),
        ("Court", False),
    ]


def test_clauses_are_added_moved_and_taken_away_without_losing_what_was_typed(
    acting_a: Company, client_ana: Client
) -> None:
    url = f"{ALPHA}wordings/renewal_notice/fr/"
    typed = wording(
        "S {{ wrong", {"body": "one", "fee_from": "nonsense"}, "two", {"body": "three", "DELETE": "on"}
    )
    page = client_ana.post(url, typed | {"refresh": "up:1"}).content.decode()
    assert page.index(">\ntwo</textarea>") < page.index(">\none</textarea>")
    assert 'value="S {{ wrong"' in page and 'value="nonsense"' in page and "three</textarea>" not in page
    page = client_ana.post(url, typed | {"refresh": "section"}).content.decode()
    assert 'aria-label="Section 3"' in page
    assert LetterVersion.objects.count() == 0
    moved = wording(
        "S", {"body": "last", "ORDER": "7"}, {"body": BOX, "law": "L215-1", "country": ["FR"], "ORDER": "3"}
    )
    refused = client_ana.post(url, moved).content.decode()
    assert "must stand in a clause that is always printed" in refused
    client_ana.post(url, moved | {"clauses-1-country": []})
    assert text_in_force(Kind.RENEWAL_NOTICE, "fr").clauses == [
        {"body": BOX, "law": "L215-1"},
        {"body": "<p>last</p>"},
    ]


def test_the_paper_is_laid_out_as_chosen_by_versions_and_the_second_to_save_is_told(
    acting_a: Company, client_ana: Client
) -> None:
    url = f"{ALPHA}paper/"
    assert client_ana.get(url).status_code == 200
    form = {
        "margin_top": "12", "margin_bottom": "20", "margin_left": "25", "margin_right": "15", "font": "serif",
        "size": "11",
        "header": "Depuis 1962", "footer": "Agréé", "window": "left", "envelope": "c5", "seen": "0",
    }  # fmt: skip
    wrong = client_ana.post(url, form | {"margin_left": "3"}).content.decode()
    assert "greater than or equal to 10" in wrong
    assert client_ana.post(f"{url}preview/", form).status_code == 422  # no contract yet
    assert client_ana.post(url, form)["Location"] == url
    assert "Somebody saved version 1 meanwhile" in client_ana.post(url, form).content.decode()
    paper = Paper.objects.get()
    assert (paper.number, paper.font, paper.logo, paper.written_by.name) == (1, "serif", False, "Ana")
    contract = ContractFactory()
    facts = of_contract(contract, ON)
    assert facts.paper == paper
    said = words(contract_of(facts, text_in_force(Kind.CONTRACT, "fr")))
    assert "Depuis 1962" in said and "Agréé" in said
    assert "Depuis" not in words(contract_of(replace(facts, paper=None), text_in_force(Kind.CONTRACT, "fr")))
    for of in ("", "?of=contract"):
        assert (
            client_ana.post(f"{url}preview/{of}", form | {"contract": contract.pk})["Content-Type"]
            == "application/pdf"
        )
