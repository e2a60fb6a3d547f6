"""The data directory: what lies where, whose it is, and the lock that makes starting and stopping one at a time."""

import fcntl
import hashlib
import os
import pwd
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config.embedded.environment import data_path


class ServicesError(RuntimeError):
    """The embedded services cannot start; the message says what to do."""


@dataclass(frozen=True)
class Owner:
    """The user that the servers run as."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Directory:
    """Paths below ``EMBEDDED_DATA_DIR``, and the short private directory of the sockets."""

    root: Path

    @property
    def cluster(self) -> Path:
        return self.root / "postgresql"

    @property
    def redis(self) -> Path:
        return self.root / "redis"

    @property
    def users(self) -> Path:
        return self.root / "users"

    @property
    def kept(self) -> Path:
        """Present while somebody asked for services that outlive their users."""
        return self.root / "kept"

    @property
    def sockets(self) -> Path:
        """A socket's path may have some 100 characters and its parents must be open, so it never lies in the data.

        The same for every user and login session of the machine, hence neither ``TMPDIR`` nor ``XDG_RUNTIME_DIR``.
        """
        return Path("/tmp") / f"echeo-{hashlib.sha256(bytes(self.root)).hexdigest()[:12]}"  # noqa: S108 - owner checked

    @property
    def redis_socket(self) -> Path:
        return self.sockets / "redis.sock"

    def owner(self) -> Owner:
        """Who the servers run as: ourselves, or for root the owner of the data there is, or ``nobody``."""
        if os.geteuid() != 0:
            return Owner(os.geteuid(), os.getegid())
        for path in (self.cluster, self.redis):
            if path.exists() and path.stat().st_uid != 0:
                return Owner(path.stat().st_uid, path.stat().st_gid)
        nobody = pwd.getpwnam("nobody")
        return Owner(nobody.pw_uid, nobody.pw_gid)

    def prepare(self) -> None:
        """Make the directory, private to us; refuse one that belongs to another user."""
        try:
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise ServicesError(
                f"Cannot make {self.root} ({error.strerror}): set EMBEDDED_DATA_DIR."
            ) from error
        if os.geteuid() not in {0, self.root.stat().st_uid}:
            raise ServicesError(
                f"{self.root} belongs to another user: set EMBEDDED_DATA_DIR to a directory of yours."
            )
        self.users.mkdir(mode=0o700, exist_ok=True)

    def make_owned(self, path: Path) -> None:
        """Make a directory that only the servers' user (and root) can enter."""
        owner = self.owner()
        path.mkdir(mode=0o700, exist_ok=True)
        facts = path.lstat()
        if facts.st_uid not in {owner.uid, os.geteuid()} or not path.is_dir() or path.is_symlink():
            raise ServicesError(f"{path} belongs to somebody else: remove it.")
        if facts.st_uid != owner.uid:
            os.chown(path, owner.uid, owner.gid)
        path.chmod(0o700)

    def remove_sockets(self) -> None:
        """Leave nothing behind outside the data directory."""
        shutil.rmtree(self.sockets, ignore_errors=True)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the lock; the kernel frees it when its holder dies, so it is never stale."""
        self.prepare()
        descriptor = os.open(self.root / "lock", os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def current() -> Directory:
    """The data directory that the environment names."""
    return Directory(data_path())
