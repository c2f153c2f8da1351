"""The layout that DESIGN decides: folders that are ours, files that one can read, nothing that names a machine."""

from __future__ import annotations

import importlib.util
import subprocess
from pathlib import Path

import pytest

from app import assembled

ROOT = Path(__file__).parent.parent
PACKAGES = ("cli", "resolvers", "schema", "graph", "auth", "frontend_contract", "benchmarks")
MODULES = ("app", "settings")
LONGEST = 400
DATA = ("uv.lock", "package-lock.json")
HOSTS = (
    "py" + "pi.org",
    "pythonhosted" + ".org",
    "registry." + "npmjs",
    "repo1." + "maven",
    "repo.maven" + ".apache",
    "deb." + "debian",
)


def tracked() -> list[Path]:
    """The files of the project: git's, or in an export all that are not made."""
    done = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True
    )
    if done.returncode == 0 and done.stdout:
        return [ROOT / line for line in done.stdout.splitlines() if (ROOT / line).is_file()]
    return [path for path in ROOT.rglob("*.py") if ".venv" not in path.parts]


@pytest.mark.parametrize("name", [*PACKAGES, *MODULES])
def test_a_top_level_name_is_ours(name: str) -> None:
    """A dependency that ships a `schema` would win otherwise."""
    spec = importlib.util.find_spec(name)
    assert spec is not None
    assert spec.origin is not None
    assert Path(spec.origin).is_relative_to(ROOT)


def test_files_can_be_read_in_one_go() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in tracked()
        if path.suffix == ".py" and (lines := len(path.read_text("utf-8").splitlines())) > LONGEST
    }
    assert not long


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in tracked()
        if path.suffix == ".py" and path.stat().st_size and not path.read_text("utf-8").startswith('"""')
    ]
    assert not silent


def test_every_record_says_in_the_schema_what_it_is() -> None:
    assembly = assembled()
    assert not [name for name in assembly.model.records if not assembly.schema.type_map[name].description]


def test_packages_are_packages_and_tests_are_not() -> None:
    for path in tracked():
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in PACKAGES:
            assert (path.parent / "__init__.py").exists(), path
    assert not list((ROOT / "tests").rglob("__init__.py"))


def test_no_file_names_a_registry() -> None:
    for path in tracked():
        if path.name in DATA or "static" in path.parts or path.suffix in (".png", ".woff2", ".gz"):
            continue
        text = path.read_text("utf-8", "replace")
        assert not [host for host in HOSTS if host in text], path
