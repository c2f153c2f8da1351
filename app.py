"""The composition root: settings in, a running application out; every part is built here, with plain arguments.

`connected` finds the database, `build_executor` puts together what answers operations, and `create_app` puts
HTTP around it; `resolvers.listening` runs that until it is told to stop.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import cache, partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

import orjson
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from auth.secret import old_secret, read_secret, signing_secret
from resolvers.defects import Defects, log_quietly
from resolvers.http import BookmarkBroken, GraphQLEndpoint, TokenNotTaken
from resolvers.pages import GRAPHIQL, SIGN_IN, Readiness, SecurityHeaders, graphiql, live, ready
from resolvers.pages import sign_in as sign_in_page
from resolvers.sockets import socket_routes
from resolvers.uploads import file_routes
from settings import OperatorError, Settings

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from auth.rates import Rates
    from auth.sealing import Sealer
    from auth.viewer import Viewer
    from graph.database import Database
    from graph.embedded import Connection
    from graph.signing_keys import SigningKeys
    from resolvers.execution import Executor
    from resolvers.identities import Identities
    from resolvers.importers import ImportOptions
    from resolvers.secrets import Secrets
    from resolvers.sign_in import SignInRoutes
    from schema.assembly import Assembly

BOOKMARK = "bookmark"
"""What a bookmark is sealed as, so that no other sealed text passes for one."""


@asynccontextmanager
async def connected(settings: Settings, progress: Callable[[str], None] | None = None) -> AsyncGenerator[Connection]:
    """The served database where PEYMAN_NEO4J_URI is set; otherwise the embedded one of the data folder.

    The embedded server is started unless one already runs on that folder, and ended if it was started here.
    """
    from graph.embedded import Connection, EmbeddedServer

    if settings.neo4j_uri is not None:
        yield Connection(settings.neo4j_uri, settings.neo4j_user, _password(settings), owned=False)
        return
    server = EmbeddedServer()
    try:
        yield await asyncio.to_thread(server.start, settings.data_dir, settings.cache_dir, progress)
    finally:
        await asyncio.to_thread(server.stop)


def _password(settings: Settings) -> str:
    if settings.neo4j_password_file is not None:
        return read_secret(settings.neo4j_password_file, "PEYMAN_NEO4J_PASSWORD_FILE")
    if settings.neo4j_password is not None:
        return settings.neo4j_password.get_secret_value()
    raise OperatorError(
        "PEYMAN_NEO4J_URI is set without a password.",
        "Set PEYMAN_NEO4J_PASSWORD, or PEYMAN_NEO4J_PASSWORD_FILE to a file that holds it.",
    )


@asynccontextmanager
async def opened_database(settings: Settings, connection: Connection) -> AsyncGenerator[Database]:
    """The one door to the database, for work that needs no executor (migrations, the doctor)."""
    database = _database(settings, connection)
    try:
        yield database
    finally:
        await database.close()


def _database(settings: Settings, connection: Connection) -> Database:
    from graph.database import Database

    return Database(connection.uri, connection.user, connection.password, database=settings.neo4j_database)


@cache
def assembled() -> Assembly:
    """The GraphQL schema and the engine's model, put together once from the declarations."""
    import_module("schema.records")  # declares every record
    from resolvers.queries import Query
    from resolvers.subscriptions import Subscription
    from schema.assembly import assemble_records, complete
    from schema.inputs import mutation_type

    assembly = assemble_records()
    mutation, assembly.commands, payloads = mutation_type(assembly.model)
    return complete(assembly, Query, mutation, payloads, Subscription)


async def migrate(database: Database, progress: Callable[[str], None] | None = None) -> None:
    """Bring the graph to this Peyman's schema; where it is there already, nothing changes."""
    from graph import migrations

    await database.verify()
    await migrations.apply(database, assembled().model, progress)


async def build_executor(settings: Settings, connection: Connection) -> Executor:
    """What answers operations, over a database that is reachable; see `resolvers.execution`."""
    from auth.sealing import Sealer
    from auth.vault import vault_of
    from graph.accesses import AccessLog
    from graph.ledger import Ledger
    from graph.scopes import Scopes
    from resolvers.erasures import Register
    from resolvers.execution import Executor

    database = _database(settings, connection)
    try:
        await database.verify()
        scopes = Scopes(database)
        await scopes.refresh()
        assembly, vault = assembled(), vault_of(settings)
        access = AccessLog(database, scopes)
        return Executor(
            assembly=assembly,
            database=database,
            scopes=scopes,
            ledger=Ledger(assembly.model, scopes, vault),
            sealer=Sealer(signing_secret(settings), old_secret(settings)),
            commands=assembly.commands,
            timeout=settings.operation_timeout,
            vault=vault,
            erasures=Register(settings.erasure_register),
            access=access,
        )
    except BaseException:
        await database.close()
        raise


