"""Addresses outside any company: sign-in, health, signed links. A company's own are in company_urls."""

from django.urls import include, path

from config.views import closed_archive, favicon, health
from tenancy import urls as tenancy

handler400 = "config.views.refused.bad_request"

urlpatterns = [
    path("", include(tenancy.outside)),
    path("closed/<slug:slug>/archive.zip", closed_archive.ClosedArchive.as_view(), name="closed_archive"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("favicon.ico", favicon.Favicon.as_view(), name="favicon"),
]
