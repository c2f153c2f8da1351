"""The commands and queries of README and docs, as their readers would take them out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ASKER = re.compile(r"^# as (\w+)")


@dataclass(frozen=True)
class Block:
    """A fenced block; `answer` is the json block that follows a graphql one."""

    page: Path
    line: int
    language: str
    text: str
    answer: str | None = None

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"

    @property
    def asker(self) -> str:
        """Who asks: the role in the first line, `# as mediator`; anonymous without one."""
        found = ASKER.match(self.text)
        return found.group(1) if found else "anonymous"


def blocks(language: str) -> list[Block]:
    """All blocks of a language, page by page."""
    found: list[Block] = []
    for page in PAGES:
        text = page.read_text("utf-8")
        matches = list(BLOCK.finditer(text))
        for match, following in zip(matches, [*matches, None][1:], strict=True):
            if match.group(1) != language:
                continue
            answer = None
            if following is not None and following.group(1) == "json":
                between = text[match.end() : following.start()]
                answer = following.group(2) if len(between) < 200 else None
            found.append(Block(page, text.count("\n", 0, match.start()) + 1, language, match.group(2), answer))
    return found


def commands() -> list[Block]:
    """Every command line in the shell blocks, prompts and comments taken off, continued lines joined."""
    found: list[Block] = []
    for block in blocks("sh"):
        joined = block.text.replace("\\\n", " ")
        for line in joined.splitlines():
            line = line.split(" # ")[0].strip()
            if line and not line.startswith("#"):
                found.append(Block(block.page, block.line, "sh", line))
    return found
