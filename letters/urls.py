from django.urls import path, register_converter

from letters.models import Language
from letters.models.template import WORDED
from letters.views import (
    amendments,
    automatic,
    circular_verbs,
    circulars,
    contracts,
    designer,
    dispatches,
    documents,
    mailing_verbs,
    mailings,
    messages,
    notice_again,
    notice_mail,
    notices,
    occasion_verbs,
    occasions,
    paper,
    receipts,
    recipients,
    signature_ask,
    signatures,
    word,
    wordings,
)


class KindConverter:
    """A kind of letter in an address."""

    regex = "|".join(kind.value for kind in WORDED)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return str(value)


class LanguageConverter(KindConverter):
    """A language of letters in an address."""

    regex = "|".join(Language.values)


register_converter(KindConverter, "letter_kind")
register_converter(LanguageConverter, "letter_language")

app_name = "letters"
urlpatterns = [
    path("", notices.NoticeList.as_view(), name="list"),
    path("notices/<int:pk>/", notices.NoticeDetail.as_view(), name="notice_detail"),
    path("notices/<int:pk>/preview.pdf", notices.NoticePreview.as_view(), name="notice_preview"),
    path("notices/<int:pk>/print/", notice_mail.NoticePrint.as_view(), name="notice_print"),
    path("notices/<int:pk>/email/", notice_mail.NoticeEmail.as_view(), name="notice_email"),
    path("notices/<int:pk>/sent/", notice_mail.NoticeSent.as_view(), name="notice_sent"),
    path("documents/<int:pk>/", documents.DocumentFile.as_view(), name="document"),
    path("notices/<int:pk>/again/", notice_again.NoticeAgain.as_view(), name="notice_again"),
    path("notices/<int:pk>/again/sent/", notice_again.NoticeAgainSent.as_view(), name="notice_again_sent"),
    path("notices/<int:pk>/again/email/", notice_again.NoticeAgainEmail.as_view(), name="notice_again_email"),
    path("notices/<int:pk>/sms/", notice_mail.NoticeSms.as_view(), name="notice_sms"),
    path("sent/", dispatches.DispatchList.as_view(), name="dispatch_list"),
    path("sent/<int:pk>/", dispatches.DispatchDetail.as_view(), name="dispatch_detail"),
    path("sent/<int:pk>/proof.pdf", dispatches.DispatchProof.as_view(), name="dispatch_proof"),
    path("contracts/<int:pk>/proof.pdf", dispatches.ContractProof.as_view(), name="contract_proof"),
    path("sent/<int:pk>/returned/", receipts.DispatchReturned.as_view(), name="dispatch_returned"),
    path("sent/<int:pk>/delivered/", receipts.DispatchDelivered.as_view(), name="dispatch_delivered"),
    path("sent/<int:pk>/number/", receipts.DispatchNumber.as_view(), name="dispatch_number"),
    path("receipts/<int:pk>/back/", receipts.ReceiptTakeBack.as_view(), name="receipt_back"),
    path("mailings/<int:pk>/numbers/", mailing_verbs.MailingNumbers.as_view(), name="mailing_numbers"),
    path("mailings/<int:pk>/remake/", mailing_verbs.MailingRemake.as_view(), name="mailing_remake"),
    path("mailings/", mailings.MailingList.as_view(), name="mailing_list"),
    path("mailings/<int:pk>/", mailings.MailingDetail.as_view(), name="mailing_detail"),
    path("mailings/<int:pk>/progress/", mailings.MailingProgress.as_view(), name="mailing_progress"),
    path("mailings/<int:pk>/sent/", mailing_verbs.MailingSent.as_view(), name="mailing_sent"),
    path("circulars/", circulars.CircularList.as_view(), name="circular_list"),
    path("circulars/<int:pk>/", circulars.CircularDetail.as_view(), name="circular_detail"),
    path("circulars/<int:pk>/edit/", circular_verbs.CircularEdit.as_view(), name="circular_edit"),
    path("circulars/<int:pk>/start/", circular_verbs.CircularStart.as_view(), name="circular_start"),
    path("circulars/<int:pk>/retry/", circular_verbs.CircularRetry.as_view(), name="circular_retry"),
    path("circulars/<int:pk>/delete/", circular_verbs.CircularDelete.as_view(), name="circular_delete"),
    path("circulars/<int:pk>/progress/", circulars.CircularProgress.as_view(), name="circular_progress"),
    path("recipients/", recipients.RecipientList.as_view(), name="recipient_list"),
    path("recipients/<int:pk>.pdf", recipients.RecipientPdf.as_view(), name="recipient_pdf"),
    path("emails/", messages.MessageList.as_view(), name="message_list"),
    path("emails/<int:pk>/", messages.MessageDetail.as_view(), name="message_detail"),
    path("emails/<int:pk>/again/", messages.MessageAgain.as_view(), name="message_again"),
    path("others/", occasions.OccasionList.as_view(), name="occasion_list"),
    path("others/<int:pk>/", occasions.OccasionDetail.as_view(), name="occasion_detail"),
    path("others/<int:pk>/print/", occasion_verbs.OccasionPrint.as_view(), name="occasion_print"),
    path("others/<int:pk>/email/", occasion_verbs.OccasionEmail.as_view(), name="occasion_email"),
    path("others/<int:pk>/sent/", occasion_verbs.OccasionSent.as_view(), name="occasion_sent"),
    path("others/<int:pk>/again/", occasion_verbs.OccasionAgain.as_view(), name="occasion_again"),
    path(
        "others/<int:pk>/again/sent/",
        occasion_verbs.OccasionAgainSent.as_view(),
        name="occasion_again_sent",
    ),
    path(
        "others/<int:pk>/again/email/",
        occasion_verbs.OccasionAgainEmail.as_view(),
        name="occasion_again_email",
    ),
    path("others/<int:pk>.pdf", occasions.OccasionPdf.as_view(), name="occasion_pdf"),
    path("others/<letter_kind:kind>/automatic/", automatic.AutomaticOn.as_view(), name="automatic_on"),
    path("others/<letter_kind:kind>/automatic/stop/", automatic.AutomaticOff.as_view(), name="automatic_off"),
    path("others/<int:pk>.docx", word.OccasionWord.as_view(), name="occasion_word"),
    path("notices/<int:pk>/letter.docx", word.NoticeWord.as_view(), name="notice_word"),
    path("contracts/<int:pk>.docx", word.ContractWord.as_view(), name="contract_word"),
    path("paper/", paper.PaperEdit.as_view(), name="paper"),
    path("paper/preview/", paper.PaperPreview.as_view(), name="paper_preview"),
    path("wordings/", wordings.WordingList.as_view(), name="wording_list"),
    path("wordings/contracts/", wordings.ContractOptions.as_view(), name="wording_contracts"),
    path(
        "wordings/<letter_kind:kind>/<letter_language:language>/",
        designer.WordingEdit.as_view(),
        name="wording_edit",
    ),
    path(
        "wordings/<letter_kind:kind>/<letter_language:language>/preview/",
        designer.WordingPreview.as_view(),
        name="wording_preview",
    ),
    path(
        "wordings/<letter_kind:kind>/<letter_language:language>/<int:number>/",
        wordings.WordingVersion.as_view(),
        name="wording_version",
    ),
    path("signatures/", signatures.SignatureList.as_view(), name="signature_list"),
    path("signatures/<int:pk>/", signatures.SignatureDetail.as_view(), name="signature_detail"),
    path("signatures/<int:pk>/withdraw/", signatures.SignatureWithdraw.as_view(), name="signature_withdraw"),
    path("contracts/<int:pk>/sign/", signature_ask.SignatureCreate.as_view(), name="contract_sign"),
    path("amendments/<int:pk>.pdf", amendments.AmendmentPdf.as_view(), name="amendment_pdf"),
    path("contracts/<int:pk>.pdf", contracts.ContractPdf.as_view(), name="contract_pdf"),
]
