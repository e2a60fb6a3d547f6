"""A letter or contract to look at before it is in force: on a real contract, as PDF, and nothing is kept."""

from dataclasses import replace

from contracts.models import Contract, Notice
from letters.contract_document import contract_of
from letters.facts import Facts
from letters.gathering import of_contract, of_notices
from letters.models import Kind, LetterVersion, Paper
from letters.sheets import letter_pdf
from letters.starting import text_in_force
from tenancy.acting import acting_company


def specimen(
    kind: str,
    contract: Contract | None,
    language: str = "",
    *,
    version: LetterVersion | None = None,
    paper: Paper | None = None,
) -> bytes | None:
    """The letter as it would be with another wording or paper; None where there is no contract to show it with.

    Without a contract named, the latest that fits.
    """
    facts = _facts(kind, contract)
    if facts is None:
        return None
    facts = facts.in_language(language or facts.language)
    facts = replace(facts, paper=paper) if paper else facts
    version = version or text_in_force(kind, facts.language)
    if kind == Kind.CONTRACT:
        return contract_of(facts, version)
    return letter_pdf(kind, version, facts, specimen=True)


def _facts(kind: str, contract: Contract | None) -> Facts | None:
    on = acting_company().today()
    if kind == Kind.CONTRACT:
        contract = contract or Contract.objects.order_by("-pk").first()
        return of_contract(contract, on) if contract else None
    if contract is None:
        latest = Notice.objects.order_by("-pk").first()
        contract = latest.contract if latest else Contract.objects.signed().order_by("-pk").first()
    if contract is None:
        return None
    notice = contract.notices.order_by("-pk").first()
    return of_notices([notice], on)[0] if notice else of_contract(contract, on)
