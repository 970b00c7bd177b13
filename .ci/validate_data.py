"""Checks the data files of finished sites with the validators that the community of each form uses.

Usage: validate_data.py OUTPUT...

Each check is also given one file with a seeded fault, and has to find it: a check that finds nothing in anything
proves nothing. Nothing here asks the network.
"""

import json
import pathlib
import re
import shutil
import socket
import sys
import tempfile
import warnings

import csvw
import feedparser
import frictionless
import geojson_validator
import jsonschema
import pyshacl
import rdflib
from geojson_validator.geometry_validation import PROBLEMATIC_CRITERIA

HERE = pathlib.Path(__file__).parent


def forbidden(*_, **__):
    raise OSError("a validator asks the network")


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def data_package(path):
    report = frictionless.validate(str(path))
    for error in report.errors:
        yield f"{error.type}: {error.message}"
    for task in report.tasks:
        for error in task.errors:
            yield f"{task.name}: {error.message}"


def csv_on_the_web(path):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            table = csvw.CSVW(str(path), validate=True)
            if not table.is_valid:
                yield from (str(warning.message) for warning in table.warnings)
    except ValueError as error:
        yield str(error)


def catalogue(path):
    graph = rdflib.Graph().parse(path, format="json-ld")
    shapes = rdflib.Graph().parse(HERE / "catalogue.shapes.ttl")
    agrees, _, report = pyshacl.validate(graph, shacl_graph=shapes, advanced=False)
    if not agrees:
        yield report


def geojson(path):
    yield from geojson_validator.validate_structure(read(path), check_crs=True)
    # A coast has more than 999 corners; that is no fault of the file.
    problems = [it for it in PROBLEMATIC_CRITERIA if it != "excessive_vertices"]
    found = geojson_validator.validate_geometries(read(path), criteria_problematic=problems)
    for kind in ("invalid", "problematic"):
        yield from (f"{kind}: {criterion} in {at}" for criterion, at in found[kind].items())


def against(schema, path):
    jsonschema.Draft202012Validator.check_schema(schema)
    for error in jsonschema.Draft202012Validator(schema).iter_errors(read(path)):
        best = jsonschema.exceptions.best_match([error])
        yield f"{best.json_path}: {best.message[:300]}"


def blueprint(path):
    # The schema is published beside the blueprints, where each of them says.
    yield from against(read(path.parent / read(path)["$schema"]), path)


def procurement(path):
    yield from against(read(HERE / "ocds.schema.json"), path)
    for release in read(path)["releases"]:
        # What one part of a release calls another by has to be there.
        parties = {party["id"] for party in release["parties"]}
        awards = {award["id"] for award in release.get("awards", [])}
        named = [release["buyer"]["id"], release["tender"]["procuringEntity"]["id"]]
        named += [it["id"] for award in release.get("awards", []) for it in award.get("suppliers", [])]
        yield from (f"no party {it}" for it in named if it not in parties)
        wanted = [contract["awardID"] for contract in release.get("contracts", [])]
        yield from (f"no award {it}" for it in wanted if it not in awards)


def atom(path):
    feed = feedparser.parse(str(path))
    if feed.bozo:
        yield str(feed.bozo_exception)
    if feed.version != "atom10":
        yield f"it is {feed.version}"
    for entry in [feed.feed, *feed.entries]:
        yield from (f"{key} is missing" for key in ("id", "title", "updated", "link") if not entry.get(key))
    ids = [entry.get("id") for entry in feed.entries]
    if len(ids) != len(set(ids)):
        yield "an id is used twice"


# The members that https://www.jsonfeed.org/version/1.1/ asks for, and the forms of those that we use.
JSON_FEED = {
    "type": "object",
    "required": ["version", "title", "items"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": {"type": "string"},
        "home_page_url": {"type": "string"},
        "feed_url": {"type": "string"},
        "authors": {"type": "array", "items": {"type": "object", "required": ["name"]}},
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "content_text"],
                "properties": {
                    "id": {"type": "string"},
                    "url": {"type": "string"},
                    "content_text": {"type": "string"},
                    "date_published": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
                    "tags": {"type": "array", "items": {"type": "string"}},
                },
            },
        },
    },
}


def json_feed(path):
    yield from against(JSON_FEED, path)


def file_schema(path):
    try:
        jsonschema.Draft202012Validator.check_schema(read(path))
    except jsonschema.SchemaError as error:
        yield f"{error.json_path}: {error.message[:300]}"


