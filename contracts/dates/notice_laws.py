"""When the letter before a tacit renewal may leave, by the law of a country and the settings of a company.

France: Code de la consommation L215-1, counted from the last day to refuse. Italy: Codice del Consumo art.
65-bis, counted from the term's last day.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from contracts.dates.explained import Explained, Rule
from contracts.dates.notice import NoticeWindow
from tenancy.months import add_m, add_m_eom


@dataclass(frozen=True, slots=True)
class FrenchNotice:
    """L215-1: at the earliest three months, at the latest one month before the last day to refuse.

    Month ends are read both ways, and the narrower window kept.
    """

    earliest_months: int = 3
    target_months: int = 2
    latest_months: int = 1
    prepare_after_days: int = 2
    paper_stop_days: int = 10
    email_stop_days: int = 2

    def window(self, term_to: date, refuse_by: date) -> NoticeWindow:
        """The window of a term; France counts from the last day to refuse alone."""
        opens = max(add_m(refuse_by, -self.earliest_months), add_m_eom(refuse_by, -self.earliest_months))
        closes = min(add_m(refuse_by, -self.latest_months), add_m_eom(refuse_by, -self.latest_months))
        return _window(self, refuse_by, opens, add_m(refuse_by, -self.target_months), closes)

    def explain(self, term_to: date, refuse_by: date) -> dict[str, Explained[date]]:
        """Each day of `window` by its name, with its reason."""
        window = self.window(term_to, refuse_by)
        refusal = ("refuse_by", refuse_by)
        return _explained(
            self,
            window,
            Explained(window.opens, Rule.NOTICE_OPENS_FR, (refusal, ("months", self.earliest_months))),
            Explained(window.target, Rule.NOTICE_TARGET_FR, (refusal, ("months", self.target_months))),
            Explained(window.closes, Rule.NOTICE_CLOSES_FR, (refusal, ("months", self.latest_months))),
        )


@dataclass(frozen=True, slots=True)
class ItalianNotice:
    """Art. 65-bis: thirty days before the term's end, and early enough before the refusal it announces."""

    expiry_days: int = 30
    refusal_days: int = 15
    open_days: int = 60
    target_days: int = 15
    prepare_after_days: int = 2
    paper_stop_days: int = 10
    email_stop_days: int = 2

    def window(self, term_to: date, refuse_by: date) -> NoticeWindow:
        """The window of a term, counted back from the day it closes."""
        closes = min(term_to - timedelta(self.expiry_days), refuse_by - timedelta(self.refusal_days))
        opens = closes - timedelta(self.open_days)
        return _window(self, refuse_by, opens, closes - timedelta(self.target_days), closes)

    def explain(self, term_to: date, refuse_by: date) -> dict[str, Explained[date]]:
        """Each day of `window` by its name, with its reason."""
        window = self.window(term_to, refuse_by)
        closes = ("closes", window.closes)
        return _explained(
            self,
            window,
            Explained(window.opens, Rule.NOTICE_OPENS_IT, (closes, ("days", self.open_days))),
            Explained(window.target, Rule.NOTICE_TARGET_IT, (closes, ("days", self.target_days))),
            Explained(
                window.closes,
                Rule.NOTICE_CLOSES_IT,
                (
                    ("term_to", term_to),
                    ("expiry_days", self.expiry_days),
                    ("refuse_by", refuse_by),
                    ("refusal_days", self.refusal_days),
                ),
            ),
        )


def _window(
    law: FrenchNotice | ItalianNotice, refuse_by: date, opens: date, target: date, closes: date
) -> NoticeWindow:
    return NoticeWindow(
        refuse_by=refuse_by,
        opens=opens,
        prepare_from=opens + timedelta(law.prepare_after_days),
        target=target,
        paper_stop=closes - timedelta(law.paper_stop_days),
        email_stop=closes - timedelta(law.email_stop_days),
        closes=closes,
    )


def _explained(
    law: FrenchNotice | ItalianNotice,
    window: NoticeWindow,
    opens: Explained[date],
    target: Explained[date],
    closes: Explained[date],
) -> dict[str, Explained[date]]:
    def days_from(value: date, rule: Rule, name: str, origin: date, days: int) -> Explained[date]:
        return Explained(value, rule, ((name, origin), ("days", days)))

    return {
        "opens": opens,
        "prepare_from": days_from(
            window.prepare_from, Rule.NOTICE_PREPARE, "opens", window.opens, law.prepare_after_days
        ),
        "target": target,
        "paper_stop": days_from(
            window.paper_stop, Rule.NOTICE_PAPER_STOP, "closes", window.closes, law.paper_stop_days
        ),
        "email_stop": days_from(
            window.email_stop, Rule.NOTICE_EMAIL_STOP, "closes", window.closes, law.email_stop_days
        ),
        "closes": closes,
    }
