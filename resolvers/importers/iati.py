"""Activities of the International Aid Transparency Initiative: XML of its activity standard, versions 2.01 to 2.03.

Read as a stream, an activity at a time, without entities and document types.  An activity is known by its IATI
identifier, an organization by its org-id (org-id.guide) where the file has one, else by its name.  Money stays in the
file: Peyman keeps who does what where, for whom, in which role, since when.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import IO, Any, cast
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from resolvers.importers.drafts import Draft, Mapped, Problem, digest, spelling_key, tidy
from resolvers.importers.reading import GZIP_MAGIC, LARGEST
from settings import OperatorError

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
VERSIONS = ("2.01", "2.02", "2.03")
ROLES = {"1": "FUNDER", "2": "PROGRAMMING", "3": "PROGRAMMING", "4": "IMPLEMENTER"}
"""OrganisationRole: funding, accountable, extending, implementing."""
STATUSES = {
    "1": "PLANNED",
    "2": "ONGOING",
    "3": "COMPLETED",  # finalisation: the work has ceased, the accounts are open
    "4": "COMPLETED",
    "5": "CANCELLED",
    "6": "SUSPENDED",
}
"""ActivityStatus."""
GOVERNMENT = frozenset({"10", "11", "15"})
CIVIL_SOCIETY = frozenset({"21", "22", "23", "24"})
"""OrganisationType: international, national and regional NGOs, and those of the partner country."""
TYPES = {
    "30": "public private partnership",
    "40": "multilateral",
    "60": "foundation",
    "70": "private sector",
    "71": "private sector",
    "72": "private sector",
    "73": "private sector",
    "80": "academic, training and research",
}
START, END = ("2", "1"), ("4", "3")
"""ActivityDateType: actual before planned."""
DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:Z|[+-]\d\d:\d\d)?")
LARGEST_ACTIVITY = 16 * 1024 * 1024
"""Bytes of one activity after decompression: the largest that are published have a few."""
LOCALES = {"en": "en", "ar": "ar", "ckb": "ckb", "kmr": "kmr"}


def mapped(path: Path) -> Mapped:
    """Drafts of countries and places, organizations, activities and roles."""
    return _Mapping(path).result()


class _Limited:
    """A stream that ends the reading where a file, or an activity in it, unpacks to more than the limit.

    What is read between two activities is held, be it one long text or a thousand elements.
    """

    def __init__(self, path: Path, stream: IO[bytes]) -> None:
        self._path = path
        self._stream = stream
        self._left = LARGEST
        self.number = 0
        """Of the activity that was read last."""
        self.held = 0
        """Bytes since."""

    def read(self, size: int = -1) -> bytes:
        found = self._stream.read(size)
        self._left -= len(found)
        self.held += len(found)
        if self.held > LARGEST_ACTIVITY:
            raise OperatorError(
                f"{self._path}: activity {self.number + 1} has more than {LARGEST_ACTIVITY >> 20} MB.",
                "Shorten it, or take it out.",
            )
        if self._left < 0:
            raise OperatorError(f"{self._path} holds more than {LARGEST >> 20} MB.", "Split it and import the parts.")
        return found


def activities_of(path: Path) -> Iterator[tuple[int, Element]]:
    """The number and element of each activity; what was read of it is forgotten after its turn."""
    with path.open("rb") as plain:
        head = plain.read(2)
        plain.seek(0)
        stream = cast("IO[bytes]", gzip.GzipFile(fileobj=plain) if head == GZIP_MAGIC else plain)
        number, root = 0, cast("Element | None", None)
        try:
            limited = _Limited(path, stream)
            events = iterparse(limited, ("start", "end"), forbid_dtd=True)
            for event, element in cast("Iterator[tuple[str, Element]]", events):
                if root is None:
                    root = element
                    _check_root(path, root)
                if event == "end" and element.tag == "iati-activity":
                    number += 1
                    limited.number, limited.held = number, 0
                    yield number, element
                    root.clear()
        except ParseError as error:
            line, column = error.position
            raise OperatorError(
                f"{path} is not XML: {str(error).split(':')[0]} at line {line}, column {column}.",
                "Fetch it again; it may have been cut short.",
            ) from None
        except DefusedXmlException:
            raise OperatorError(f"{path} declares entities or a document type.", "Remove the DOCTYPE.") from None
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise OperatorError(
                f"{path} is gzipped and damaged: {error}.", "Fetch it again; it may have been cut short."
            ) from None
        except (LookupError, UnicodeError, ValueError):
            raise OperatorError(
                f"{path} is in an encoding that it does not name rightly.", "Save it as UTF-8."
            ) from None


def _check_root(path: Path, root: Element) -> None:
    if root.tag != "iati-activities":
        raise OperatorError(f"{path} holds <{root.tag[:40]}>.", "Give a file of activities: <iati-activities>.")
    if (version := root.get("version", "")) not in VERSIONS:
        raise OperatorError(
            f"{path} is of the version {version[:20]!r} of the standard.", f"Give one of {', '.join(VERSIONS)}."
        )


class _Mapping:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._found = Mapped()
        self._countries: dict[str, Draft] = {}
        self._places: dict[str, Draft] = {}
        self._organizations: dict[str, Draft] = {}
        self._activities: dict[str, Draft] = {}
        self._roles: dict[str, Draft] = {}
        self._left = Counter[str]()

    def result(self) -> Mapped:
        for number, element in activities_of(self._path):
            self._found.rows += 1
            self._activity(number, element)
        stages = (self._countries, {**self._places, **self._organizations}, self._activities, self._roles)
        self._found.stages = [list(stage.values()) for stage in stages if stage]
        for remark, count in self._left.items():
            self._found.notices.append(f"{count} {remark}")
        return self._found

    def _wrong(self, line: int, field: str, found: str, remedy: str) -> None:
        self._found.problems.append(Problem(line, field, found, remedy))

    def _activity(self, number: int, element: Element) -> None:
        identifier = tidy(element.findtext("iati-identifier") or "")
        names = _names(element.find("title"))
        where = f"iati-activity[{number}]"
        if not identifier or not names:
            field = "title" if identifier else "iati-identifier"
            self._wrong(number, f"{where}/{field}", "it is empty", "Write it, or leave the activity out.")
            return
        key = f"iati:{identifier}"
        if key in self._activities:
            self._wrong(number, f"{where}/iati-identifier", f"{identifier[:80]!r} is used before", "Leave one of them.")
            return
        values: dict[str, Any] = {"name": names}
        if text := _names(element.find("description")).get("text"):
            values["description"] = text
        status = _code(element.find("activity-status"))
        if status in STATUSES:
            values["status"] = STATUSES[status]
        elif status:
            self._wrong(number, f"{where}/activity-status", f"{status[:20]!r} is no code", "Write one from 1 to 6.")
        values |= self._dates(number, where, element)
        sectors = [name for one in element.findall("sector") if (name := _names(one).get("text"))]
        if sectors:
            values["sector"] = sectors[0]
        places = list(dict.fromkeys(self._where(element)))
        self._activities[key] = Draft("Activity", key, values, {"places": places} if places else {}, number)
        self._participants(number, where, element, key)

    def _dates(self, number: int, where: str, element: Element) -> dict[str, str]:
        given: dict[str, str] = {}
        for one in element.findall("activity-date"):
            text, kind = one.get("iso-date", "").strip(), one.get("type", "")
            day = DAY.fullmatch(text)
            if day is None or not _is_day(day[1]):
                self._wrong(number, f"{where}/activity-date", f"{text[:40]!r} is no date", "Write it as 2014-02-28.")
            else:
                given.setdefault(kind, day[1])
        found = {
            name: next((given[kind] for kind in kinds if kind in given), "")
            for name, kinds in (("start", START), ("end", END))
        }
        return {name: day for name, day in found.items() if day}

    def _where(self, element: Element) -> Iterator[str]:
        """Countries; of locations those with a name, within the country if there is one alone."""
        countries: list[str] = []
        for one in element.findall("recipient-country"):
            code = _code(one).upper()
            if not re.fullmatch("[A-Z]{2}", code):
                continue
            key = f"iso3166-1-place:{code}"
            name = _names(one).get("text") or code
            known = self._countries.get(key)
            if known is None or known.values["name"]["text"] == code:
                values = {"name": {"text": name}, "kind": "COUNTRY", "pCode": code}
                self._countries[key] = Draft("Place", key, values, also=[f"pcode:{code}"])
            countries.append(key)
        within = countries[0] if len(countries) == 1 else None
        located: list[str] = []
        for one in element.findall("location"):
            name = _names(one.find("name")).get("text", "")
            if not spelling_key(name):
                self._left["locations have no name: left out"] += 1
                continue
            key = f"iati-location:{digest(within or '', spelling_key(name))}"
            values: dict[str, Any] = {"name": {"text": name}, "kind": "SETTLEMENT", **_point(one)}
            links = {"partOf": [within]} if within else {}
            self._places.setdefault(key, Draft("Place", key, values, links))
            located.append(key)
        yield from located or countries

    def _participants(self, number: int, where: str, element: Element, activity: str) -> None:
        for one in element.findall("participating-org"):
            role = ROLES.get(one.get("role", ""))
            if role is None:
                found = f"{one.get('role', '')[:20]!r} is no code of a role"
                self._wrong(number, f"{where}/participating-org", found, "Write one from 1 to 4; the rest is imported.")
                continue
            organization = self._organization(one)
            if organization is None:
                self._wrong(
                    number, f"{where}/participating-org", "it has neither ref nor narrative", "Write who it is."
                )
                continue
            key = f"iati-role:{digest(activity, organization, role)}"
            ends = {"activity": [activity], "organization": [organization]}
            self._roles.setdefault(key, Draft("ActivityRole", key, {"role": role}, ends, number))

    def _organization(self, element: Element) -> str | None:
        reference, names = tidy(element.get("ref") or ""), _names(element)
        name = names.get("text", "")
        if not reference and not spelling_key(name):
            return None
        key = f"org-id:{reference}" if reference else f"iati-organization:{spelling_key(name)}"
        code, known = element.get("type", ""), self._organizations.get(key)
        if known is not None:
            if names and known.values["name"]["text"] == reference:
                self._organizations[key] = replace(known, values={**known.values, "name": names})
            return key
        type_name, values = "Organization", cast("dict[str, Any]", {"name": names or {"text": reference}})
        if code in GOVERNMENT:
            type_name = "GovernmentBody"
        elif code in CIVIL_SOCIETY:
            type_name = "CivilSocietyGroup"
        elif code in TYPES:
            values["classification"] = TYPES[code]
        self._organizations[key] = Draft(type_name, key, values)
        return key


def _names(element: Element | None) -> dict[str, str]:
    """The narratives of an element by language; the first is the text."""
    found: dict[str, str] = {}
    for one in element.findall("narrative") if element is not None else []:
        text = tidy("".join(one.itertext()))
        if not text:
            continue
        found.setdefault("text", text)
        if locale := LOCALES.get(one.get(LANGUAGE, "").lower()):
            found.setdefault(locale, text)
    return found


def _code(element: Element | None) -> str:
    return (element.get("code") or "").strip() if element is not None else ""


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _point(location: Element) -> Mapping[str, float]:
    """Latitude and longitude, where a point states both within their bounds."""
    try:
        latitude, longitude = (float(part) for part in (location.findtext("point/pos") or "").split())
    except ValueError:
        return {}
    if abs(latitude) > 90 or abs(longitude) > 180:
        return {}
    return {"latitude": latitude, "longitude": longitude}
