"""Addresses outside any company: sign-in, health, signed links. A company's own are in company_urls."""

from django.urls import include, path

from config.views import health

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]
