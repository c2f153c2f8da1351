"""Rewrites the pins in pyproject.toml from `uv.lock` (docs/decisions/0001-pins.md): `make pins`."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
LIST = re.compile(r"(?<=^constraint-dependencies = \[\n).*?(?=^\]$)", re.MULTILINE | re.DOTALL)


def pinned(lock: str, project: str) -> str:
    """The project's text with a pin for every package of the lock but the project itself."""
    packages = tomllib.loads(lock)["package"]
    pins = sorted(f"{package['name']}=={package['version']}" for package in packages if package["name"] != "peyman")
    return LIST.sub("".join(f'  "{pin}",\n' for pin in pins), project, count=1)


if __name__ == "__main__":
    path = ROOT / "pyproject.toml"
    path.write_text(pinned((ROOT / "uv.lock").read_text("utf-8"), path.read_text("utf-8")), "utf-8")
