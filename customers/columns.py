"""Columns of tables whose rows belong to a customer."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from ui import tables


class CustomerColumn(tables.LinkColumn):
    """The customer, who leads to her card; ``path`` leads to her from the row, such as ``contract__customer``."""

    def __init__(self, path: str = "customer", **kwargs: Any) -> None:
        *owners, last = path.split("__")

        def target(row: Any) -> int:
            for owner in owners:
                row = getattr(row, owner)
            key: int = getattr(row, f"{last}_id")
            return key

        super().__init__(
            "customers:detail",
            **{
                "accessor": path,
                "target": target,
                "order_by": (f"{path}__sort_name",),
                "verbose_name": _("Customer"),
                **kwargs,
            },
        )
