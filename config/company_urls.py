"""Addresses inside a company, below ``/t/<company>/``."""

from django.urls import include, path

urlpatterns = [
    path("customers/", include("customers.urls")),
    path("equipment/", include("installed_base.urls")),
    path("contracts/", include("contracts.urls")),
    path("letters/", include("letters.urls")),
]
