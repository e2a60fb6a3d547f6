from django.urls import path

from installed_base.views import equipment_type, labels, next_visit, of_type
from installed_base.views.equipment import card, form, listing, moving, service, story
from installed_base.views.maintenance import rule
from installed_base.views.maintenance import service as maintenance_service

app_name = "equipment"
urlpatterns = [
    path("", listing.EquipmentList.as_view(), name="list"),
    path("options/", listing.EquipmentOptions.as_view(), name="options"),
    path("new/", form.EquipmentCreate.as_view(), name="create"),
    path("<int:pk>/", card.EquipmentCard.as_view(), name="detail"),
    path("<int:pk>/edit/", form.EquipmentEdit.as_view(), name="edit"),
    path("<int:pk>/take-out/", service.EquipmentTakeOut.as_view(), name="take_out"),
    path("<int:pk>/put-back/", service.EquipmentPutBack.as_view(), name="put_back"),
    path("<int:pk>/service/", maintenance_service.ServiceCreate.as_view(), name="service_create"),
    path("<int:pk>/label/", labels.EquipmentLabel.as_view(), name="label"),
    path("services/<int:pk>/delete/", maintenance_service.ServiceDelete.as_view(), name="service_delete"),
    path("rules/", rule.RuleList.as_view(), name="rules"),
    path("rules/new/", rule.RuleCreate.as_view(), name="rule_create"),
    path("rules/<int:pk>/edit/", rule.RuleEdit.as_view(), name="rule_edit"),
    path("rules/<int:pk>/delete/", rule.RuleDelete.as_view(), name="rule_delete"),
    path("<int:pk>/history.pdf", story.StoryPdf.as_view(), name="story_pdf"),
    path("<int:pk>/history.xlsx", story.StoryWorkbook.as_view(), name="story_xlsx"),
    path("<int:pk>/move/", moving.EquipmentMove.as_view(), name="move"),
    path("<int:machine_pk>/notes/new/", next_visit.NoteCreate.as_view(), name="note_create"),
    path("notes/<int:pk>/edit/", next_visit.NoteEdit.as_view(), name="note_edit"),
    path("notes/<int:pk>/done/", next_visit.NoteDone.as_view(), name="note_done"),
    path("notes/<int:pk>/postpone/", next_visit.NotePostpone.as_view(), name="note_postpone"),
    path("notes/<int:pk>/drop/", next_visit.NoteDrop.as_view(), name="note_drop"),
    path("notes/<int:pk>/reopen/", next_visit.NoteReopen.as_view(), name="note_reopen"),
    path("types/", equipment_type.EquipmentTypeList.as_view(), name="types"),
    path("types/new/", equipment_type.EquipmentTypeCreate.as_view(), name="type_create"),
    path("types/<int:pk>/", equipment_type.EquipmentTypePage.as_view(), name="type_detail"),
    path("types/<int:pk>/edit/", equipment_type.EquipmentTypeEdit.as_view(), name="type_edit"),
    path("types/<int:type_pk>/attributes/new/", of_type.AttributeCreate.as_view(), name="attribute_create"),
    path("attributes/<int:pk>/edit/", of_type.AttributeEdit.as_view(), name="attribute_edit"),
    path("attributes/<int:pk>/withdraw/", of_type.AttributeWithdraw.as_view(), name="attribute_withdraw"),
    path("attributes/<int:pk>/restore/", of_type.AttributeBringBack.as_view(), name="attribute_restore"),
    path("attributes/<int:pk>/up/", of_type.AttributeUp.as_view(), name="attribute_up"),
    path(
        "types/<int:type_pk>/checklist/new/", of_type.ChecklistItemCreate.as_view(), name="checklist_create"
    ),
    path("checklist/<int:pk>/edit/", of_type.ChecklistItemEdit.as_view(), name="checklist_edit"),
    path("checklist/<int:pk>/withdraw/", of_type.ChecklistItemWithdraw.as_view(), name="checklist_withdraw"),
    path("checklist/<int:pk>/restore/", of_type.ChecklistItemBringBack.as_view(), name="checklist_restore"),
    path("checklist/<int:pk>/up/", of_type.ChecklistItemUp.as_view(), name="checklist_up"),
]
