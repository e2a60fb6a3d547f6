from django.urls import path

from contracts.views import (
    billing_period,
    block,
    contract_detail,
    contract_form,
    contract_list,
    owed_visit,
    register,
    renewal,
    signature,
    template,
)

app_name = "contracts"
urlpatterns = [
    path("", contract_list.ContractList.as_view(), name="list"),
    path("options/", contract_list.ContractOptions.as_view(), name="options"),
    path("new/", contract_form.ContractCreate.as_view(), name="create"),
    path("<int:pk>/", contract_detail.ContractDetail.as_view(), name="detail"),
    path("<int:pk>/edit/", contract_form.ContractEdit.as_view(), name="edit"),
    path("<int:pk>/send/", signature.ContractSend.as_view(), name="send"),
    path("<int:pk>/sign/", signature.ContractSign.as_view(), name="sign"),
    path("<int:pk>/refuse/", renewal.ContractRefuse.as_view(), name="refuse"),
    path("<int:pk>/withdraw/", renewal.RefusalWithdraw.as_view(), name="withdraw"),
    path("<int:pk>/renew/", renewal.ContractRenew.as_view(), name="renew"),
    path("<int:pk>/block/", block.ContractBlock.as_view(), name="block"),
    path("<int:pk>/lift/", block.BlockLift.as_view(), name="lift"),
    path("register/", register.Register.as_view(), name="register"),
    path("visits/", owed_visit.VisitList.as_view(), name="visits"),
    path("visits/<int:pk>/done/", owed_visit.VisitDone.as_view(), name="visit_done"),
    path("billing/", billing_period.PeriodList.as_view(), name="billing"),
    path("billing/<int:pk>/close/", billing_period.PeriodClose.as_view(), name="period_close"),
    path("templates/", template.TemplateList.as_view(), name="templates"),
    path("templates/new/", template.TemplateCreate.as_view(), name="template_create"),
    path("templates/<int:pk>/", template.TemplateEdit.as_view(), name="template_edit"),
    path("templates/<int:pk>/archive/", template.TemplateArchive.as_view(), name="template_archive"),
]
