"""One company with 150,000 customers and 200,000 machines: what its lists, cards, search and archive cost there.

``python -m tests.bench.large build pages search archive [--customers N] [--machines N]``; JSON lines.
It has servers of its own; with ``BENCH_DATA_DIR`` they are kept, and a later call need not build again.
"""

SLUG = "large"
EMAIL = "bench@example.com"
