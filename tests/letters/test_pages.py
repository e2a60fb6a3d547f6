from datetime import date
from hashlib import sha256

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from contracts.models import Notice
from customers.models import Customer
from letters.models import Letter, LetterVersion, Mailing
from letters.notices import write_notice
from tenancy.models import Company, Document, Membership, OutboxMessage
from tenancy.outbox import queue_email
from tests.letters.conftest import ON, prepared

ALPHA = "/t/alpha/letters/"
BETA = "/t/beta/letters/"


PROMISED = "{{ contract.lines }}\n\n{{ contract.price_terms }}\n\n{{ contract.duration }}"


def wording(subject: str, *clauses: str | dict[str, object]) -> dict[str, object]:
    """The form of a wording, with its clauses: their texts, or their fields."""
    data: dict[str, object] = {
        "subject": subject, "clauses-TOTAL_FORMS": len(clauses), "clauses-INITIAL_FORMS": 0,
    }  # fmt: skip
    for number, clause in enumerate(clauses):
        fields = {"body": clause} if isinstance(clause, str) else clause
        usual = {"sort": "clause", "on": "on", "ORDER": number + 1}
        data |= {f"clauses-{number}-{name}": value for name, value in (usual | fields).items()}
    return data


def notice_url(notice: Notice, rest: str = "") -> str:
    return f"{ALPHA}notices/{notice.pk}/{rest}"


def test_the_list_shows_each_notice_with_its_state(notice: Notice, client_ana: Client) -> None:
    late = prepared()
    Notice.objects.filter(pk=late.pk).update(sent_on=date(2026, 12, 5), channel="letter", cures=False)
    page = client_ana.get(ALPHA).content.decode()
    assert notice.contract.number in page
    assert "Window closing" in page
    assert "Sent outside the window" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("standing=closing", True), ("standing=sent", False), ("month=2026-12", True), ("month=2026-11", False),
        ("month=nonsense", False), ("channel=email", True), ("channel=letter", False),
        ("q=Dupont", True), ("q=Durand", False),
    ],
)  # fmt: skip
def test_the_list_is_narrowed(notice: Notice, client_ana: Client, query: str, found: bool) -> None:
    page = client_ana.get(f"{ALPHA}?{query}").content.decode()
    assert (notice.contract.number in page) == found


def test_the_notice_tells_its_days_with_their_reasons(notice: Notice, client_ana: Client) -> None:
    page = client_ana.get(notice_url(notice)).content.decode()
    for said in ("12/03/2026", "L215-1", "01/03/2027", "The letter has not left yet."):
        assert said in page, said


def test_looking_writes_nothing(notice: Notice, client_ana: Client) -> None:
    pages = ["", f"notices/{notice.pk}/", f"notices/{notice.pk}/preview.pdf", "mailings/", "emails/", "wordings/",
             "wordings/renewal_notice/fr/", "wordings/contract/it/", f"contracts/{notice.contract_id}.pdf",
             f"notices/{notice.pk}/email/", f"notices/{notice.pk}/sent/"]  # fmt: skip
    assert [client_ana.get(ALPHA + page).status_code for page in pages] == [200] * len(pages)
    assert (Document.objects.count(), LetterVersion.objects.count(), OutboxMessage.objects.count()) == (
        0,
        0,
        0,
    )


def test_printing_writes_once_and_leads_to_the_file(notice: Notice, client_ana: Client) -> None:
    for _click in range(2):
        answer = client_ana.post(notice_url(notice, "print/"), follow=True)
    assert answer["Content-Type"] == "application/pdf"
    document = Document.objects.get()
    assert sha256(answer.content).hexdigest() == document.sha256
    assert client_ana.get(notice_url(notice, "print/")).status_code == 405


def test_a_bulk_print_starts_a_batch(notice: Notice, client_ana: Client) -> None:
    form = {"action": "print", "pk": notice.pk}
    preview = client_ana.post(ALPHA, form).content.decode()
    assert "Will be printed." in preview
    assert Mailing.objects.count() == 0
    answer = client_ana.post(ALPHA, {**form, "confirm": "1", "expected": "1", "both_sides": "on"})
    mailing = Mailing.objects.get()
    assert answer["Location"] == f"{ALPHA}mailings/{mailing.pk}/"
    assert (mailing.both_sides, mailing.items.get().notice) == (True, notice)
    page = client_ana.get(answer["Location"]).content.decode()
    assert f'hx-get="{ALPHA}mailings/{mailing.pk}/progress/"' in page
    assert client_ana.get(f"{ALPHA}mailings/{mailing.pk}/progress/").headers.get("HX-Refresh") is None


