from django.urls import path

from customers.views import (
    communication,
    contact,
    customer_card,
    customer_form,
    customer_list,
    customer_standing,
    duplicates,
    merge,
    site,
    site_role,
    trash,
)

app_name = "customers"
urlpatterns = [
    path("", customer_list.CustomerList.as_view(), name="list"),
    path("options/", customer_list.CustomerOptions.as_view(), name="options"),
    path("new/", customer_form.CustomerCreate.as_view(), name="create"),
    path("trash/", trash.TrashList.as_view(), name="trash"),
    path("trash/<int:pk>/restore/", trash.TrashRestore.as_view(), name="trash_restore"),
    path("trash/<int:pk>/delete/", trash.TrashEmpty.as_view(), name="trash_empty"),
    path("duplicates/", duplicates.Duplicates.as_view(), name="duplicates"),
    path("<int:pk>/unlike/<int:other_pk>/", duplicates.TellApart.as_view(), name="tell_apart"),
    path("merges/", merge.MergeList.as_view(), name="merges"),
    path("merges/<int:pk>/undo/", merge.MergeUndo.as_view(), name="merge_undo"),
    path("<int:pk>/merge/", merge.MergeChoose.as_view(), name="merge_choose"),
    path("<int:pk>/merge/<int:other_pk>/", merge.MergePage.as_view(), name="merge"),
    path("<int:pk>/", customer_card.CustomerCard.as_view(), name="detail"),
    path("<int:pk>/edit/", customer_form.CustomerEdit.as_view(), name="edit"),
    path("<int:pk>/deactivate/", customer_standing.CustomerDeactivate.as_view(), name="deactivate"),
    path("<int:pk>/reactivate/", customer_standing.CustomerReactivate.as_view(), name="reactivate"),
    path("<int:pk>/delete/", trash.CustomerDelete.as_view(), name="delete"),
    path("<int:pk>/become/", customer_standing.CustomerBecome.as_view(), name="become"),
    path("<int:customer_pk>/sites/new/", site.SiteCreate.as_view(), name="site_create"),
    path("sites/<int:pk>/", site.SiteCard.as_view(), name="site"),
    path("sites/<int:pk>/change/", site_role.SiteChange.as_view(), name="site_change"),
    path("sites/<int:site_pk>/roles/new/", site_role.SiteRoleCreate.as_view(), name="role_create"),
    path("roles/<int:pk>/edit/", site_role.SiteRoleEdit.as_view(), name="role_edit"),
    path("roles/<int:pk>/delete/", site_role.SiteRoleDelete.as_view(), name="role_delete"),
    path("sites/<int:pk>/edit/", site.SiteEdit.as_view(), name="site_edit"),
    path("sites/<int:pk>/delete/", site.SiteDelete.as_view(), name="site_delete"),
    path("<int:customer_pk>/contacts/new/", contact.ContactCreate.as_view(), name="contact_create"),
    path("contacts/<int:pk>/edit/", contact.ContactEdit.as_view(), name="contact_edit"),
    path("contacts/<int:pk>/delete/", contact.ContactDelete.as_view(), name="contact_delete"),
    path("communications/", communication.CommunicationList.as_view(), name="communications"),
    path(
        "<int:customer_pk>/communications/new/",
        communication.CommunicationCreate.as_view(),
        name="communication_create",
    ),
    path("communications/<int:pk>/", communication.CommunicationPage.as_view(), name="communication"),
    path(
        "communications/<int:pk>/edit/", communication.CommunicationEdit.as_view(), name="communication_edit"
    ),
    path(
        "communications/<int:pk>/delete/",
        communication.CommunicationDelete.as_view(),
        name="communication_delete",
    ),
]
