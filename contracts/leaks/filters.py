from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from contracts.filters import all_technicians, all_templates, customer_filter
from contracts.leaks.causes import Subject, leaks_for
from contracts.models import Contract
from installed_base.models import Equipment, EquipmentType


class _CauseFilter(django_filters.FilterSet):
    """A list of one cause at a time; without a choice the first the person may see."""

    subject: Subject

    cause = django_filters.ChoiceFilter(choices=[], method="as_is", label=_("Cause"), empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        request: Any = self.request
        seen = leaks_for(request.rights, self.subject)
        self.filters["cause"].extra["choices"] = [(name, leak.label) for name, leak in seen.items()]

    def as_is(self, rows: Any, name: str, value: str) -> Any:
        """The page reads the rows of the cause."""
        return rows


class LostContractFilter(_CauseFilter):
    """How the office narrows the contracts behind a cause."""

    subject = Subject.CONTRACT

    template = django_filters.ModelChoiceFilter(queryset=all_templates, label=_("Template"))
    technician = django_filters.ModelChoiceFilter(queryset=all_technicians, label=_("Technician"))
    customer = customer_filter()

    class Meta:
        model = Contract
        fields = ()


class LostMachineFilter(_CauseFilter):
    """How the office narrows the machines behind a cause."""

    subject = Subject.MACHINE

    type = django_filters.ModelChoiceFilter(
        queryset=lambda _request: EquipmentType.objects.all(), label=_("Type")
    )
    customer = customer_filter()

    class Meta:
        model = Equipment
        fields = ()
