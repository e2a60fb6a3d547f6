"""Columns of tables whose rows belong to a contract."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from ui import tables


class ContractColumn(tables.LinkColumn):
    """The contract's number, which leads to it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            "contracts:detail",
            **{
                "target": lambda row: row.contract_id,
                "order_by": ("contract__number",),
                "verbose_name": _("Contract"),
                **kwargs,
            },
        )


class CustomerOfContractColumn(tables.LinkColumn):
    """The customer of the row's contract, who leads to her card."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            "customers:detail",
            **{
                "target": lambda row: row.contract.customer_id,
                "accessor": "contract__customer",
                "order_by": ("contract__customer__sort_name",),
                "verbose_name": _("Customer"),
                **kwargs,
            },
        )