def test_who_prints_late_or_against_the_chosen_way_is_told_before(notice: Notice, client_ana: Client) -> None:
    form = {"action": "print", "pk": notice.pk}

    def told() -> str:
        return str(client_ana.post(ALPHA, form).context["outcomes"][0].text)

    Customer.objects.update(notice_channel="post")
    assert told() == "Will be printed."
    Customer.objects.update(notice_channel="email", email="zoe@example.com")
    with time_machine.travel("2026-11-28 09:00+01:00", tick=False):
        assert told() == (
            "Will be printed. Paper stopped on 11/23/2026: by post it may come after the window closed, 12/03/2026. "
            "Her letters go to zoe@example.com otherwise."
        )


def test_bulk_email_leaves_out_who_has_no_address(notice: Notice, client_ana: Client) -> None:
    homeless = prepared(customer__email="")
    page = client_ana.post(ALPHA, {"action": "email", "pk": [notice.pk, homeless.pk]}).content.decode()
    assert "The customer has no e-mail address." in page
    assert f"Will go to {notice.contract.customer.email}." in page


def test_many_are_marked_as_sent_at_once(notice: Notice, client_ana: Client) -> None:
    other = prepared()
    client_ana.post(
        ALPHA,
        {"action": "mark_sent", "pk": [notice.pk, other.pk], "confirm": "1", "expected": "2", "on": "2026-11-19",
         "channel": "letter"},
    )  # fmt: skip
    assert (
        list(Notice.objects.values_list("sent_on", "channel", "sent_to", "sent_by__name"))
        == [(date(2026, 11, 19), "letter", "Dupont Zoé, 3, rue Haute, 71000 Mâcon", "Ana")] * 2
    )


def test_one_is_marked_as_sent(notice: Notice, client_ana: Client) -> None:
    client_ana.post(notice_url(notice, "sent/"), {"on": "2026-11-19", "channel": "letter"})
    notice.refresh_from_db()
    assert (notice.sent_on, notice.cures) == (date(2026, 11, 19), True)
    page = client_ana.get(notice_url(notice)).content.decode()
    assert "Dupont Zoé, 3, rue Haute, 71000 Mâcon" in page


def test_a_day_in_the_future_or_too_far_back_is_refused(notice: Notice, client_ana: Client) -> None:
    for day, said in (("2026-11-21", "in the future."), ("0001-01-01", "too far back.")):
        form = {"on": day, "channel": "letter", "outside": "1"}
        page = client_ana.post(notice_url(notice, "sent/"), form).content.decode()
        assert f"This day lies {said}" in page
    notice.refresh_from_db()
    assert notice.sent_on is None


def test_a_day_outside_the_window_is_asked_twice_and_does_not_count(
    notice: Notice, client_ana: Client
) -> None:
    form = {"on": "2026-10-01", "channel": "letter"}
    assert "Tick the box" in client_ana.post(notice_url(notice, "sent/"), form).content.decode()
    client_ana.post(notice_url(notice, "sent/"), {**form, "outside": "on"})
    notice.refresh_from_db()
    assert (notice.sent_on, notice.cures) == (date(2026, 10, 1), False)
    assert "This letter left outside its window" in client_ana.get(notice_url(notice)).content.decode()


def test_a_double_click_on_email_queues_one(notice: Notice, client_ana: Client) -> None:
    for _click in range(2):
        assert client_ana.post(notice_url(notice, "email/")).status_code == 302
    assert OutboxMessage.objects.count() == 1
    assert "E-mail on its way" in client_ana.get(ALPHA).content.decode()


def test_an_email_given_up_is_seen_and_sent_again_by_hand(notice: Notice, client_ana: Client) -> None:
    message = queue_email("k", "zoe@example.com", "Votre contrat", "Bonjour", about=notice)
    OutboxMessage.objects.update(state="failed", last_error="550 no such user")
    assert "550 no such user" in client_ana.get(notice_url(notice)).content.decode()
    url = f"{ALPHA}emails/{message.pk}/"
    assert "550 no such user" in client_ana.get(url).content.decode()
    assert "gets it twice" in client_ana.get(f"{url}again/").content.decode()
    client_ana.post(f"{url}again/")
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("queued", 0)