def in_page(path):
    """What a page says of itself in the words of schema.org: few of them, and the ones that search engines need."""
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', path.read_text(encoding="utf-8"))
    schema = {
        "type": "object",
        "required": ["@context", "@type", "name", "url"],
        "properties": {
            "@context": {"const": "https://schema.org"},
            "@type": {
                "enum": [
                    "DataCatalog",
                    "Dataset",
                    "GovernmentOrganization",
                    "GovernmentService",
                    "MedicalOrganization",
                    "Organization",
                ]
            },
            "name": {"type": "string", "minLength": 1},
            "url": {"type": "string", "pattern": "^https?://"},
        },
        "if": {"properties": {"@type": {"const": "Dataset"}}},
        "then": {
            "required": ["description", "license", "creator", "isAccessibleForFree"],
            # The limits of Google Dataset Search.
            "properties": {"description": {"minLength": 50, "maxLength": 5000}},
        },
    }
    for text in found:
        if len(text) > 3000:
            yield f"{len(text)} bytes are too many"
        for error in jsonschema.Draft202012Validator(schema).iter_errors(json.loads(text)):
            yield f"{error.json_path}: {error.message[:300]}"


def swap(pattern, by):
    """A fault: the first place that looks like a pattern gets other words."""

    def fault(path):
        text = path.read_text(encoding="utf-8")
        broken = re.sub(pattern, by, text, count=1, flags=re.DOTALL)
        assert broken != text, f"{path} has no place for a fault: {pattern}"
        path.write_text(broken, encoding="utf-8")

    return fault


def edit(change):
    def fault(path):
        value = read(path)
        change(value)
        path.write_text(json.dumps(value), encoding="utf-8")

    return fault


def beside(change):
    """A fault in the table that a description is of."""
    return lambda path: change(path.with_name(path.name.removesuffix("-metadata.json")))


def rewind(value):
    geometry = value["features"][0]["geometry"]
    polygon = geometry["coordinates"] if geometry["type"] == "Polygon" else geometry["coordinates"][0]
    polygon[0].reverse()


# What a check is called, the files that it is for, the check, and a fault that it has to find.
CHECKS = [
    ("Data Package", "ihos/*/data/datapackage.json", data_package, swap(r'"hash": "sha256:.', r'"hash": "sha256:x')),
    ("CSV on the Web", "ihos/*/data/*.csv-metadata.json", csv_on_the_web, beside(swap(r",\d{4}-", ",May "))),
    ("CSV on the Web, revisions", "ihos/*/compare/*.csv-metadata.json", csv_on_the_web, beside(swap(r",\d+\.\d", ",x"))),
    ("Atom", "**/feed.atom", atom, swap("</summary>", "</summary")),
    ("JSON Feed", "**/feed.json", json_feed, edit(lambda it: it["items"][0].pop("id"))),
    ("DCAT", "data/catalogue.jsonld", catalogue, edit(lambda it: it["dcat:dataset"][0].pop("dcterms:license"))),
    ("GeoJSON", "ihos/*/data/footprint.geojson", geojson, edit(rewind)),
    ("blueprint", "ihos/*/blueprint.json", blueprint, edit(lambda it: it["sections"]["iho"].update(nam="x"))),
    ("OCDS", "ihos/*/data/ocds.json", procurement, edit(lambda it: it["releases"][0]["buyer"].update(id="x"))),
    ("schemas", "data/**/*.schema.json", file_schema, edit(lambda it: it.update(type="blob"))),
    ("JSON-LD", "**/index.html", in_page, swap(r'"@context":"https://schema.org"', '"@context":"https://schema.example"')),
]


def finds_its_fault(site, path, check, fault):
    """Whether a check finds a fault in a copy of a file, with all that lies around it."""
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder) / "site"
        shutil.copytree(site, copy, ignore=lambda _, names: [it for it in names if it == "assets"])
        broken = copy / path.relative_to(site)
        assert not list(check(broken)), f"{broken} is wrong before its fault"
        fault(broken)
        return bool(list(check(broken)))


def main(sites):
    socket.socket.connect = forbidden
    geojson_validator.configure_logging(enabled=False)
    wrong = 0
    for name, files, check, fault in CHECKS:
        found = [(site, path) for site in sites for path in sorted(site.glob(files))]
        if name == "JSON-LD":
            found = [it for it in found if "application/ld+json" in it[1].read_text(encoding="utf-8")]
        n_wrong = 0
        for _, path in found:
            mistakes = list(check(path))
            n_wrong += bool(mistakes)
            for mistake in mistakes[:5]:
                print(f"{path}: {mistake}", file=sys.stderr)
        if not found:
            print(f"{name}: there is no file to check", file=sys.stderr)
            n_wrong += 1
        elif not n_wrong and not finds_its_fault(*found[0], check, fault):
            print(f"{name}: the seeded fault in {found[0][1]} was not found", file=sys.stderr)
            n_wrong += 1
        else:
            print(f"{name}: {len(found)} files, {n_wrong} wrong")
        wrong += n_wrong
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main([pathlib.Path(site) for site in sys.argv[1:]]))
