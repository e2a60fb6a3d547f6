"""Many companies in one night: ``python -m tests.bench.fleet [--companies 20] [--contracts 150000]``.

A tenth of all contracts is due, and a hundredth of those is made faulty. On a copy of the database one process runs
the night of every company; on the other copy two do so at once, and one of them is killed half-way and begun again.
Both must leave the same rows and list the same faulty contracts; with the faults taken away, the next night catches up
in both. Each says how many contracts a second of one core it looked at, company by company.
"""
