"""A secret key for a machine that only tries the product."""

import os
import secrets
from contextlib import suppress

from config.embedded.directory import current


def local_secret() -> str:
    """The key kept beside the embedded data, made at the first call; two first calls at once get the same one."""
    directory = current()
    path = directory.root / "secret_key"
    if not path.exists():
        directory.prepare()
        draft = directory.root / f"secret_key.{os.getpid()}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text()
