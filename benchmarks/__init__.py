"""How fast Peyman is, measured side by side with what one would write by hand: `uv run python -m benchmarks`."""
