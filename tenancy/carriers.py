"""Who carries a message: the installation's mail server, the company's PEC account, the SMS provider."""

from email.utils import formataddr, parseaddr
from types import TracebackType
from typing import Any, Self

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils.translation import gettext as _

from tenancy import bounces, links, outside, texting
from tenancy.acting import acting_for
from tenancy.models import Company, OutboxMessage, PecAccount
from tenancy.postman import Postman, Refused


class Carriers:
    """Sends messages of one company, each by its channel; connections are opened when first needed."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self._postmen: dict[str, Postman] = {}
        self._account: PecAccount | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        for postman in self._postmen.values():
            postman.__exit__(kind, problem, trace)

    def send(self, message: OutboxMessage) -> None:
        """Hand one message over. Raises ``NotNow``, ``Refused`` or ``Unknown``."""
        if message.channel == OutboxMessage.Channel.SMS:
            texting.send(message.recipient, message.text)
        elif message.channel == OutboxMessage.Channel.PEC:
            postman = self._pec()
            postman.send(self._pec_mail(message))
        else:
            if "email" not in self._postmen:
                self._postmen["email"] = Postman()
            self._postmen["email"].send(self._mail(message))

    def _mail(self, message: OutboxMessage) -> EmailMultiAlternatives:
        company = self.company
        sender = formataddr((company.name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))
        mail = _built(message, sender)
        mail.reply_to = [company.email] if company.email else []
        if address := bounces.address_of(message):
            # The envelope names the mailbox for what cannot be delivered; people see the company.
            mail.from_email, mail.extra_headers["From"] = address, sender
            mail.extra_headers[bounces.HEADER] = bounces.token_of(message)
        return mail

    def _pec_mail(self, message: OutboxMessage) -> EmailMultiAlternatives:
        address = self._account.address if self._account else ""
        return _built(message, formataddr((self.company.legal_name or self.company.name, address)))

    def _pec(self) -> Postman:
        if "pec" not in self._postmen:
            with acting_for(self.company, source="outbox"):
                account = PecAccount.objects.first()
            if account is None:
                raise Refused(_("Your company has no PEC account."))
            try:
                outside.check(account.smtp_host)
            except ValueError as problem:
                raise Refused(str(problem)) from problem
            self._account = account
            self._postmen["pec"] = Postman(connection_of(account))
        return self._postmen["pec"]


def connection_of(account: PecAccount) -> Any:
    """A connection to the mail server of a PEC account, not opened yet."""
    return get_connection(
        settings.EMAIL_BACKEND,
        host=account.smtp_host,
        port=account.smtp_port,
        username=account.username,
        password=account.password,
        use_ssl=account.security == PecAccount.Security.TLS,
        use_tls=account.security == PecAccount.Security.STARTTLS,
        timeout=settings.EMAIL_TIMEOUT,
    )


def _built(message: OutboxMessage, sender: str) -> EmailMultiAlternatives:
    headers = {"Message-ID": message.message_id}
    if message.unsubscribe_url:
        headers |= {
            "List-Unsubscribe": f"<{message.unsubscribe_url}>",
            "List-Unsubscribe-Post": links.ONE_CLICK,
        }
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        from_email=sender,
        to=[message.recipient],
        headers=headers,
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    if message.document is not None:
        mail.attach(message.document.name, message.document.read(), message.document.content_type)
    return mail
