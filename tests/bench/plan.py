"""What the bench does, in order, on how many contracts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.bench import letters, night, pages, rows, seeding
from tests.bench.expectation import Expectation
from tests.bench.processes import apart, side_by_side
from tests.days import cast_today

COMPANIES = 5
Say = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured: contracts in all of the five companies (and in the one whose pages are asked for)."""

    contracts: int = 15_000
    letters: int = 24
    requests: int = 20


QUICK = Size(contracts=150, letters=2, requests=2)


@dataclass(slots=True)
class Firm:
    """A company of the bench with what its tables must hold."""

    slug: str
    expected: Expectation


class Bench:
    """Runs the measures and says one line for each; ``wrong`` collects rows that were not as expected."""

    def __init__(self, size: Size, directory: Path, say: Say) -> None:
        self.size, self.directory, self.say = size, directory, say
        self.today = cast_today()
        self.wrong: dict[str, Any] = {}
        self.made = 0

    def run(self) -> None:
        """Everything: five companies, one as large as all of them, and one three times that."""
        several = self.size.contracts // COMPANIES
        for firm in [self.firm(several, f"{several} of 5 companies") for _ in range(COMPANIES)]:
            self.nights(firm, f"{several} of 5 companies", shares=(0.1,))
        one = self.portrait(self.size.contracts)
        three = self.portrait(3 * self.size.contracts)
        self.compare(one, three)

    def portrait(self, contracts: int) -> dict[str, float]:
        """One company in full; gives the figures to compare with another size."""
        name = f"{contracts} in one company"
        firm = self.firm(contracts, name)
        figures = {"import": self.imported["rows_per_core_second"]}
        quiet, tenth, year = self.nights(
            firm, name, shares=(0.1, 1.0), then=lambda: self.visit(firm, name, figures)
        )
        figures |= {
            "night, nothing due": quiet["contracts_per_core_second"],
            "renewals": year.get("renewals_per_core_second", 0),
            "renewals, a tenth": tenth.get("renewals_per_core_second", 0),
            "night, peak memory": year["peak_mb"],
        }
        return figures

    def firm(self, contracts: int, name: str) -> Firm:
        """Make a company and bring in its portfolio."""
        slug = seeding.found_company(self.made)
        place = seeding.invent_portfolio(self.made, contracts, self.today, self.directory)
        self.made += 1
        self.imported = apart(seeding.bring_in, slug, place, self.today)
        self.say("import", of=name, contracts=contracts, **self.imported)
        firm = Firm(slug, Expectation(seeding.invented(place), self.today))
        self.check(firm, "import")
        return firm

    def nights(
        self, firm: Firm, name: str, shares: tuple[float, ...], then: Callable[[], None] = lambda: None
    ) -> list[dict[str, Any]]:
        """The first night; the same again with nothing due; then one for each share of contracts due."""
        self.night(firm, name, "first night", self.today)
        found = [self.night(firm, name, "night, nothing due", self.today)]
        then()
        for share in shares:
            day = firm.expected.day_of(share) if share < 1 else firm.expected.day_of(0) + timedelta(370)
            found.append(self.night(firm, name, f"night, {share:.0%} due", day))
        return found

    def night(self, firm: Firm, name: str, measure: str, on: date) -> dict[str, Any]:
        """One night, with the rows it must leave."""
        due = firm.expected.due(on)
        renewed = firm.expected.night(on)
        found = apart(night.run_night, firm.slug, on)
        self.say(measure, of=name, expected_due=due, expected_renewed=renewed, **found)
        counts = found["counts"]["renew"]
        self.note(firm, measure, {"due": counts.get("due"), "renewed": counts.get("renewed", 0)},
                  {"due": due, "renewed": renewed})  # fmt: skip
        self.check(firm, measure)
        return found

    def visit(self, firm: Firm, name: str, figures: dict[str, float]) -> None:
        """Pages and letters of a company as it stands today."""
        found = apart(pages.time_pages, firm.slug, self.size.requests)
        for page, figure in found.pop("pages").items():
            self.say("page", of=name, page=page, **figure)
            figures[f"page {page}"] = figure["core_ms"]
        self.say("pages", of=name, **found)
        self.letters(firm, name)

    def letters(self, firm: Firm, name: str) -> None:
        """Letters a second with one and two processes, and what a bare loop does at the same place and time."""
        waiting = letters.prepared(firm.slug, 3 * self.size.letters)
        third = len(waiting) // 3
        if not third:
            return
        one, left, right = waiting[:third], waiting[third : 2 * third], waiting[2 * third : 3 * third]
        for measure, parts in (("letters", [one]), ("letters, two processes", [left, right])):
            calls = [(firm.slug, part, self.today) for part in parts]
            written, drawn = side_by_side(letters.write, calls), side_by_side(letters.bare, calls)
            ours, bare = _speed(written), _speed(drawn)
            ratio = _speed(written, "core") / _speed(drawn, "core")
            self.say(
                measure,
                of=name,
                letters=sum(map(len, parts)),
                per_second=round(ours, 1),
                bare_per_second=round(bare, 1),
                ratio=round(ours / bare, 2),
                core_ratio=round(ratio, 2),
                peak_mb=[found["peak_mb"] for found in written],
            )

    def check(self, firm: Firm, after: str) -> None:
        """Say the rows that stand there, and remember those that should not."""
        found = rows.written(firm.slug)
        self.say("rows", after=after, company=firm.slug, **found)
        self.note(firm, after, found, firm.expected.rows())

    def note(self, firm: Firm, after: str, found: dict[str, Any], expected: dict[str, Any]) -> None:
        """Remember what is not as expected."""
        if wrong := rows.differences(found, expected):
            self.wrong[f"{firm.slug} after {after}"] = wrong

    def compare(self, one: dict[str, float], three: dict[str, float]) -> None:
        """Figures of three times the data over those of once."""
        self.say(
            "three times the data", **{name: round(three[name] / one[name], 2) for name in one if one[name]}
        )


def _speed(found: list[dict[str, Any]], clock: str = "wall") -> float:
    return float(sum(each["letters"] / each[clock] for each in found))
