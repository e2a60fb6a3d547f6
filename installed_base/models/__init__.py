from installed_base.models.attribute import Attribute, AttributeValue
from installed_base.models.checklist_item import ChecklistItem
from installed_base.models.due_date import DueDate
from installed_base.models.equipment import Equipment
from installed_base.models.equipment_type import EquipmentType
from installed_base.models.next_visit import NextVisitNote
from installed_base.models.out_of_service import OutOfService
from installed_base.models.plant import Plant, PlantMachine, PlantTechnician
from installed_base.models.rule import MaintenanceRule
from installed_base.models.service_done import ServiceDone
from installed_base.models.stay import Stay

__all__ = [
    "Attribute",
    "AttributeValue",
    "ChecklistItem",
    "DueDate",
    "Equipment",
    "EquipmentType",
    "MaintenanceRule",
    "NextVisitNote",
    "OutOfService",
    "Plant",
    "PlantMachine",
    "PlantTechnician",
    "ServiceDone",
    "Stay",
]
