from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.ending_effect import Given
from contracts.forms.ending import WithdrawalForm
from contracts.models import Ending
from contracts.views.ending import ContractEnd
from ui import formats


class ContractWithdrawal(ContractEnd):
    """The customer withdraws from what she signed away from the firm."""

    kind = Ending.Kind.WITHDRAWAL
    takes_subs = False  # each contract has its own time to withdraw
    form_class = WithdrawalForm
    title = gettext_lazy("Record a withdrawal")
    submit_label = gettext_lazy("Record the withdrawal")

    @property
    def last_day(self) -> date:
        """A withdrawal ends the contract the day it is received."""
        return min(self.day("received_on"), self.on)  # type: ignore[no-any-return]

    @property
    def running(self) -> str:
        """Nothing is charged unless she asked to begin early."""
        if not self.began_early:
            return Ending.Running.WAIVED
        return (
            Ending.Running.PRORATED
            if self.asked("running") == Ending.Running.PRORATED
            else Ending.Running.WAIVED
        )

    def get_question(self) -> str:
        """Whose contract."""
        return _("Does %(customer)s withdraw from contract %(number)s?") % {
            "number": self.object.number,
            "customer": self.object.customer,
        }

    @property
    def began_early(self) -> bool:
        """Whether services began on her express request."""
        return self.object.early_start_on is not None

    def get_form_kwargs(self) -> dict[str, Any]:
        """Fees are asked about where services began early."""
        return super().get_form_kwargs() | {"began_early": self.began_early}

    def consequences(self) -> list[str | Promise]:
        """Whether it is in time comes first."""
        said = super().consequences()
        by = self.object.withdraw_by
        if not said:
            return said
        if by is None:
            return [
                _("No time to withdraw is on record for this contract: see whether the customer had one."),
                *said,
            ]
        days = {"by": formats.day(by), "day": formats.day(self.last_day)}
        late = self.last_day > by
        return [
            (
                _(
                    "Received on %(day)s, it is late: the customer could withdraw until %(by)s. The office decides."
                )
                if late
                else _("Received on %(day)s, it is in time: the customer may withdraw until %(by)s.")
            )
            % days,
            *said,
        ]

    def given(self, typed: dict[str, Any]) -> Given:
        """By the customer, on the day it came."""
        customers = {"side": Ending.Side.CUSTOMER, "last_day": typed["received_on"], "running": self.running}
        return super().given(typed | customers)
