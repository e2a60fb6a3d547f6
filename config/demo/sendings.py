"""Letters of a demo company that left: registered, handed over, come back, bounced; contracts given to be signed."""

import base64
import io
from datetime import timedelta

from django.utils import timezone
from PIL import Image, ImageDraw

from config.demo.certified import send_by_pec
from contracts.models import Conclusion, Contract, ContractTemplate, Line, Notice
from contracts.noticing import prepare_notices
from contracts.opening import contract_number
from customers.models import Customer
from letters import e_signing, emailing, leaving, mailings, returning
from letters.e_signing import Given
from letters.models import Dispatch, Mailing, Receipt, SignatureRequest
from tenancy import outbox
from tenancy.acting import acting_for
from tenancy.models import Company, Country, Membership, OutboxMessage
from tenancy.night import Work
from tenancy.permissions import Role

NUMBERS = {Country.FRANCE.value: "1A17004182{:03}", Country.ITALY.value: "153700418{:03}"}
SERVICE = {
    Country.FRANCE.value: "Entretien annuel de la chaudière",
    Country.ITALY.value: "Manutenzione annuale della caldaia",
}
BATCH = 6


def send_letters(company: Company) -> None:
    """A batch by registered mail with what became of it, an e-mail that bounced, two by PEC, two contracts to sign."""
    today = company.today()
    admin = Membership.objects.get(company=company, role=Role.ADMIN).user
    prepare_notices(Work(company, today, "night"))
    with acting_for(company, actor=admin, source="office"):
        notices = list(Notice.objects.to_send().select_related("contract__customer")[: BATCH + 3])
        mailing = mailings.start_mailing(notices[:BATCH], today) if notices else None
    if mailing is not None:
        mailings.write_part(company, mailing.pk, 1)
    with acting_for(company, actor=admin, source="office"):
        if mailing is not None:
            _tell_fates(company, mailing)
        if len(notices) > BATCH:
            _bounce(notices[BATCH])
        if company.country == Country.ITALY:
            send_by_pec(company, notices[BATCH + 1 :])
        _give_contracts_to_sign(company)


def _tell_fates(company: Company, mailing: Mailing) -> None:
    """Half of a batch left by registered mail: one was handed over, one came back."""
    today = company.today()
    left = list(mailing.items.exclude(letter=None).select_related("letter").order_by("position"))[
        : BATCH // 2
    ]
    leaving.mark_sent(
        {
            item.notice_id: ", ".join(item.letter.addressed_to.splitlines())
            for item in left
            if item.letter and item.notice_id
        },
        on=today - timedelta(days=2),
        channel=Notice.Channel.REGISTERED,
        numbers={
            item.notice_id: NUMBERS[company.country].format(item.position) for item in left if item.notice_id
        },
    )
    sent = list(Dispatch.objects.filter(notice__in=[item.notice_id for item in left]).order_by("pk"))
    if len(sent) > 1:
        returning.handed_over(sent[:1], today)
        returning.came_back(sent[1:2], today, Receipt.Reason.UNKNOWN)


def _bounce(notice: Notice) -> None:
    """An e-mail that left yesterday and came back: the mailbox does not exist."""
    customer = notice.contract.customer
    customer.email = customer.email or "ancienne.adresse@example.com"
    customer.notice_channel = Customer.NoticeChannel.EMAIL
    customer.save()
    message = emailing.email(notice, notice.company.today())
    yesterday = timezone.now() - timedelta(hours=20)
    OutboxMessage.objects.filter(pk=message.pk).update(
        state=OutboxMessage.State.SENT, sent_at=yesterday, claimed_at=yesterday, attempts=1
    )
    message.refresh_from_db()
    emailing.left(message)
    outbox.bounced(message, "550 5.1.1 user unknown", timezone.now())


def _give_contracts_to_sign(company: Company) -> None:
    """One contract waits for its customer, another was signed on the tablet."""
    template = ContractTemplate.objects.order_by("pk").first()
    customers = list(Customer.objects.buying().exclude(email="").order_by("-number")[:2])
    if template is None or len(customers) < 2:
        return
    until = company.today() + timedelta(days=14)
    waiting, signed = (_draft(company, template, customer) for customer in customers)
    e_signing.ask(
        waiting,
        SignatureRequest.Way.LINK,
        until,
        conclusion=Conclusion.DISTANCE_ONLINE,
        email=waiting.customer.email,
    )
    request = e_signing.ask(signed, SignatureRequest.Way.DEVICE, until, conclusion=Conclusion.OFF_PREMISES)
    scribble = _scribble()
    given = Given(
        signed.customer.name,
        scribble,
        scribble if company.country == Country.ITALY else "",
        address="192.0.2.17",
        user_agent="Mozilla/5.0 (Linux; Android 15) Chrome/140 Mobile",
    )
    e_signing.sign_request(request, given, timezone.now())


def _draft(company: Company, template: ContractTemplate, customer: Customer) -> Contract:
    today = company.today()
    draft = Contract.objects.create(
        number=contract_number(today), customer=customer, template=template, start_on=today, vat_rate=10
    )
    Line.objects.create(contract=draft, label=SERVICE[company.country], annual_fee=132, visits_per_year=1)
    return draft


def _scribble() -> str:
    """Something like a signature."""
    picture = Image.new("RGBA", (600, 160))
    points = [
        (40, 110),
        (70, 40),
        (95, 120),
        (130, 60),
        (150, 115),
        (190, 80),
        (230, 118),
        (300, 50),
        (330, 112),
        (560, 92),
    ]
    ImageDraw.Draw(picture).line(points, fill="#10214b", width=4, joint="curve")
    file = io.BytesIO()
    picture.save(file, "PNG")
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"
