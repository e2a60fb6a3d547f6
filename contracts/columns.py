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
