"""Spreadsheets that come in and go out: CSV and XLSX, whatever program and language wrote them.

`reading` opens a file, `columns` tells which noun it holds, `checking` turns its rows into typed rows or refusals,
`writing` lets tables out so that no cell is ever taken for a formula.
"""
