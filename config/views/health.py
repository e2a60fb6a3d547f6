import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("alive", content_type="text/plain")


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Database and broker answer; 503 names the one that does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database", status=503, content_type="text/plain")
    try:
        broker = settings.CELERY_BROKER_URL.replace("redis+socket://", "unix://").replace(
            "virtual_host=", "db="
        )
        redis.Redis.from_url(broker, socket_timeout=2).ping()
    except (redis.RedisError, OSError):
        return HttpResponse("broker", status=503, content_type="text/plain")
    return HttpResponse("ready", content_type="text/plain")
