"""Where the database, the broker and the cache are."""

from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from config.embedded.directory import Directory, current
from config.embedded.environment import variable

DATABASE = "echeo"
SUPERUSER = "postgres"


@dataclass(frozen=True)
class Addresses:
    """URLs of the services, as django-environ, psycopg, Celery and redis-py read them.

    ``database_url`` is for the role ``app``, ``migrator_url`` for the owner of the tables; ``admin_url`` (a superuser)
    is empty unless the database is ours. ``broker_url`` is Celery's, ``cache_url`` Django's.
    """

    database_url: str
    migrator_url: str
    admin_url: str
    broker_url: str
    cache_url: str


def addresses() -> Addresses:
    """The addresses that the environment gives, or those of the embedded services. Starts nothing, writes nothing."""
    directory = current()
    database_url = variable("DATABASE_URL")
    redis_url = variable("REDIS_URL")
    return Addresses(
        database_url=database_url or postgresql_url(directory, "app"),
        migrator_url=variable("MIGRATOR_DATABASE_URL")
        or database_url
        or postgresql_url(directory, "migrator"),
        admin_url="" if database_url else postgresql_url(directory, SUPERUSER, "postgres"),
        broker_url=_broker_url(redis_url) or f"redis+socket://{directory.redis_socket}?virtual_host=0",
        cache_url=variable("CACHE_URL") or _cache_url(redis_url) or f"unix://{directory.redis_socket}?db=1",
    )


def postgresql_url(directory: Directory, role: str, database: str = DATABASE) -> str:
    """The URL of a database of the embedded PostgreSQL, over its socket, for a role."""
    return f"postgresql://{role}@/{database}?host={directory.sockets}"


def _broker_url(redis_url: str) -> str:
    """Celery writes a socket as ``redis+socket://``, redis-py as ``unix://``."""
    return redis_url.replace("unix://", "redis+socket://", 1)


def _cache_url(redis_url: str) -> str:
    """Another database of the same Redis, so that emptying the cache leaves the queues alone."""
    if not redis_url.startswith(("redis://", "rediss://")):
        return redis_url.replace("redis+socket://", "unix://", 1).replace("virtual_host=", "db=")
    parts = urlsplit(redis_url)
    queues = int(parts.path.strip("/") or 0)
    return urlunsplit(parts._replace(path=f"/{queues + 1}"))