@asynccontextmanager
async def opened_executor(settings: Settings, connection: Connection) -> AsyncGenerator[Executor]:
    """An executor whose database is closed in the end."""
    executor = await build_executor(settings, connection)
    try:
        yield executor
    finally:
        await closed(executor)


async def closed(executor: Executor) -> None:
    """End an executor: what it still has to note is written, and its database closed."""
    if executor.access is not None:
        await executor.access.close()
    await executor.database.close()


async def readiness(executor: Executor) -> str | None:
    """Why the service cannot answer yet, or None."""
    from graph import migrations
    from graph.errors import DatabaseUnavailable, SchemaMismatch

    try:
        await migrations.check(executor.database, executor.assembly.model)
    except DatabaseUnavailable:
        return "the database cannot be reached"
    except SchemaMismatch as error:
        return str(error)
    return None


async def require_ready(executor: Executor) -> None:
    """Raises OperatorError where this Peyman and the graph do not belong together."""
    if reason := await readiness(executor):
        raise OperatorError(f"Peyman cannot serve: {reason}", "`peyman doctor` shows more.")


async def import_records(
    executor: Executor,
    format: str,
    file: Path | None,
    dry_run: bool,
    console: Console,
    options: ImportOptions | None = None,
) -> bool:
    """Bring in a file or the sample, or list or undo imports; whether anything could not be taken (back)."""
    from resolvers import importing, sample

    if format == "sample":
        loaded = await sample.load(executor.database, executor.ledger, executor.scopes)
        console.print(f"Sample: {loaded} records loaded." if loaded else "Sample: loaded already, nothing to do.")
        return False
    if format == "list":
        return await importing.list_imports(executor, console)
    if file is None:
        raise OperatorError(f"The format {format} needs a file.", f"Name it: peyman import {format} FILE")
    if format == "undo":
        return await importing.undo_import(executor, str(file), dry_run, console)
    return await importing.import_file(executor, format, file, dry_run, console, options)


def identities_of(settings: Settings, executor: Executor) -> Identities:
    """Who signs in at the executor's database; from then on the executor looks up anew who changed."""
    from auth.permissions import ROLES
    from auth.tokens import Tokens
    from resolvers.identities import Identities

    if unknown := [role for role in settings.second_factor_roles if role not in ROLES]:
        raise OperatorError(
            f"PEYMAN_SECOND_FACTOR_ROLES names {unknown[0]!r}, which is no role.", f"Choose of {', '.join(ROLES)}."
        )
    keys = signing_keys(settings, executor.database)
    found = Identities(
        executor.database, Tokens(keys.ring, look=keys.look), frozenset(settings.second_factor_roles), keys
    )
    executor.renew = found.renewed
    return found


def signing_keys(settings: Settings, database: Database) -> SigningKeys:
    """The keys of the access tokens, as the database has them."""
    from auth.wrapping import Wrapping
    from graph.signing_keys import PURPOSE, SigningKeys

    return SigningKeys(database, Wrapping(PURPOSE, signing_secret(settings), old_secret(settings)))


def secrets_of(settings: Settings, executor: Executor, identities: Identities, rates: Rates | None = None) -> Secrets:
    """What people sign in by, and how, at the executor's database."""
    from auth.rates import Rates, Throttle
    from auth.refresh_tokens import RefreshTokens
    from auth.sealing import Sealer
    from auth.second_factors import SecondFactors
    from resolvers.secrets import Secrets
    from resolvers.sign_ins import SignIns

    secret, old = signing_secret(settings), old_secret(settings)
    sign_ins = SignIns(
        executor.database,
        identities.tokens,
        RefreshTokens(secret, old),
        Sealer(secret, old),
        SecondFactors(secret, old=old),
        Throttle(rates or Rates(settings.limits_uri)),
        factor_roles=frozenset(settings.second_factor_roles),
        lasts=timedelta(days=settings.sign_in_days),
        idle=timedelta(days=settings.sign_in_idle_days),
    )
    return Secrets(executor, sign_ins)


def schema_text() -> str:
    """The GraphQL schema in SDL; needs no database."""
    from graphql import print_schema

    return print_schema(assembled().schema)


