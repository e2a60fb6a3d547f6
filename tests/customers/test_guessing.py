"""What a customer is, read from her data: a proposal that anybody may overrule."""

import pytest
from django.test import Client

from customers.guessing import guess_kind
from customers.models import Customer
from tenancy.models import Company

NEW = "/t/alpha/customers/new/"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        ({"last_name": "Durand"}, "individual"),
        ({"company_name": "Durand SARL"}, "business"),
        ({"company_name": "Rossi S.p.A."}, "business"),
        ({"company_name": "Rossi & figli S.r.l."}, "business"),
        ({"company_name": "Copropriété Les Lilas"}, "condominium"),
        ({"company_name": "Syndicat des copropriétaires du 3 rue Haute"}, "condominium"),
        ({"company_name": "CONDOMINIO VERDI"}, "condominium"),
        ({"company_name": "Mairie de Mâcon"}, "public"),
        ({"company_name": "Comune di Torino"}, "public"),
        ({"company_name": "Les Lilas", "siret": "73282932000074"}, "business"),
        ({"company_name": "Les Lilas", "siren": "732829320"}, "business"),
        ({"company_name": "Verdi", "tax_code": "91012345678"}, "condominium"),
        ({"company_name": "Verdi", "tax_code": "00743110157", "vat_number": "00743110157"}, "business"),
        ({"company_name": "Verdi", "sdi_code": "UF5HHG"}, "public"),
        ({"last_name": "Sasso", "tax_code": "RSSMRA85T10A562S"}, "individual"),
        ({"last_name": "Saracino"}, "individual"),
        ({"last_name": "M. et Mme Mairie"}, "individual"),
        ({"last_name": "Commune", "first_name": "Paul"}, "individual"),
        ({"last_name": "Sig.ra Provincia"}, "individual"),
        ({"company_name": "Mme Durand SARL"}, "business"),
    ],
)
def test_the_kind_is_read_from_names_and_numbers(data: dict[str, str], kind: str) -> None:
    guess = guess_kind(**data)
    assert guess is not None and guess.kind == kind


def test_the_reason_quotes_the_name_as_it_is_written() -> None:
    for name, quoted in (("Copropriété Les Lilas", "Copropriété"), ("Rossi S.p.A.", "S.p.A."),
                         ("Le Syndicat des copropriétaires", "Syndicat des copropriétaires")):  # fmt: skip
        guess = guess_kind(company_name=name)
        assert guess is not None and guess.why == f"the name says “{quoted}”"


def test_who_is_addressed_as_a_person_is_one() -> None:
    guess = guess_kind(company_name="M. et Mme Mairie")
    assert guess is not None and (guess.kind, guess.why) == ("individual", "the name says “M. et Mme”")


def test_nothing_is_proposed_where_the_data_say_nothing() -> None:
    assert guess_kind(company_name="Les Lilas") is None
    assert guess_kind() is None


def test_the_form_proposes_a_kind_and_says_why(client_ana: Client, acting_a: Company) -> None:
    typed = {
        "refresh": "kind",
        "kind": "",
        "company_name": "Condominio Verdi",
        "country": "FR",
        "notes": "Rings",
    }
    form = client_ana.post(NEW, typed).context["form"]
    assert (form["kind"].value(), dict(form.errors)) == ("condominium", {})
    assert form.fields["kind"].help_text == "Looks like “Condominium”: the name says “Condominio”."
    assert form["notes"].value() == "Rings"
    assert Customer.objects.count() == 0


def test_a_kind_that_was_chosen_stays_and_is_only_doubted(client_ana: Client, acting_a: Company) -> None:
    typed = {"refresh": "kind", "kind": "individual", "company_name": "Durand SAS", "country": "FR"}
    form = client_ana.post(NEW, typed).context["form"]
    assert form["kind"].value() == "individual"
    assert form.fields["kind"].help_text == "Looks like “Business”: the name says “SAS”."


def test_without_a_choice_the_proposal_is_kept_and_where_there_is_none_it_is_asked_for(
    client_ana: Client, acting_a: Company
) -> None:
    client_ana.post(NEW, {"kind": "", "company_name": "Mairie de Mâcon", "country": "FR"})
    made = Customer.objects.get()
    assert (made.kind, made.legal_class) == ("public", "public")
    refused = client_ana.post(NEW, {"kind": "", "company_name": "Les Lilas", "country": "FR"})
    assert list(refused.context["form"].errors) == ["kind"]
