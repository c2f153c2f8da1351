# `make check` is what CI runs: format, lint, types, layering, tests, in that order.
.PHONY: check check-static format pins

check: check-static
	uv run pytest

check-static:
	uv run ruff format --check .
	uv run ruff check .
	uv run pyright
	uv run lint-imports

format:
	uv run ruff format .
	uv run ruff check --fix .

# Rewrites the pins in pyproject.toml from a fresh resolution.
pins:
	uv lock --upgrade
	uv run python -m benchmarks.pins
