"""Properties are proved by examples, not by the clock: a busy machine makes none of them false."""

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
