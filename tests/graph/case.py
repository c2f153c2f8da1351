"""An operation of the snapshot tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Case:
    text: str
    variables: Mapping[str, Any] = field(default_factory=dict[str, Any])
    way: str = "seek"
