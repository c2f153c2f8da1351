"""Popolo JSON: persons, organizations, posts, areas and memberships, as legislatures publish it.

A record is known by its Popolo id within the file's own register (`popolo-person:…`); ids that the file gives
for other registers, such as Wikidata, are kept beside it and find a record that is here already.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, cast

from graph.kinds import LOCALES, ValueProblem, edtf_days
from resolvers.importers.drafts import Draft, Mapped, Problem, digest, tidy
from resolvers.importers.reading import LONGEST_LINE

GENDERS = {"male": "MALE", "female": "FEMALE", "other": "OTHER"}
GOVERNMENT = {"legislature": "LEGISLATIVE", "executive": "EXECUTIVE", "judiciary": "JUDICIAL"}
PLACE_KINDS = {
    "country": "COUNTRY",
    "governorate": "GOVERNORATE",
    "province": "GOVERNORATE",
    "district": "DISTRICT",
    "subdistrict": "SUBDISTRICT",
}
Item = Mapping[str, Any]


def mapped(content: Item) -> Mapped:
    """Drafts of everything in the file, each after what it refers to."""
    return _Mapping(content).result()


class _Mapping:
    def __init__(self, content: Item) -> None:
        self._content = content
        self._found = Mapped()
        self._known: dict[str, set[str]] = {}
        self._terms = {str(event.get("id")): event for event in self._items("events", needs_id=False, counts=False)}

    def result(self) -> Mapped:
        places = [self._place(area) for area in self._items("areas")]
        organizations = [self._organization(item) for item in self._items("organizations")]
        persons = [self._person(item) for item in self._items("persons")]
        posts = [self._post(item) for item in self._items("posts")]
        memberships: list[Draft | None] = []
        keys: set[str] = set()
        for item in self._items("memberships", needs_id=False):
            draft = self._membership(item)
            if draft and draft.key in keys:
                self._found.notices.append(f"a membership is given twice and kept once: {draft.key}")
                continue
            memberships.append(draft)
            keys.update([draft.key] if draft else [])
        stages = (places, [*organizations, *persons], posts, memberships)
        self._found.stages = [[draft for draft in stage if draft] for stage in stages]
        return self._found

    def _items(self, section: str, *, needs_id: bool = True, counts: bool = True) -> Iterator[Item]:
        """The objects of a section that can be used; the others are listed as problems."""
        given: Any = self._content.get(section) or []
        if not isinstance(given, list):
            self._wrong(section, "it is no list", "Write a list of objects.")
            return
        known = self._known.setdefault(section, set())
        for number, item in enumerate(cast(list[Any], given), 1):
            self._found.rows += counts
            where = f"{section}[{number}]"
            if not isinstance(item, dict):
                self._wrong(where, "it is no object", "Write an object with its properties.")
                continue
            found = cast(dict[str, Any], item)
            if (problem := _unusable(found)) is not None:
                self._wrong(where, *problem)
                continue
            if needs_id:
                identity = found.get("id")
                if not isinstance(identity, str) or not identity:
                    self._wrong(where, f"its id is {identity!r}", "Give it an id, text, unique in the file.")
                    continue
                if identity in known:
                    self._wrong(where, f"the id {identity!r} is used before", "Give each its own id.")
                    continue
                if section != "posts" and not _text(found.get("name")):
                    self._wrong(f"{where}.name", "it is empty", "Write its name.")
                    continue
                known.add(identity)
            yield found

    def _wrong(self, field: str, found: str, remedy: str) -> None:
        self._found.problems.append(Problem(None, field, found, remedy))

    def _names(self, item: Item) -> tuple[dict[str, str], list[str]]:
        """The name as entered and in the languages that are told, and all other names."""
        own = _text(item["name"])
        names, aliases = {"text": own}, list[str]()
        others: Any = item.get("other_names")
        for other in cast(list[Any], others) if isinstance(others, list) else []:
            name = _text(cast(Item, other).get("name")) if isinstance(other, Mapping) else ""
            if not name:
                continue
            language: Any = cast(Item, other).get("lang")
            if language in LOCALES and language not in names:
                names[language] = name
            elif name != own:
                aliases.append(name)
        return names, sorted(set(aliases))

    def _named(self, item: Item) -> dict[str, object]:
        names, aliases = self._names(item)
        values: dict[str, object] = {"name": names}
        if aliases:
            values["aliases"] = aliases
        return values

    def _stakeholder(self, item: Item) -> dict[str, object]:
        values = self._named(item)
        if summary := _text(item.get("summary") or item.get("biography") or item.get("description")):
            values["description"] = summary
        if websites := [url for note, url in _links(item) if "website" in note.casefold()]:
            values["website"] = websites[0]
        return values

    def _date(self, item: Item, field: str, of: str) -> str | None:
        text = _text(item.get(field))
        if not text:
            return None
        try:
            edtf_days(text)
        except ValueProblem as problem:
            self._wrong(f"{of}.{field}", str(problem), "It is left out; the rest is imported.")
            return None
        return text

    def _dates(self, item: Item, of: str, names: Mapping[str, str]) -> dict[str, object]:
        found = {name: self._date(item, field, of) for field, name in names.items()}
        return {name: date for name, date in found.items() if date}

    def _person(self, item: Item) -> Draft:
        key = f"popolo-person:{item['id']}"
        values = self._stakeholder(item)
        for field, name in (
            ("given_name", "givenName"),
            ("family_name", "familyName"),
            ("honorific_prefix", "honorific"),
        ):
            if text := _text(item.get(field)):
                values[name] = text
        gender = _text(item.get("gender")).casefold()
        if gender in GENDERS:
            values["gender"] = GENDERS[gender]
        elif gender:
            found = f"{item['gender']!r} of {key}"
            self._wrong("gender", found, "Write male, female or other; the person is imported without it.")
        values |= self._dates(item, key, {"birth_date": "birthDate"})
        return Draft("Person", key, values, also=_identifiers(item))

    def _organization(self, item: Item) -> Draft:
        key = f"popolo-organization:{item['id']}"
        values = self._stakeholder(item)
        values |= self._dates(item, key, {"founding_date": "founded", "dissolution_date": "dissolved"})
        classification = _text(item.get("classification"))
        branch = GOVERNMENT.get(classification.casefold())
        if branch:
            return Draft("GovernmentBody", key, values | {"branch": branch}, also=_identifiers(item))
        if classification:
            values["classification"] = classification
        return Draft("Organization", key, values, also=_identifiers(item))

    def _place(self, item: Item) -> Draft:
        key = f"popolo-area:{item['id']}"
        kind = PLACE_KINDS.get(_text(item.get("type") or item.get("classification")).casefold(), "DISTRICT")
        return Draft("Place", key, {**self._named(item), "kind": kind}, also=_identifiers(item))

    def _post(self, item: Item) -> Draft | None:
        key = f"popolo-post:{item['id']}"
        label = _text(item.get("label") or item.get("role"))
        if not label:
            self._wrong("posts.label", f"{key} has no label and no role", "Write what the post is called.")
            return None
        values: dict[str, object] = {"name": {"text": label}}
        if role := _text(item.get("role")):
            values["role"] = role
        values |= self._dates(item, key, {"start_date": "start", "end_date": "end"})
        links = {
            "organization": self._ref(item, "organization_id", "organizations", "popolo-organization", key),
            "place": self._ref(item, "area_id", "areas", "popolo-area", key),
        }
        return Draft("Post", key, values, {name: ends for name, ends in links.items() if ends})

    def _membership(self, item: Item) -> Draft | None:
        """One membership, under its own id or one made of who, where, for whom, in which post, from when."""
        before = len(self._found.problems)
        named = f"the membership of {item.get('person_id')!r} in {item.get('organization_id')!r}"
        member = self._ref(item, "person_id", "persons", "popolo-person", named)
        if not member:
            member = self._ref(item, "member_id", "organizations", "popolo-organization", named)
        organization = self._ref(item, "organization_id", "organizations", "popolo-organization", named)
        if not member or not organization:
            if len(self._found.problems) == before:
                self._wrong("memberships", f"{named} lacks one of them", "Give person_id and organization_id.")
            return None
        term = self._terms.get(str(item.get("legislative_period_id") or ""), {})
        values = self._dates(term, named, {"start_date": "start", "end_date": "end"})
        values |= self._dates(item, named, {"start_date": "start", "end_date": "end"})
        if role := _text(item.get("role")):
            values["role"] = role
        links = {
            "member": member,
            "organization": organization,
            "onBehalfOf": self._ref(item, "on_behalf_of_id", "organizations", "popolo-organization", named),
            "post": self._ref(item, "post_id", "posts", "popolo-post", named),
        }
        fields = ("person_id", "member_id", "organization_id", "on_behalf_of_id", "post_id", "role")
        parts = [_text(item.get(field)) for field in (*fields, "legislative_period_id", "start_date")]
        key = f"popolo-membership:{_text(item.get('id')) or digest(*parts)}"
        return Draft("Membership", key, values, {name: ends for name, ends in links.items() if ends})

    def _ref(self, item: Item, field: str, section: str, scheme: str, of: str) -> list[str]:
        identity = _text(item.get(field))
        if not identity:
            return []
        if identity not in self._known.get(section, set()):
            found = f"{of} names {identity!r}, which is not among the {section}"
            self._wrong(field, found, f"Add it to {section}, or correct the id.")
            return []
        return [f"{scheme}:{identity}"]


def _unusable(item: Item) -> tuple[str, str] | None:
    """What is wrong with an object as a whole, and what to do: JSON has no longest text, and can escape what no text
    can hold, halves of surrogate pairs."""
    try:
        written = json.dumps(item, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return "it holds half a surrogate pair", "Write the whole character."
    if len(written) > LONGEST_LINE:
        return f"it has {len(written):,} bytes; no record has over {LONGEST_LINE:,}", "Shorten it."
    return None


def _text(value: Any) -> str:
    return tidy(value) if isinstance(value, str) else ""


def _identifiers(item: Item) -> list[str]:
    given: Any = item.get("identifiers")
    found: list[str] = []
    for entry in cast(list[Any], given) if isinstance(given, list) else []:
        if isinstance(entry, Mapping):
            scheme = _text(cast(Item, entry).get("scheme"))
            value = _text(cast(Item, entry).get("identifier"))
            if scheme and value:
                found.append(f"{scheme.replace(':', '-')}:{value}")
    return list(dict.fromkeys(found))


def _links(item: Item) -> Iterator[tuple[str, str]]:
    given: Any = item.get("links")
    for entry in cast(list[Any], given) if isinstance(given, list) else []:
        if isinstance(entry, Mapping):
            url = _text(cast(Item, entry).get("url"))
            if url.startswith(("http://", "https://")):
                yield _text(cast(Item, entry).get("note")), url
