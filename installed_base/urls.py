from django.urls import path

from installed_base.views import equipment_type
from installed_base.views.equipment import card, form, listing, service

app_name = "equipment"
urlpatterns = [
    path("", listing.EquipmentList.as_view(), name="list"),
    path("options/", listing.EquipmentOptions.as_view(), name="options"),
    path("new/", form.EquipmentCreate.as_view(), name="create"),
    path("<int:pk>/", card.EquipmentCard.as_view(), name="detail"),
    path("<int:pk>/edit/", form.EquipmentEdit.as_view(), name="edit"),
    path("<int:pk>/take-out/", service.EquipmentTakeOut.as_view(), name="take_out"),
    path("<int:pk>/put-back/", service.EquipmentPutBack.as_view(), name="put_back"),
    path("types/", equipment_type.EquipmentTypeList.as_view(), name="types"),
    path("types/new/", equipment_type.EquipmentTypeCreate.as_view(), name="type_create"),
    path("types/<int:pk>/edit/", equipment_type.EquipmentTypeEdit.as_view(), name="type_edit"),
]
