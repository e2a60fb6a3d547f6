"""Addresses inside a company, below ``/t/<company>/``."""

from django.urls import include, path

from config.views import today
from tenancy.views import search

urlpatterns = [
    path("", today.Today.as_view(), name="today"),
    path("night/preview/", today.NightPreview.as_view(), name="night_preview"),
    path("night/now/", today.NightNow.as_view(), name="night_now"),
    path("search/", search.Search.as_view(), name="search"),
    path("settings/", include("tenancy.urls")),
    path("customers/", include("customers.urls")),
    path("equipment/", include("installed_base.urls")),
    path("contracts/", include("contracts.urls")),
    path("letters/", include("letters.urls")),
]
