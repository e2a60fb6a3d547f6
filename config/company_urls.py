"""Addresses inside a company, below ``/t/<company>/``."""

from django.urls import include, path

from config.views import (
    closing,
    company_export,
    exports,
    import_columns,
    import_examples,
    import_mappings,
    import_undo,
    imports,
    night,
    privacy,
    privacy_erasure,
    privacy_prospects,
    privacy_requests,
    today,
)
from tenancy import urls as tenancy
from tenancy.views import search

handler400 = "config.views.refused.bad_request"

urlpatterns = [
    path("", today.Today.as_view(), name="today"),
    path("night/preview/", night.NightPreview.as_view(), name="night_preview"),
    path("night/now/", night.NightNow.as_view(), name="night_now"),
    path("exports/<int:pk>.<slug:wanted>", exports.ExportFile.as_view(), name="export_file"),
    path("settings/close/", closing.CompanyClose.as_view(), name="company_close"),
    path("settings/export/", company_export.CompanyExport.as_view(), name="company_export"),
    path(
        "settings/export/<int:pk>.zip", company_export.CompanyExportFile.as_view(), name="company_export_file"
    ),
    path("imports/", imports.ImportList.as_view(), name="import_list"),
    path("imports/columns/", import_mappings.MappingList.as_view(), name="import_mappings"),
    path(
        "imports/columns/<int:pk>/forget/",
        import_mappings.MappingDelete.as_view(),
        name="import_mapping_delete",
    ),
    path(
        "imports/example/<slug:noun>.<slug:wanted>",
        import_examples.ImportExample.as_view(),
        name="import_example",
    ),
    path("imports/new/", imports.ImportCreate.as_view(), name="import_create"),
    path("imports/<int:pk>/", imports.ImportDetail.as_view(), name="import_detail"),
    path("imports/<int:pk>/run/", imports.ImportRun.as_view(), name="import_run"),
    path("imports/<int:pk>/columns/", import_columns.ImportColumns.as_view(), name="import_columns"),
    path("imports/<int:pk>/update/", imports.ImportUpdate.as_view(), name="import_update"),
    path("imports/<int:pk>/restart/", imports.ImportRestart.as_view(), name="import_restart"),
    path("imports/<int:pk>/undo/", import_undo.ImportUndoPage.as_view(), name="import_undo"),
    path("imports/<int:pk>/refused/", imports.ImportRefused.as_view(), name="import_refused"),
    path("search/", search.Search.as_view(), name="search"),
    path("", include(tenancy.inside)),
    path("customers/<int:pk>/privacy/", privacy.PrivacyPage.as_view(), name="privacy"),
    path("customers/<int:pk>/privacy/data.json", privacy.PrivacyData.as_view(), name="privacy_data"),
    path("customers/<int:pk>/privacy/answer.pdf", privacy.PrivacyPaper.as_view(), name="privacy_paper"),
    path(
        "customers/<int:pk>/privacy/record/",
        privacy_requests.PrivacyRequestCreate.as_view(),
        name="privacy_record",
    ),
    path("customers/<int:pk>/privacy/erase/", privacy_erasure.PrivacyErase.as_view(), name="privacy_erase"),
    path(
        "customers/<int:pk>/privacy/refuse/", privacy_erasure.PrivacyRefuse.as_view(), name="privacy_refuse"
    ),
    path("privacy/", privacy_requests.PrivacyRequestList.as_view(), name="privacy_requests"),
    path("privacy/prospects/", privacy_prospects.ProspectList.as_view(), name="privacy_prospects"),
    path("privacy/<int:pk>/", privacy_requests.PrivacyRequestPage.as_view(), name="privacy_request"),
    path("privacy/<int:pk>/note/", privacy_requests.PrivacyNote.as_view(), name="privacy_note"),
    path(
        "privacy/<int:pk>/answer.pdf",
        privacy_erasure.PrivacyErasedPaper.as_view(),
        name="privacy_erased_paper",
    ),
    path("customers/", include("customers.urls")),
    path("equipment/", include("installed_base.urls")),
    path("plants/", include("installed_base.plant_urls")),
    path("contracts/", include("contracts.urls")),
    path("maintenance/", include("contracts.due_urls")),
    path("letters/", include("letters.urls")),
]
