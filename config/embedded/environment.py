"""What the environment asks for: which services are ours to run, where, and how carefully."""

import os
from pathlib import Path

import environ

CHECKOUT = Path(__file__).resolve().parent.parent.parent


def variable(name: str) -> str:
    """The value of an environment variable, or of the line in ``.env``; empty when neither has it."""
    dotenv = CHECKOUT / ".env"
    if dotenv.exists():
        environ.Env.read_env(dotenv)  # never overrides what the environment already says
    return os.environ.get(name, "")


def runs_postgresql() -> bool:
    """Whether the database is ours to start."""
    return not variable("DATABASE_URL")


def runs_redis() -> bool:
    """Whether the broker is ours to start."""
    return not variable("REDIS_URL")


def data_path() -> Path:
    """Where the embedded services keep their data: ``EMBEDDED_DATA_DIR``, taken from the checkout when relative."""
    return Path(os.path.realpath(CHECKOUT / (variable("EMBEDDED_DATA_DIR") or ".embedded")))


def writes_are_durable() -> bool:
    """False with ``EMBEDDED_FSYNC=off``: for tests and benches, whose data nobody misses after a power cut."""
    return variable("EMBEDDED_FSYNC").lower() not in {"off", "0", "no", "false"}
