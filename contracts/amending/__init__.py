"""Amendments: what is wanted, its exact effect, writing it, undoing it.

``situation`` reads the contract once, ``planning`` computes everything in memory, ``applying`` writes a plan and
``undoing`` takes it back row by row. ``effect`` is what people are shown before and keep afterwards.
"""
