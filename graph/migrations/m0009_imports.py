"""Step 9: an import is seen by whoever made it, in lists of the API too."""

from graph.imports import make_seen as apply

__all__ = ["apply"]
