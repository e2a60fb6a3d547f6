"""What the page of an import offers: columns that known rows may take, and a new start when a worker was killed."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from config.models import PortfolioImport
from config.nouns import company_nouns

#: no task lasts longer; a step that says it runs after that has no worker any more
LONGEST = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Choice:
    """A column in which known rows differ from the file; ``fixed`` says (English msgid) why it cannot be taken."""

    name: str
    label: str
    rows: int
    fixed: str
    chosen: bool

    @property
    def may(self) -> bool:
        """Whether known rows may take it."""
        return not self.fixed


@dataclass(slots=True)
class Offer:
    """The columns in which known rows of a noun differ."""

    noun: str
    choices: list[Choice] = field(default_factory=list)

    @property
    def any_may(self) -> bool:
        """Whether there is anything to choose."""
        return any(choice.may for choice in self.choices)


def offers(job: PortfolioImport) -> list[Offer]:
    """What may be chosen for the known rows of a checked import, by noun in their order."""
    found = []
    for noun in company_nouns():
        counts: dict[str, int] = {}
        for file in job.report.get("files", []):
            for difference in file["differences"] if file["noun"] == noun.name else ():
                name = difference.get("name", "")
                counts[name] = counts.get(name, 0) + 1
        chosen = job.update.get(noun.name, ())
        choices = [
            Choice(column.name, str(column.label), counts[column.name], column.fixed, column.name in chosen)
            for column in noun.columns
            if column.name in counts
        ]
        if choices:
            found.append(Offer(noun.name, choices))
    return found


def stopped(job: PortfolioImport) -> bool:
    """Whether the worker of a running step was killed."""
    return bool(job.runs and job.run and job.run.started_at < timezone.now() - LONGEST)
