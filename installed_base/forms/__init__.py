"""Forms about machines and their types."""

from installed_base.forms.equipment import EquipmentForm
from installed_base.forms.equipment_type import EquipmentTypeForm
from installed_base.forms.moving import MovingForm
from installed_base.forms.next_visit import DropForm, NextVisitForm, PostponeForm
from installed_base.forms.taking_out import TakingOutForm

__all__ = [
    "DropForm",
    "EquipmentForm",
    "EquipmentTypeForm",
    "MovingForm",
    "NextVisitForm",
    "PostponeForm",
    "TakingOutForm",
]
