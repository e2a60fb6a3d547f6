"""The containers' description and the paper about the environment say what the settings say."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture
def compose() -> dict[str, Any]:
    """The description as it stands."""
    described: dict[str, Any] = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text())
    return described


def read_by_the_settings() -> set[str]:
    """Variables of the environment that the product reads."""
    sources = [CHECKOUT / "config" / "settings.py", *(CHECKOUT / "config" / "embedded").glob("*.py")]
    pattern = re.compile(r"""(?:env(?:\.\w+)?|variable)\(["']([A-Z_]+)["']""")
    return {name for source in sources for name in pattern.findall(source.read_text())}


def test_every_variable_of_the_settings_is_explained() -> None:
    explained = set(re.findall(r"`([A-Z_]+)`", (CHECKOUT / "docs" / "running.md").read_text()))
    assert read_by_the_settings() - explained == set()


def test_every_service_that_stays_up_says_whether_it_is_well(compose: dict[str, Any]) -> None:
    well = {name for name, service in compose["services"].items() if "healthcheck" in service}
    assert well == {"postgresql", "redis", "web", "worker", "beat"}


def test_the_containers_set_only_variables_that_are_read(compose: dict[str, Any]) -> None:
    for_the_roles = {"ADMIN_URL", "APP_PASSWORD", "MIGRATOR_PASSWORD"}
    given = set(compose["services"]["web"].get("environment", {})) | set(compose["x-product"]["environment"])
    assert given - read_by_the_settings() == set()
    assert set(compose["services"]["migrate"]["environment"]) - given == {
        *for_the_roles,
        "MIGRATOR_DATABASE_URL",
    }


def test_the_owner_of_the_tables_is_known_to_the_migration_alone(compose: dict[str, Any]) -> None:
    knowing = [name for name, service in compose["services"].items() if "MIGRATOR_PASSWORD" in str(service)]
    assert knowing == ["migrate"]


def test_the_image_holds_every_app(compose: dict[str, Any]) -> None:
    kept = {
        line[1:] for line in (CHECKOUT / ".dockerignore").read_text().splitlines() if line.startswith("!")
    }
    packages = {path.parent.name for path in CHECKOUT.glob("*/__init__.py")} - {"tests"}
    assert packages - kept == set()


@pytest.mark.skipif(shutil.which("docker-compose") is None, reason="docker-compose is not installed")
def test_compose_understands_its_description(tmp_path: Path) -> None:
    example = (CHECKOUT / ".env.example").read_text()
    filled = tmp_path / "env"
    filled.write_text(re.sub(r"=$", "=secret", example, flags=re.MULTILINE))
    command = ["docker-compose", "--env-file", str(filled), "config", "--quiet"]
    clean = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME"}}
    result = subprocess.run(command, cwd=CHECKOUT, env=clean, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")