def test_a_wording_is_changed_with_a_version_each_time(notice: Notice, client_ana: Client) -> None:
    url = f"{ALPHA}wordings/renewal_notice/fr/"
    page = client_ana.get(url).content.decode()
    assert "Madame, Monsieur," in page
    form = wording("Neuf {{ contract.number }}", "<p>Bonjour<script>x</script></p><p>{{ notice.box }}</p>")
    assert client_ana.post(url, form)["Location"] == url
    assert list(LetterVersion.objects.values_list("number", "clauses", "written_by__name")) == [
        (2, [{"body": "<p>Bonjour</p><p>{{ notice.box }}</p>"}], "Ana"),
        (1, LetterVersion.objects.get(number=1).clauses, None),
    ]
    assert "Madame, Monsieur," in client_ana.get(f"{url}1/").content.decode()
    assert "Madame, Monsieur," in client_ana.get(f"{url}?version=1").content.decode()


def test_what_a_letter_cannot_say_is_told_at_the_field(acting_a: Company, client_ana: Client) -> None:
    url = f"{ALPHA}wordings/renewal_notice/fr/"
    page = client_ana.post(url, wording("S", "<p>{{ contract.numbr }}</p>")).content.decode()
    assert "There is no placeholder “contract.numbr”" in page
    assert "{{ contract.numbr }}" in page
    assert LetterVersion.objects.count() == 0


def test_who_saves_second_is_told_and_loses_nothing(acting_a: Company, client_ana: Client) -> None:
    url = f"{ALPHA}wordings/renewal_notice/fr/"
    client_ana.post(url, wording("One", "<p>{{ notice.box }}</p>") | {"seen": "0"})
    page = client_ana.post(url, wording("Two", "<p>{{ notice.box }}</p>") | {"seen": "1"}).content.decode()
    assert "Somebody saved version 2 meanwhile" in page
    assert 'value="Two"' in page


def test_the_preview_shows_what_is_typed_on_a_real_contract_and_keeps_nothing(
    notice: Notice, client_ana: Client
) -> None:
    url = f"{ALPHA}wordings/renewal_notice/fr/preview/"
    form = wording("S", "<p>{{ notice.box }}</p>") | {"contract": notice.contract_id}
    answer = client_ana.post(url, form)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    wrong = client_ana.post(url, wording("S", "x"))
    assert (wrong.status_code, LetterVersion.objects.count()) == (422, 0)
    assert client_ana.post(f"{ALPHA}wordings/contract/it/preview/", wording("S", PROMISED)).status_code == 200


def test_another_companys_letters_are_not_found(
    notice: Notice, company_a: Company, client_ana: Client, client_chloe: Client
) -> None:
    document = write_notice(notice, ON)
    addresses = [f"notices/{notice.pk}/", f"notices/{notice.pk}/preview.pdf", f"documents/{document.pk}/",
                 f"contracts/{notice.contract_id}.pdf"]  # fmt: skip
    assert [client_ana.get(ALPHA + address).status_code for address in addresses] == [200] * 4
    assert [client_chloe.get(BETA + address).status_code for address in addresses] == [404] * 4
    assert [client_chloe.get(ALPHA + address).status_code for address in addresses] == [404] * 4
    assert client_chloe.post(f"{BETA}notices/{notice.pk}/print/").status_code == 404


def test_rights_are_asked(notice: Notice, client_ben: Client, company_a: Company) -> None:
    assert client_ben.get(ALPHA).status_code == 403
    Membership.objects.filter(user__name="Ben").update(granted=["letters.view"])
    assert client_ben.get(ALPHA).status_code == 200
    assert client_ben.post(notice_url(notice, "print/")).status_code == 403
    assert client_ben.get(notice_url(notice, "preview.pdf")).status_code == 403
    assert client_ben.get(f"{ALPHA}wordings/renewal_notice/fr/").status_code == 403
    assert client_ben.post(ALPHA, {"action": "print", "pk": notice.pk}).status_code == 403
    assert Letter.objects.count() == 0


def test_the_list_takes_as_many_queries_for_many_as_for_few(notice: Notice, client_ana: Client) -> None:
    client_ana.get(ALPHA)  # the session is written once
    with CaptureQueriesContext(connection) as few:
        client_ana.get(ALPHA)
    for _n in range(5):
        prepared()
    with CaptureQueriesContext(connection) as many:
        client_ana.get(ALPHA)
    assert len(many) == len(few)
