"""The Neo4j jars of the embedded database: pinned by SHA-256, downloaded once into the user's cache.

The lock file names coordinates and sums only; where they come from is jgo's default repository, so that a
changed sum, whoever serves it, is refused. `python -m graph.jars lock` resolves the lock anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import ssl
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from filelock import FileLock

from settings import OperatorError

LOCK_FILE = Path(__file__).with_name("neo4j_jars.lock")
ROOTS = ("org.neo4j:neo4j:2026.08.1", "org.neo4j:neo4j-bolt:2026.08.1")
UNUSED_GROUPS = (
    # Test libraries that leak into the published runtime scope.
    *("org.mockito", "net.bytebuddy", "org.objenesis", "org.hamcrest", "junit"),
)
"""Groups whose jars an embedded server with Bolt never loads."""

_ATTEMPTS = 3
_PARALLEL_DOWNLOADS = 8
_CHUNK = 1 << 20

Progress = Callable[[str], None]


class JarsUnavailable(OperatorError):
    """The Neo4j jars are not in the cache, and the registry is unreachable or not to be trusted."""


@dataclass(frozen=True)
class Jar:
    """One line of the lock: `group:artifact:version[:classifier] sha256 bytes`."""

    coordinate: str
    sha256: str
    size: int

    @property
    def file_name(self) -> str:
        """Group included: two groups may publish an artifact of the same name."""
        return self.coordinate.replace(":", "-") + ".jar"

    @property
    def path_in_repository(self) -> str:
        """The Maven layout: `group/with/slashes/artifact/version/artifact-version[-classifier].jar`."""
        group, artifact, *version = self.coordinate.split(":")
        return f"{group.replace('.', '/')}/{artifact}/{version[0]}/{'-'.join([artifact, *version])}.jar"


def locked_jars(lock_file: Path = LOCK_FILE) -> list[Jar]:
    """The jars of the lock file, in its order, which is the order of the class path."""
    lines = (line.split() for line in lock_file.read_text("utf-8").splitlines() if not line.startswith("#"))
    return [Jar(coordinate, sha256, int(size)) for coordinate, sha256, size in filter(None, lines)]


def ensure_jars(
    cache_dir: Path,
    progress: Progress | None = None,
    *,
    jars: Iterable[Jar] | None = None,
    repository: str | None = None,
) -> list[Path]:
    """The verified jars in `cache_dir`, downloaded where missing or damaged; raises `JarsUnavailable`.

    A jar that was verified once is not read again while its size and time of change stay the same.
    `repository` is for tests and mirrors; by default jgo's.
    """
    wanted = list(locked_jars() if jars is None else jars)
    folder = cache_dir / "jars"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with FileLock(folder / ".lock", mode=0o600):
            missing = _unverified(folder, wanted)
            if missing:
                _download(folder, missing, repository or _default_repository(), progress or _silent)
                _unverified(folder, wanted)
    except OSError as error:
        raise JarsUnavailable(
            f"The cache of the Neo4j jars, {folder}, cannot be used: {error}",
            "Set PEYMAN_CACHE_DIR to a folder that can be written, or PEYMAN_NEO4J_URI to a served database.",
        ) from error
    return [folder / jar.file_name for jar in wanted]


def _silent(message: str) -> None:
    del message


def _default_repository() -> str:
    # Imported late: jgo takes as long to import as a warm start's whole check.
    from jgo.constants import MAVEN_CENTRAL_URL

    return MAVEN_CENTRAL_URL


def _unverified(folder: Path, jars: list[Jar]) -> list[Jar]:
    """The jars that are not in `folder` as locked; damaged ones are removed, sound ones stamped."""
    stamp_file = folder / ".verified.json"
    try:
        stamps: dict[str, list[object]] = json.loads(stamp_file.read_text("utf-8"))
    except (OSError, ValueError):
        stamps = {}
    found: dict[str, list[object]] = {}
    missing: list[Jar] = []
    for jar in jars:
        path = folder / jar.file_name
        try:
            status = path.stat()
        except FileNotFoundError:
            missing.append(jar)
            continue
        stamp: list[object] = [jar.sha256, status.st_size, status.st_mtime_ns]
        if stamps.get(jar.file_name) == stamp or (status.st_size == jar.size and _sha256(path) == jar.sha256):
            found[jar.file_name] = stamp
        else:
            path.unlink()
            missing.append(jar)
    if stamps != {**stamps, **found}:
        part = stamp_file.with_suffix(".part")
        part.write_text(json.dumps({**stamps, **found}), "utf-8")
        part.replace(stamp_file)
    return missing


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _trust() -> ssl.SSLContext | bool:
    """The certificates that pip, requests and curl are told to trust: a company's proxy needs no more."""
    for name in ("PIP_CERT", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "CURL_CA_BUNDLE"):
        bundle = os.environ.get(name)
        if bundle and Path(bundle).is_file():
            return ssl.create_default_context(cafile=bundle)
    return True


