"""Exports as JSON-LD in the words of Popolo and of the vocabularies that it takes them from.

The context stands in the document itself, so that reading it needs no network; what Popolo has no word for is a term
of this service's own namespace.  Written record by record: memory stays that of one page.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any

import orjson

from resolvers.exporters.columns import ends_of, names_of, url_of
from resolvers.exporters.pages import Item, Pages, links_of

OWN = "urn:peyman:"
CONTEXT: dict[str, Any] = {
    "@vocab": OWN,
    "org": "http://www.w3.org/ns/org#",
    "person": "http://www.w3.org/ns/person#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "schema": "http://schema.org/",
    "dcterms": "http://purl.org/dc/terms/",
    "opengov": "http://www.w3.org/ns/opengov#",
    "id": "@id",
    "type": "@type",
    "Person": "person:Person",
    "Organization": "org:Organization",
    "Membership": "org:Membership",
    "Post": "org:Post",
    "name": "skos:prefLabel",
    "other_names": "skos:altLabel",
    "description": "dcterms:description",
    "given_name": "foaf:givenName",
    "family_name": "foaf:familyName",
    "honorific_prefix": "foaf:title",
    "gender": "schema:gender",
    "birth_date": "schema:birthDate",
    "email": "schema:email",
    "website": {"@id": "foaf:homepage", "@type": "@id"},
    "classification": "org:classification",
    "founding_date": "schema:foundingDate",
    "dissolution_date": "schema:dissolutionDate",
    "start_date": "schema:startDate",
    "end_date": "schema:endDate",
    "role": "org:role",
    "member": {"@id": "org:member", "@type": "@id"},
    "organization": {"@id": "org:organization", "@type": "@id"},
    "post": {"@id": "org:post", "@type": "@id"},
    "on_behalf_of": {"@id": "opengov:onBehalfOf", "@type": "@id"},
    "area": {"@id": "opengov:area", "@type": "@id"},
    "sources": {"@id": "dcterms:source", "@type": "@id"},
    "identifiers": "org:identifier",
}
TERMS = {
    "aliases": "other_names",
    "givenName": "given_name",
    "familyName": "family_name",
    "honorific": "honorific_prefix",
    "birthDate": "birth_date",
    "founded": "founding_date",
    "dissolved": "dissolution_date",
    "start": "start_date",
    "end": "end_date",
    "onBehalfOf": "on_behalf_of",
    "place": "area",
}
"""Fields by Popolo's names."""


async def json_ld_of(pages: Sequence[Pages], base: str) -> AsyncIterator[bytes]:
    links = {name for one in pages for name, _ in links_of(one.record)} | {"owner"}
    context = {**{TERMS.get(name, name): {"@id": OWN + name, "@type": "@id"} for name in sorted(links)}, **CONTEXT}
    yield b'{"@context":' + orjson.dumps(context) + b',"@graph":[\n'
    first = True
    for one in pages:
        async for page in one:
            lines = b",\n".join(orjson.dumps(_described(item, one, base)) for item in page)
            yield lines if first else b",\n" + lines
            first = False
    yield b"\n]}\n"


def _described(item: Item, pages: Pages, base: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": url_of(base, item["id"]),
        "type": item["__typename"],
        "marking": item["marking"],
        "created": item["created"],
        "updated": item["updated"],
    }
    if item["externalIds"]:
        found["identifiers"] = [{"scheme": one["scheme"], "identifier": one["value"]} for one in item["externalIds"]]
    if item["compartments"]:
        found["compartments"] = item["compartments"]
    if item.get("owner"):
        found["owner"] = url_of(base, item["owner"]["id"])
    for name, stored in pages.record.stored():
        value = item.get(name)
        if name in ("id", "marking", "compartments", "created", "updated") or value in (None, [], ""):
            continue
        term = TERMS.get(name, name)
        match stored.kind.name:
            case "names":
                told = names_of(item, name)
                tagged = [{"@value": text, "@language": locale} for locale, text in told.items()]
                found[term] = [value, *tagged] if tagged else value
            case "fuzzy date":
                found[term] = value["edtf"]
            case "moment":
                found[term] = {"local": value["local"], "zone": value["zone"]}
            case _:
                found[term] = value
    for name, link in links_of(pages.record):
        ends = [url_of(base, end) for end in ends_of(item, name)]
        if ends:
            found[TERMS.get(name, name)] = ends if link.many else ends[0]
    return found
