"""All mutants, in the order in which they are tried."""

from __future__ import annotations

from tests.mutants.commands import COMMANDS
from tests.mutants.mutant import Mutant
from tests.mutants.protections import LEDGER, PROTECTION
from tests.mutants.questions import QUESTIONS
from tests.mutants.reads import COMPILER, SOURCES

MUTANTS: tuple[Mutant, ...] = (*SOURCES, *QUESTIONS, *COMPILER, *PROTECTION, *LEDGER, *COMMANDS)
