from collections.abc import Sequence
from typing import Any

from django.utils.functional import cached_property

from contracts.main_contracts.together import going_on
from contracts.models import Contract
from contracts.views.verb import ContractVerb


class WithSubs(ContractVerb):
    """A verb that ends a contract, and by choice the sub-contracts under it; those ticked are in the address too."""

    takes_subs = True

    @cached_property
    def subs(self) -> Sequence[Contract]:
        """Its sub-contracts that go on."""
        if not self.takes_subs or self.object.main_id is not None:
            return []
        return going_on(self.object)

    @property
    def chosen(self) -> list[Contract]:
        """Those ticked so far."""
        data = self.request.POST if self.request.method == "POST" else self.request.GET
        keys = set(data.getlist("subs"))
        return [each for each in self.subs if str(each.pk) in keys]

    def get_initial(self) -> dict[str, Any]:
        """What the address ticks."""
        return super().get_initial() | {"subs": [each.pk for each in self.chosen]}

    def get_form_kwargs(self) -> dict[str, Any]:
        """The sub-contracts to choose among."""
        return super().get_form_kwargs() | {"subs": self.subs}
