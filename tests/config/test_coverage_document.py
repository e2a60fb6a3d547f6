"""docs/coverage.md names a page and tests for each requirement; here it is held to that."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
ROW = re.compile(r"^\| (R\d+\.\d+) \| (.+?) \| (.+?) \|$", re.MULTILINE)
ROWS = ROW.findall((ROOT / "docs/coverage.md").read_text())
# How many capabilities each chapter of the requirements has.
CHAPTERS = {1: 9, 2: 16, 3: 5, 4: 10, 5: 9, 6: 16, 7: 5, 8: 13, 9: 5, 10: 14, 11: 8, 12: 7, 13: 7, 14: 8, 15: 4, 16: 4,
            17: 3, 18: 2, 19: 3, 20: 4, 21: 6, 22: 20, 23: 7}  # fmt: skip


def test_no_requirement_is_missing_and_none_stands_twice() -> None:
    wanted = [f"R{chapter}.{number}" for chapter, count in CHAPTERS.items() for number in range(1, count + 1)]
    assert [identifier for identifier, _page, _tests in ROWS] == wanted


@pytest.mark.parametrize(("identifier", "tests"), [(i, t) for i, _p, t in ROWS if t != "open"])
def test_each_named_test_exists(identifier: str, tests: str) -> None:
    for name in tests.split():
        path, _, function = name.strip("`").partition("::")
        tree = ast.parse((ROOT / path).read_text())
        functions = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        assert function in functions, f"{identifier}: {name} does not exist"


def test_something_is_built() -> None:
    assert sum(tests != "open" for _identifier, _page, tests in ROWS) > 20
