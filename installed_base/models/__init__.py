from installed_base.models.equipment import Equipment
from installed_base.models.equipment_type import EquipmentType

__all__ = ["Equipment", "EquipmentType"]
