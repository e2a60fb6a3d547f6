from django.urls import path

from installed_base.views import equipment_type, labels
from installed_base.views.equipment import card, form, listing, service
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
    path("types/", equipment_type.EquipmentTypeList.as_view(), name="types"),
    path("types/new/", equipment_type.EquipmentTypeCreate.as_view(), name="type_create"),
    path("types/<int:pk>/edit/", equipment_type.EquipmentTypeEdit.as_view(), name="type_edit"),
]
