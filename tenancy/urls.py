"""Settings of a company, below ``/t/<company>/settings/``."""

from django.urls import path

from tenancy.views import technicians

app_name = "settings"
urlpatterns = [
    path("technicians/", technicians.TechnicianList.as_view(), name="technicians"),
    path("technicians/new/", technicians.TechnicianCreate.as_view(), name="technician_create"),
    path("technicians/<int:pk>/edit/", technicians.TechnicianEdit.as_view(), name="technician_edit"),
]
