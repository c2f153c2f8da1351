"""`/import`: a file's raw bytes by POST, imported as `peyman import` does, answered with the report as JSON.

Not a GraphQL upload: the multipart convention makes a mutation of what any site's form can send.  Here the media type
is one that forms cannot send, and who asks is found out as at `/graphql`, CSRF token and origin included.  The body is
written to disk as it comes, up to its limit; nothing is imported before it is whole.  `/imports` lists one's own
imports, `/imports/ID/undo` takes one back.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import parse_qsl

import orjson
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from auth.permissions import Permission
from auth.protection import IMPORTED_MARKINGS
from auth.viewer import Viewer
from graph import imports
from graph.accesses import Asked, Refused
from graph.errors import PeymanError
from graph.kinds import ValueProblem, edtf_days
from resolvers import answers, importers
from resolvers.accesses import ADDRESS
from resolvers.charging import Charge
from resolvers.clients import Client
from resolvers.defects import log_defect
from resolvers.execution import Executor
from resolvers.exports import ExportEndpoint
from resolvers.http import headers_of
from resolvers.importers import FORMATS, ImportOptions, ImportReport
from resolvers.imports import BUSY, NEEDED, SECONDS, undone
from resolvers.requests import HungUp, Refusal
from schema.wheres import Refused as NotNow
from settings import OperatorError, Settings

MEDIA_TYPE = "application/octet-stream"
ARRIVAL = 600.0
"""Seconds in which a body must arrive."""
ERRORS = 1_000
"""How many errors an answer lists; it says how many there are."""
MAPPING = 20_000
"""Characters of a mapping, which is a parameter."""
NAMES = (
    *("format", "name", "dryRun", "marking", "owner", "mapping", "unverified"),
    *("title", "url", "publisher", "date", "language"),
)
TAKEN = tuple(name for name in FORMATS if name != "peyman")
"""An export brings owners and compartments of its own: that is for the operator to take."""


def file_routes(
    executor: Executor,
    settings: Settings,
    viewer: Callable[[Scope, Mapping[str, str]], Awaitable[Viewer]],
    charge: Callable[[Scope, Viewer], Charge | None],
    client: Callable[[Scope], Client],
) -> list[Route]:
    """The addresses at which files come in and go out."""
    exports = ExportEndpoint(executor, viewer, charge, client, settings.public_url or "")
    return [*exports.routes(), *UploadEndpoint(executor, viewer, client, settings.import_limit).routes()]


class UploadEndpoint:
    """ASGI application for `/import` and `/imports`.

    `viewer` finds out who asks, or raises `Refusal`; `limit`: bytes of a file.
    """

    def __init__(
        self,
        executor: Executor,
        viewer: Callable[[Scope, Mapping[str, str]], Awaitable[Viewer]],
        client: Callable[[Scope], Client],
        limit: int,
    ) -> None:
        self._executor = executor
        self._viewer = viewer
        self._client = client
        self._limit = limit

    def routes(self) -> list[Route]:
        return [
            Route("/import", _Answering(self, "POST", self._imported)),
            Route("/imports", _Answering(self, "GET", self._listed)),
            Route("/imports/{id}/undo", _Answering(self, "POST", self._undone)),
        ]

    async def answered(
        self, method: str, work: Callable[[Scope, Receive, Viewer], Awaitable[Any]], scope: Scope, receive: Receive
    ) -> tuple[int, bytes, Mapping[str, str]]:
        """Status, body and headers of an answer."""
        ADDRESS.set(self._client(scope).address)
        user: str | None = None
        try:
            if scope["method"] != method:
                raise Refusal(405, f"{scope['method']} is not taken here: use {method}.", headers={"Allow": method})
            viewer = await self._viewer(scope, headers_of(scope))
            user = viewer.user
            if missing := sorted(set(NEEDED) - viewer.permissions):
                raise Refusal(403, f"Importing needs the permission {missing[0]}.", "FORBIDDEN")
            return 200, orjson.dumps(await work(scope, receive, viewer)), {}
        except Refusal as refusal:
            found = refusal
        except OperatorError as error:
            found = Refusal(422, f"{error.problem} {error.remedy}", "FILE_REFUSED")
        except PeymanError:
            found = Refusal(503, "The database cannot be reached; try again shortly.", answers.UNAVAILABLE)
        if self._executor.access is not None:
            self._executor.access.refused(Refused(Asked(user, "Import", None, ADDRESS.get()), found.code))
        body = {"errors": [{"message": found.message, "extensions": {"code": found.code}}]}
        return found.status, orjson.dumps(body), found.headers

    async def _imported(self, scope: Scope, receive: Receive, viewer: Viewer) -> Any:
        headers = headers_of(scope)
        if headers.get("content-type", "").split(";")[0].strip().lower() != MEDIA_TYPE or "content-encoding" in headers:
            raise Refusal(415, f"Send the file's bytes as {MEDIA_TYPE}, without Content-Encoding.")
        given = parameters(scope["query_string"], NAMES)
        format, name = given.get("format", ""), _file_name(given.get("name", "upload"))
        if format not in TAKEN:
            raise Refusal(400, f'"format" is {format[:40]!r}; it must be one of {", ".join(TAKEN)}.')
        dry_run = _flag(given, "dryRun")
        if self._executor.importing.locked():
            raise _busy(BUSY)
        async with self._executor.importing:
            with tempfile.TemporaryDirectory(prefix="peyman-import-") as folder:
                path = Path(folder) / name
                options = _options(given, viewer, Path(folder))
                with path.open("xb") as file:
                    await spooled(receive, file, self._limit, headers.get("content-length", ""))
                try:
                    report = await importers.run(
                        self._executor, format, path, viewer=viewer, dry_run=dry_run, options=options
                    )
                except OperatorError as error:  # where the file lies here is nobody's business
                    problem = error.problem.replace(f"{folder}/", "")
                    raise OperatorError(problem, error.remedy) from None
        return shown(report)

    async def _listed(self, scope: Scope, receive: Receive, viewer: Viewer) -> Any:
        found = await imports.imports(self._executor.database, actor=viewer.user or "")
        return {
            "imports": [
                {"id": one.id, "format": one.format, "file": one.file, "state": one.state}
                | {"started": one.started, "counts": one.counts}
                for one in found
            ]
        }

    async def _undone(self, scope: Scope, receive: Receive, viewer: Viewer) -> Any:
        if Permission.RECORD_DELETE not in viewer.permissions:
            raise Refusal(403, f"Undoing needs the permission {Permission.RECORD_DELETE}.", "FORBIDDEN")
        dry_run = _flag(parameters(scope["query_string"], ("dryRun",)), "dryRun")
        id: str = scope["path_params"]["id"]
        try:
            report = await undone(self._executor, id, viewer, dry_run)
        except NotNow as busy:
            raise _busy(str(busy)) from None
        if report is None:
            raise Refusal(404, "There is no import of yours with this id: GET /imports lists them.", "NOT_FOUND")
        return shown(report)


def _busy(message: str) -> Refusal:
    return Refusal(429, message, answers.RATE_LIMITED, {"Retry-After": str(SECONDS)})


class _Answering:
    """One address of the endpoint."""

    def __init__(
        self, endpoint: UploadEndpoint, method: str, work: Callable[[Scope, Receive, Viewer], Awaitable[Any]]
    ) -> None:
        self._endpoint = endpoint
        self._method = method
        self._work = work

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            status, body, headers = await self._endpoint.answered(self._method, self._work, scope, receive)
        except HungUp:
            return
        except Exception as error:
            request_id = log_defect(error)
            status, body, headers = 500, orjson.dumps(answers.internal(request_id)), {"X-Request-Id": request_id}
        raw = [
            (b"content-type", b"application/json; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
            (b"vary", b"Authorization, Cookie"),
            *((name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()),
        ]
        await send({"type": "http.response.start", "status": status, "headers": raw})
        await send({"type": "http.response.body", "body": body})


def shown(report: ImportReport) -> dict[str, Any]:
    """The report as JSON."""
    return {
        "id": report.id,
        "format": report.format,
        "file": report.file,
        "dryRun": report.dry_run,
        "rows": report.rows,
        "counts": {
            name: {str(outcome): number for outcome, number in one.items()} for name, one in report.counts.items()
        },
        "notices": report.notices,
        "errorCount": len(report.errors),
        "errors": [
            {"line": one.line, "field": one.field, "found": one.found, "remedy": one.remedy}
            for one in report.errors[:ERRORS]
        ],
    }


async def spooled(receive: Receive, file: BinaryIO, limit: int, length: str) -> None:
    """Writes the body as it comes; raises `Refusal` where it is larger than `limit`, comes too slowly or is empty."""
    if length.isdecimal() and int(length) > limit:
        raise _too_large(f"{int(length):,} bytes", limit)
    size = 0
    try:
        async with asyncio.timeout(ARRIVAL):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise HungUp
                piece: bytes = message.get("body", b"")
                size += len(piece)
                if size > limit:
                    raise _too_large(f"more than {limit:,} bytes", limit)
                file.write(piece)
                if not message.get("more_body", False):
                    break
    except TimeoutError:
        raise Refusal(
            408, f"The file did not arrive within {ARRIVAL:.0f} s.", headers={"Connection": "close"}
        ) from None
    if not size:
        raise Refusal(400, "The request has no body: send the file's bytes.")
    file.flush()


def _too_large(found: str, limit: int) -> Refusal:
    return Refusal(
        413,
        f"The file is {found}; the limit is {limit:,}. Gzip it, split it, or have the operator import it.",
        "BODY_TOO_LARGE",
        {"Connection": "close"},
    )


def parameters(query_string: bytes, names: tuple[str, ...]) -> dict[str, str]:
    try:
        pairs = parse_qsl(query_string.decode("ascii"), True, True, errors="strict", max_num_fields=32)
    except (UnicodeDecodeError, ValueError):
        raise Refusal(400, "The query string is not URL-encoded UTF-8.") from None
    found: dict[str, str] = {}
    for name, value in pairs:
        if name not in names:
            raise Refusal(400, f"{name[:40]!r} is no parameter; there are {', '.join(names)}.")
        if name in found:
            raise Refusal(400, f'The parameter "{name}" is given twice. Send it once.')
        if len(value) > (MAPPING if name == "mapping" else 1_000):
            raise Refusal(400, f'The parameter "{name}" has {len(value):,} characters. Shorten it.')
        found[name] = value
    return found


def _flag(given: Mapping[str, str], name: str) -> bool:
    if (found := given.get(name, "false")) not in ("true", "false"):
        raise Refusal(400, f'"{name}" is true or false.')
    return found == "true"


def _file_name(given: str) -> str:
    """What the file is called in the report: its last part, in plain characters."""
    return re.sub(r"[^\w.-]+", "_", re.split(r"[/\\]", given)[-1])[:100].strip(".") or "upload"


def _options(given: Mapping[str, str], viewer: Viewer, folder: Path) -> ImportOptions:
    marking, owner = given.get("marking", "CLEAR"), given.get("owner")
    if marking not in IMPORTED_MARKINGS:
        raise Refusal(400, f'"marking" is {marking[:40]!r}; it must be one of {", ".join(IMPORTED_MARKINGS)}.')
    if owner is not None and owner not in viewer.organizations and Permission.RECORD_ASSIGN not in viewer.permissions:
        raise Refusal(403, "The owner is none of your organizations.", "FORBIDDEN")
    if "date" in given:
        try:
            edtf_days(given["date"])
        except ValueProblem as problem:
            raise Refusal(400, f'"date": {problem}') from None
    mapping: Path | None = None
    if "mapping" in given:
        mapping = folder / "mapping.toml~"  # a name that no file can be given
        mapping.write_text(given["mapping"], "utf-8")
    return ImportOptions(
        given.get("title"),
        given.get("url"),
        given.get("publisher"),
        given.get("date"),
        given.get("language"),
        marking,
        owner,
        mapping=mapping,
        unverified=_flag(given, "unverified"),
    )
