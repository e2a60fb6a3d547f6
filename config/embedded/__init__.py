"""PostgreSQL and Redis from wheels, for machines where no server is installed.

With ``DATABASE_URL`` and ``REDIS_URL`` set nothing here starts anything. Without them one PostgreSQL and one Redis
serve every process of this checkout: web, worker, beat, commands and tests.
"""

from config.embedded.addresses import Addresses, addresses
from config.embedded.directory import ServicesError
from config.embedded.secret import local_secret
from config.embedded.supervisor import ensure_running, keep_running, status, stop

__all__ = [
    "Addresses",
    "ServicesError",
    "addresses",
    "ensure_running",
    "keep_running",
    "local_secret",
    "status",
    "stop",
]
