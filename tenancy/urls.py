"""Addresses of accounts (outside any company), and of settings, members, job runs, alerts and files (inside one)."""

from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView

from tenancy.views import (
    alerts,
    attachments,
    home,
    invitation,
    jobs,
    language,
    links,
    members,
    pec,
    person,
    settings,
    technicians,
)

outside: list[URLPattern | URLResolver] = [
    path("", home.Home.as_view(), name="home"),
    # Accounts are made by invitation; allauth's own page would only say that this one is closed.
    path("accounts/signup/", RedirectView.as_view(pattern_name="account_login"), name="account_signup"),
    path("accounts/me/", person.Person.as_view(), name="person"),
    path("accounts/sessions/<int:pk>/end/", person.SessionEnd.as_view(), name="session_end"),
    path("accounts/", include("allauth.urls")),
    path("i18n/setlang/", language.set_language, name="set_language"),
    path("invitations/<str:token>/", invitation.InvitationAccept.as_view(), name="invitation"),
    path("l/<str:token>", links.open_link, name="link"),
]

_settings = [
    path("", settings.SettingsIndex.as_view(), name="index"),
    path("company/", settings.CompanySettings.as_view(), name="company"),
    path("company/logo", settings.CompanyLogo.as_view(), name="logo"),
    path("pec/", pec.PecSettings.as_view(), name="pec"),
    path("pec/forget/", pec.PecForget.as_view(), name="pec_forget"),
    path("technicians/", technicians.TechnicianList.as_view(), name="technicians"),
    path("technicians/new/", technicians.TechnicianCreate.as_view(), name="technician_create"),
    path("technicians/<int:pk>/edit/", technicians.TechnicianEdit.as_view(), name="technician_edit"),
]
_members = [
    path("", members.MemberList.as_view(), name="list"),
    path("invite/", members.MemberInvite.as_view(), name="invite"),
    re_path(
        r"^invitations/(?P<pk>\d+)/(?P<what>send|withdraw)/$",
        members.InvitationAction.as_view(),
        name="invitation",
    ),
    path("<int:pk>/", members.MemberEdit.as_view(), name="edit"),
    path("<int:pk>/leave/", members.MemberLeave.as_view(), name="leave"),
]
_jobs = [
    path("", jobs.JobRunList.as_view(), name="list"),
    path("<int:pk>/", jobs.JobRunDetail.as_view(), name="detail"),
    path("<int:pk>/progress/", jobs.JobRunProgress.as_view(), name="progress"),
]
_alerts = [
    path("", alerts.AlertList.as_view(), name="list"),
    path("<int:pk>/", alerts.AlertDetail.as_view(), name="detail"),
    path("digest/", alerts.DigestSwitch.as_view(), name="digest"),
    path("<int:pk>/snooze/", alerts.AlertSnooze.as_view(), name="snooze"),
    re_path(r"^(?P<pk>\d+)/(?P<what>take|release|wake)/$", alerts.AlertAct.as_view(), name="act"),
]
_attachments = [
    path("<slug:kind>/<int:subject_id>/", attachments.AttachmentList.as_view(), name="list"),
    path("<slug:kind>/<int:subject_id>/add/", attachments.AttachmentCreate.as_view(), name="create"),
    path("<int:pk>/file/", attachments.AttachmentFile.as_view(), name="file"),
    path("<int:pk>/edit/", attachments.AttachmentEdit.as_view(), name="edit"),
    path("<int:pk>/remove/", attachments.AttachmentRemove.as_view(), name="remove"),
    path("<int:pk>/restore/", attachments.AttachmentRestore.as_view(), name="restore"),
]
inside = [
    path("settings/", include((_settings, "settings"))),
    path("settings/members/", include((_members, "members"))),
    path("jobs/", include((_jobs, "jobs"))),
    path("alerts/", include((_alerts, "alerts"))),
    path("files/", include((_attachments, "attachments"))),
]
