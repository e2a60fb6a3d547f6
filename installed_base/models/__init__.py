from installed_base.models.due_date import DueDate
from installed_base.models.equipment import Equipment
from installed_base.models.equipment_type import EquipmentType
from installed_base.models.rule import MaintenanceRule
from installed_base.models.service_done import ServiceDone

__all__ = ["DueDate", "Equipment", "EquipmentType", "MaintenanceRule", "ServiceDone"]
