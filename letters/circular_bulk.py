"""“Write to these”: a circular for the customers or contracts chosen in their lists."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts import bulk as contract_lists
from customers import bulk_actions as customer_lists
from letters import circulating
from tenancy.acting import acting_company
from tenancy.permissions import Right
from ui import formats
from ui.bulk import BulkAction


class WriteToThese(BulkAction):
    """Begin a circular for the rows chosen; nothing is sent before its text is written and it is started."""

    name, icon, style = "write", "mail-forward", "secondary"
    label = gettext_lazy("Write to these")
    right = Right.LETTERS_SEND
    leads_on = True

    def run(self, rows: Sequence[Any], form: Any = None) -> str:
        """To its text."""
        name = _("Circular of %(day)s") % {"day": formats.day(acting_company().today())}
        circular = circulating.choose(rows, name)
        return f"{circular.get_absolute_url()}edit/"


def register() -> None:
    """Offer it in both lists."""
    customer_lists.CUSTOMER_ACTIONS.append(WriteToThese)
    contract_lists.CONTRACT_ACTIONS.append(WriteToThese)
