"""Writing the archive: each table in pieces, each in a transaction of its own, so that memory and locks stay small."""

import json
import shutil
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from tempfile import TemporaryFile
from typing import IO, Any

from django.core.files.storage import default_storage
from django.db.models import Max

from config.company_export import files, readme
from config.company_export.answers import answer_columns, answers
from config.company_export.tables import Table, company_row, member_rows, tables
from config.company_export.values import pieces
from tenancy.acting import acting_for
from tenancy.models import Company

FORMAT = 1
ROWS_AT_ONCE = 5_000
FILES_AT_ONCE = 500
BYTES_AT_ONCE = 1024 * 1024
SOURCE = "job:company export"

Watch = Callable[[str, int, int], None]


def nobody_watches(_step: str, _done: int, _total: int) -> None:
    """Progress that nobody asked for."""


@dataclass(slots=True)
class Archive:
    """One archive on its way into a file."""

    company: Company
    private: bool
    language: str
    taken_at: datetime
    watch: Watch
    only: Collection[type[Any]] | None = None  # the tables wanted; all without it
    index: list[dict[str, Any]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    rows: int = 0
    file_count: int = 0
    total: int = 0

    def write(self, target: IO[bytes]) -> None:
        """Everything, into an open binary file."""
        every = [
            table for table in tables(private=self.private) if self.only is None or table.model in self.only
        ]
        tops = self._tops(every)
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as zipped:
            with acting_for(self.company, source=SOURCE):
                names, row = company_row(self.company)
                self._table(zipped, "tables/company.csv", "company", names, [row])
                names, members = member_rows(self.company)
                self._table(zipped, "tables/members.csv", "members", names, members)
                self._logo(zipped)
            for table in every:
                with acting_for(self.company, source=SOURCE):
                    more = answer_columns(table)
                header = [*self._header(table), *more.values()]
                self._table(zipped, table.path, table.name, header, self._rows(table, tops[table], more))
            self._files(zipped, [table for table in every if table.file_columns], tops)
            zipped.writestr("index.json", json.dumps(self._index(), ensure_ascii=False, indent=1))
            zipped.writestr("README.txt", readme.text(self))

    def _tops(self, every: list[Table]) -> dict[Table, int]:
        """The last row of each table now: rows made while the archive is written stay out, so that tables agree."""
        with acting_for(self.company, source=SOURCE):
            tops = {table: table.rows().aggregate(top=Max("pk"))["top"] or 0 for table in every}
            self.total = sum(table.rows().filter(pk__lte=tops[table]).count() for table in every)
        return tops

    def _header(self, table: Table) -> list[str]:
        return [name for name, _source in table.columns] + [
            f"{name}_in_archive" for name in table.file_columns
        ]

    def _rows(self, table: Table, top: int, more: dict[str, str]) -> Iterator[list[Any]]:
        """The rows in pieces, each read in a transaction of its own and in the order of their keys."""
        sources = [source for _name, source in table.columns]
        at, last = sources.index("id"), 0
        while True:
            with acting_for(self.company, source=SOURCE):
                chunk = table.rows().filter(pk__gt=last, pk__lte=top)
                values = list(chunk.values_list(*sources)[:ROWS_AT_ONCE])
                keys = [row[at] for row in values]
                places, answered = self._places(table, keys), answers(more, keys)
            for row in values:
                yield [*row, *places.get(row[at], []), *answered.get(row[at], [])]
            self.rows += len(values)
            self.watch(table.name, self.rows, self.total)
            if len(values) < ROWS_AT_ONCE:
                return
            last = values[-1][at]

    def _places(self, table: Table, keys: list[int]) -> dict[int, list[str]]:
        """Where the files of some rows stand in the archive."""
        if not table.file_columns:
            return {}
        rows = list(table.rows().filter(pk__in=keys))
        numbers = files.customer_numbers(table.model, rows)
        return {
            row.pk: [
                files.address(table, row, name, numbers.get(row.pk, "")) if getattr(row, name) else ""
                for name in table.file_columns
            ]
            for row in rows
        }

    def _table(
        self,
        zipped: zipfile.ZipFile,
        path: str,
        name: str,
        header: list[str],
        rows: Iterable[list[Any]],
    ) -> None:
        digest, count = sha256(), 0

        def counted() -> Iterator[list[Any]]:
            nonlocal count
            for row in rows:
                count += 1
                yield row

        with zipped.open(path, "w", force_zip64=True) as out:
            for piece in pieces(header, counted()):
                digest.update(piece)
                out.write(piece)
        self.index.append(
            {"table": name, "file": path, "rows": count, "columns": header, "sha256": digest.hexdigest()}
        )

    def _files(self, zipped: zipfile.ZipFile, having: list[Table], tops: dict[Table, int]) -> None:
        """All files, then their list; the list is gathered on disk, however long it is."""
        with TemporaryFile() as gathered:
            for piece in pieces(["path", "bytes", "sha256"], self._written(zipped, having, tops)):
                gathered.write(piece)
            gathered.seek(0)
            with zipped.open("files.csv", "w", force_zip64=True) as out:
                shutil.copyfileobj(gathered, out, BYTES_AT_ONCE)

    def _written(
        self, zipped: zipfile.ZipFile, having: list[Table], tops: dict[Table, int]
    ) -> Iterator[list[Any]]:
        for table in having:
            last = 0
            while True:
                with acting_for(self.company, source=SOURCE):
                    rows = list(table.rows().filter(pk__gt=last, pk__lte=tops[table])[:FILES_AT_ONCE])
                    batch = list(files.stored(table, rows))
                for each in batch:
                    yield from self._file(zipped, each)
                self.watch("files", self.rows, self.total)
                if len(rows) < FILES_AT_ONCE:
                    break
                last = rows[-1].pk

    def _file(self, zipped: zipfile.ZipFile, each: files.Stored) -> list[list[Any]]:
        try:
            source = default_storage.open(each.storage_name)
        except OSError:
            self.missing.append(each.path)
            return []
        digest, size = sha256(), 0
        entry = zipfile.ZipInfo(each.path, date_time=self.taken_at.timetuple()[:6])
        entry.compress_type = zipfile.ZIP_STORED  # PDFs and photos are compressed already
        with source, zipped.open(entry, "w", force_zip64=True) as out:
            while part := source.read(BYTES_AT_ONCE):
                digest.update(part)
                size += len(part)
                out.write(part)
        self.file_count += 1
        return [[each.path, size, digest.hexdigest()]]

    def _logo(self, zipped: zipfile.ZipFile) -> None:
        logo = Company.objects.filter(pk=self.company.pk).values_list("logo", "logo_type").first()
        if logo and logo[0]:
            kind = logo[1].partition("/")[2].partition("+")[0] or "bin"
            zipped.writestr(f"files/company/logo.{kind}", bytes(logo[0]))

    def _index(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "company": {
                "slug": self.company.slug,
                "name": self.company.name,
                "country": self.company.country,
            },
            "taken_at": self.taken_at.isoformat(),
            "private_notes": self.private,
            "tables": self.index,
            "files": {"list": "files.csv", "count": self.file_count, "missing": self.missing},
        }
