from django.urls import path

from contracts.views import maintenance_due

app_name = "due"
urlpatterns = [path("", maintenance_due.MaintenanceDue.as_view(), name="list")]