def create_app(
    settings: Settings,
    executor: Executor,
    check: Readiness | None = None,
    *,
    identities: Identities | None = None,
    secrets: Secrets | None = None,
    warmed: bool = False,
) -> Starlette:
    """The HTTP application around an executor; closing it closes the executor's database.

    `identities`, `secrets`: who signs in, and by what; without, those of the executor's database.

    `warmed`: plan the front-end contract's documents as soon as it runs, follow the scopes that others make, and seal
    the ledger.
    """
    from auth.rates import Budgets, Rates
    from auth.sealing import Sealer
    from auth.tokens import TokenRefused
    from resolvers.browsers import CookieBrowsers
    from resolvers.sign_in import SignInRoutes

    sealer = Sealer(signing_secret(settings), old_secret(settings))
    identities = identities or identities_of(settings, executor)
    rates = Rates(settings.limits_uri)
    secrets = secrets or secrets_of(settings, executor, identities, rates)

    seal = partial(sealed_bookmarks, sealer)
    sign_in = SignInRoutes(secrets.sign_ins, secrets, settings, seal)

    async def authenticate(token: str) -> Viewer:
        try:
            return await identities.viewer(token)
        except TokenRefused as refused:
            raise TokenNotTaken(str(refused)) from None

    browsers = CookieBrowsers(secrets.sign_ins.refreshing, sign_in.client, Budgets(rates, settings.cost_per_minute))
    endpoint = GraphQLEndpoint(
        executor,
        authenticate=authenticate,
        seal=seal,
        unseal=lambda text: opened_bookmarks(sealer, text),
        page=graphiql,
        anonymous=settings.anonymous,
        access=executor.access,
        client=sign_in.client,
        browsers=browsers,
    )

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncGenerator[None]:
        from resolvers.erasures import settle_at_start
        from resolvers.seals import sealer_of
        from resolvers.warming import warm

        log_quietly(asyncio.get_running_loop())
        kept = [warm(executor), executor.scopes.watch(), settle_at_start(executor)] if warmed else []
        if warmed:
            kept.append(sealer_of(settings, executor.database).watch())
        if warmed and identities.keys is not None:
            kept.append(identities.keys.watch())
        tasks = [asyncio.create_task(one) for one in kept]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await closed(executor)

    middleware = [Middleware(SecurityHeaders), Middleware(Defects)]
    if settings.cors_origins:
        middleware.append(
            Middleware(
                CORSMiddleware,
                allow_origins=list(settings.cors_origins),
                allow_methods=["GET", "POST"],
                allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "Peyman-Bookmark"],
                expose_headers=["Peyman-Bookmark", "Retry-After", "X-Request-Id"],
                max_age=600,
            )
        )
    routes = [
        Route("/graphql", endpoint),
        *socket_routes(executor, settings, endpoint, browsers.charge, sign_in.client),
        *file_routes(executor, settings, endpoint.viewer, browsers.charge, sign_in.client),
        Route("/graphiql", graphiql),
        Mount("/graphiql", StaticFiles(directory=GRAPHIQL)),
        *sign_in.routes(),
        *openid_routes(settings, sign_in, sealer),
        Route("/sign-in", sign_in_page),
        Mount("/sign-in", StaticFiles(directory=SIGN_IN)),
        Route("/health/live", live),
        Route("/health/ready", ready(check or (lambda: readiness(executor)))),
    ]
    return Starlette(routes=routes, middleware=middleware, lifespan=lifespan)


def openid_routes(settings: Settings, sign_in: SignInRoutes, sealer: Sealer) -> list[BaseRoute]:
    """The way to the OpenID provider and back, where the settings name one."""
    if settings.oidc_issuer is None:
        return []
    from auth.openid import provider_of
    from resolvers.openid import OpenIDRoutes

    return OpenIDRoutes(sign_in, provider_of(settings), sealer).routes()


def sealed_bookmarks(sealer: Sealer, bookmarks: Iterable[str]) -> str:
    return sealer.seal(BOOKMARK, orjson.dumps(sorted(bookmarks)))


def opened_bookmarks(sealer: Sealer, text: str) -> list[str]:
    from auth.sealing import SealBroken

    try:
        return orjson.loads(sealer.open(BOOKMARK, text))
    except SealBroken:
        raise BookmarkBroken from None


def run(main: Any) -> Any:
    """`asyncio.run` on uvloop where there is one."""
    try:
        import uvloop
    except ImportError:
        return asyncio.run(main)
    return uvloop.run(main)
