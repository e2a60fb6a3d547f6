"""The contract templates a new company begins with: what firms of the trade sell, tacit, with lawful rules."""

from decimal import Decimal

from contracts.models import ContractTemplate
from contracts.starter import french, italian

SOLD = {"FR": french, "IT": italian}


def create_templates(country: str) -> int:
    """Make the templates the acting company lacks, by name; gives how many were made."""
    known = set(ContractTemplate.objects.values_list("name", flat=True))
    missing = [
        ContractTemplate(
            **{
                "name": sold.name,
                "annual_fee": Decimal(sold.fee),
                "services": "\n".join(sold.services),
                **SOLD[country].RULES,
                **sold.rules,
            }
        )
        for sold in SOLD[country].TEMPLATES
        if sold.name not in known
    ]
    ContractTemplate.objects.bulk_create(missing)
    return len(missing)
