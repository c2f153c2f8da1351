"""The errors of the graph, in one tree. None of their messages holds a statement, a parameter or a stored value.

PeymanError
├── DatabaseUnavailable    cannot be reached, or broke off
├── OperationTimeout       took longer than it may, planning included
├── MemoryLimit            needed more memory than a transaction may take
├── ServerTooOld           does not know CYPHER 25
├── SchemaMismatch         the graph is older or newer than this Peyman
└── StatementFailed        anything else that the database refused
"""

from __future__ import annotations


class PeymanError(Exception):
    """The root of what the graph can raise."""


class DatabaseUnavailable(PeymanError):
    pass


class OperationTimeout(PeymanError):
    pass


class MemoryLimit(PeymanError):
    pass


class ServerTooOld(PeymanError):
    pass


class SchemaMismatch(PeymanError):
    pass


class StatementFailed(PeymanError):
    """`code` is the database's own name for what went wrong."""

    def __init__(self, code: str) -> None:
        super().__init__(f"the database refused a statement ({code})")
        self.code = code
