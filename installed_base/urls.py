from django.urls import path

from installed_base.views import equipment, equipment_type

app_name = "equipment"
urlpatterns = [
    path("", equipment.EquipmentList.as_view(), name="list"),
    path("options/", equipment.EquipmentOptions.as_view(), name="options"),
    path("new/", equipment.EquipmentCreate.as_view(), name="create"),
    path("<int:pk>/", equipment.EquipmentCard.as_view(), name="detail"),
    path("<int:pk>/edit/", equipment.EquipmentEdit.as_view(), name="edit"),
    path("<int:pk>/take-out/", equipment.EquipmentTakeOut.as_view(), name="take_out"),
    path("<int:pk>/put-back/", equipment.EquipmentPutBack.as_view(), name="put_back"),
    path("types/", equipment_type.EquipmentTypeList.as_view(), name="types"),
    path("types/new/", equipment_type.EquipmentTypeCreate.as_view(), name="type_create"),
    path("types/<int:pk>/edit/", equipment_type.EquipmentTypeEdit.as_view(), name="type_edit"),
]
