"""The product's web server on a day that the test chooses: the day is read from a file with each request.

One request is answered at a time, so that no two set the clock at once.
"""

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any

from config.wsgi import application as product

CLOCK = "ECHEO_TEST_CLOCK"
_one_at_a_time = Lock()


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer as the product does on the day of the file."""
    import time_machine  # brings pytest with it, by which settings would know a test and choose other hashers

    now = datetime.fromisoformat(Path(os.environ[CLOCK]).read_text())
    with _one_at_a_time, time_machine.travel(now, tick=True):
        answer = product(environ, start_response)
        try:
            return [b"".join(answer)]
        finally:
            if hasattr(answer, "close"):
                answer.close()
