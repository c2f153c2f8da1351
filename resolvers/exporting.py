"""`peyman export` as a person sees it: a file that is there whole or not at all, and how large it became."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import DownloadColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from resolvers.exporters import Refused, TooManyLinks, prepared
from settings import OperatorError

if TYPE_CHECKING:
    from auth.viewer import Viewer
    from resolvers.execution import Executor


async def export_to(executor: Executor, viewer: Viewer, path: Path | None, console: Console, **asked: Any) -> int:
    """Export to `path`, or to standard output; raises `OperatorError` where that cannot be."""
    part = path.with_name(f".{path.name}.part") if path is not None else None
    size = 0
    shown = Progress(
        SpinnerColumn(), TextColumn("{task.description}"), DownloadColumn(), TimeElapsedColumn(), console=console
    )
    try:
        found = await prepared(executor, viewer, **asked)
        with shown, _opened(part) as out:
            task = shown.add_task(f"Exporting {path.name if path else found.name}", total=None)
            async for chunk in found.chunks:
                out.write(chunk)
                size += len(chunk)
                shown.update(task, completed=size)
            out.flush()
        if part is not None and path is not None:
            part.replace(path)
    except (Refused, TooManyLinks) as refused:
        raise OperatorError(f"{str(refused).rstrip('.')}.", "Correct it; `peyman export --help` shows more.") from None
    finally:
        if part is not None:
            part.unlink(missing_ok=True)
    return size


class _Standard:
    """Standard output, which is not closed."""

    def __enter__(self) -> Any:
        return sys.stdout.buffer

    def __exit__(self, *_: object) -> None:
        return


def _opened(path: Path | None) -> Any:
    if path is None:
        return _Standard()
    path.touch(mode=0o600)  # what it holds may be seen by fewer than may read the folder
    return path.open("wb")
