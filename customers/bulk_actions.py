"""What can be done to many customers of the list; apps above add theirs."""

from customers.bulk import AskAttention, DropAttention, MergeTwo
from customers.bulk_advertising import SetAdvertising
from customers.bulk_group import SetGroup
from customers.bulk_standing import Deactivate, Exclude, Include, Reactivate, SetLanguage
from customers.bulk_technicians import AllowTechnician, DisallowTechnician
from ui.bulk import BulkAction

CUSTOMER_ACTIONS: list[type[BulkAction]] = [
    AskAttention, DropAttention, MergeTwo, Exclude, Include, SetLanguage, SetGroup, SetAdvertising, AllowTechnician,
    DisallowTechnician, Deactivate, Reactivate,
]  # fmt: skip