def _download(folder: Path, missing: list[Jar], repository: str, progress: Progress) -> None:
    total = len(missing)
    progress(f"downloading {total} jars of Neo4j ({sum(jar.size for jar in missing) / 1e6:.0f} MB)")
    with (
        httpx.Client(verify=_trust(), timeout=30, follow_redirects=True) as client,
        ThreadPoolExecutor(_PARALLEL_DOWNLOADS) as pool,
    ):
        downloads = [pool.submit(_download_jar, client, repository, folder, jar) for jar in missing]
        try:
            for count, download in enumerate(as_completed(downloads), start=1):
                download.result()
                progress(f"downloading {count} of {total} jars")
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _download_jar(client: httpx.Client, repository: str, folder: Path, jar: Jar) -> None:
    url = f"{repository}/{jar.path_in_repository}"
    part = folder / f"{jar.file_name}.part"
    problem = ""
    for _ in range(_ATTEMPTS):
        resumed = part.exists()
        try:
            _fetch(client, url, part, jar.size)
        except httpx.HTTPError as error:
            problem = f"{type(error).__name__}: {error}"
            if isinstance(error, httpx.HTTPStatusError) and error.response.status_code in (401, 403, 404):
                break
            continue
        if part.stat().st_size == jar.size and _sha256(part) == jar.sha256:
            part.replace(folder / jar.file_name)
            return
        part.unlink()
        problem = "the file has not the SHA-256 of graph/neo4j_jars.lock"
        if not resumed:  # a whole download that differs will differ again
            break
    raise JarsUnavailable(
        f"The jar {jar.coordinate} could not be downloaded from {url}: {problem}.",
        "Check the network, HTTPS_PROXY and SSL_CERT_FILE, and start again: what was downloaded is kept. "
        "Or set PEYMAN_NEO4J_URI to a served database, which needs no jars.",
    )


def _fetch(client: httpx.Client, url: str, part: Path, size: int) -> None:
    """Streams `url` into `part`, on from where the last attempt broke off; hardly more than `size` bytes."""
    start = part.stat().st_size if part.exists() else 0
    if start >= size:  # complete, or too long: the sum decides
        return
    with client.stream("GET", url, headers={"Range": f"bytes={start}-"} if start else {}) as response:
        response.raise_for_status()
        if response.status_code != HTTPStatus.PARTIAL_CONTENT:
            start = 0
        with part.open("ab" if start else "wb") as file:
            for chunk in response.iter_bytes(_CHUNK):
                file.write(chunk)
                if file.tell() > size:
                    return


def resolved_jars(roots: Iterable[str] = ROOTS) -> list[Jar]:
    """Resolves and downloads `roots` with their runtime dependencies: a minute, some 200 MB."""
    from jgo.maven import MavenContext

    with TemporaryDirectory() as folder:
        context: Any = MavenContext(repo_cache=Path(folder))
        direct, transitive = context.resolver.resolve([context.create_dependency(root) for root in roots])
        artifacts = [
            dependency.artifact
            for dependency in (*direct, *transitive)
            if dependency.scope not in ("test", "provided") and dependency.groupId not in UNUSED_GROUPS
        ]
        with ThreadPoolExecutor(_PARALLEL_DOWNLOADS) as pool:
            return list(pool.map(_locked, artifacts))


def _locked(artifact: Any) -> Jar:
    coordinate = f"{artifact.groupId}:{artifact.artifactId}:{artifact.version}"
    if artifact.classifier:
        coordinate += f":{artifact.classifier}"
    path: Path = artifact.resolve()
    return Jar(coordinate, _sha256(path), path.stat().st_size)


def write_lock(jars: list[Jar], lock_file: Path = LOCK_FILE) -> None:
    """Writes the lock, sorted, so that a change of version reads as a small difference."""
    header = "# group:artifact:version[:classifier] sha256 bytes; written by `python -m graph.jars lock`\n"
    lines = sorted(f"{jar.coordinate} {jar.sha256} {jar.size}\n" for jar in jars)
    lock_file.write_text(header + "".join(lines), "utf-8")


if __name__ == "__main__":
    if sys.argv[1:] != ["lock"]:
        sys.exit("usage: python -m graph.jars lock")
    write_lock(resolved_jars())
