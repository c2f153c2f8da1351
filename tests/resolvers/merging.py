"""Merges and unmerges as a client does."""

from __future__ import annotations

from typing import Any

from tests.resolvers.writing import ERRORS, Asker

PREVIEW = """query ($keep: ID!, $merge: ID!) { mergePreview(keep: $keep, merge: $merge) {
  kept { id version } merged { id version } fields { field kept merged stands conflict confidential }
  links { link count moved shared conflict takeable } obstacles { kind message } } }"""
PAYLOAD = f"{{ __typename ... on RecordPayload {{ changeId replayed record {{ id version }} }} {ERRORS} }}"
MERGE = f"""mutation ($input: MergeRecordsInput!, $reason: String) {{
  done: mergeRecords(input: $input, reason: $reason) {PAYLOAD} }}"""
UNMERGE = f"""mutation ($input: UnmergeRecordsInput!, $reason: String) {{
  done: unmergeRecords(input: $input, reason: $reason) {PAYLOAD} }}"""
VERSIONS = "query ($ids: [ID!]!) { nodes(ids: $ids) { version } }"


def preview(asker: Asker, keep: str, merge: str) -> Any:
    return asker.asked(PREVIEW, {"keep": keep, "merge": merge})["mergePreview"]


def version(asker: Asker, id: str) -> int:
    """Of a record, or of that which the id leads to; 1 where there is none to see."""
    found = asker.asked(VERSIONS, {"ids": [id]})["nodes"][0]
    return found["version"] if found else 1


def merge(
    asker: Asker, keep: str, other: str, take: list[str] | None = None, reason: str | None = None, **options: Any
) -> Any:
    given = {"keep": keep, "keepVersion": version(asker, keep), "merge": other, "mergeVersion": version(asker, other)}
    given |= {name: options.pop(name) for name in ("keepVersion", "mergeVersion") if name in options}
    variables = {"input": {**given, **({"take": take} if take is not None else {})}, "reason": reason}
    return asker.asked(MERGE, variables, **options)["done"]


def unmerge(asker: Asker, id: str, reason: str | None = None, **options: Any) -> Any:
    given = {"id": id, "version": options.pop("version", None) or version(asker, id)}
    return asker.asked(UNMERGE, {"input": given, "reason": reason}, **options)["done"]
