"""Step 7: records are found by their names: the keys that they are searched by, and the indexes over these."""

from __future__ import annotations

from graph.searches import make_searchable as apply

__all__ = ["apply"]
