"""Checks every file of a site against the schemas that `iho schema` prints, with a validator that is not ours.

Usage: validate.py PROGRAM SITE...
"""

import json
import pathlib
import re
import subprocess
import sys

import jsonschema
import yaml


class Loader(yaml.SafeLoader):
    """YAML 1.2, core schema, as editors read it: a date is text, `no` is text."""


Loader.yaml_implicit_resolvers = {}
for tag, pattern, first in [
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
]:
    Loader.add_implicit_resolver("tag:yaml.org,2002:" + tag, re.compile(f"^(?:{pattern})$"), first)
Loader.add_constructor(
    "tag:yaml.org,2002:int", lambda loader, node: int(loader.construct_scalar(node))
)


def front_matter(text):
    """What stands between the two lines `---` at the top; nothing where there are none."""
    found = re.match(r"---[ \t]*\n(.*?)^---[ \t]*$", text, re.DOTALL | re.MULTILINE)
    return found.group(1) if found else None


def main(program, sites):
    run = subprocess.run([program, "schema"], check=True, capture_output=True, text=True)
    validators = {}
    for line in run.stdout.splitlines():
        name, files = line.split()
        schema = json.loads(
            subprocess.run([program, "schema", name], check=True, capture_output=True).stdout
        )
        jsonschema.Draft202012Validator.check_schema(schema)
        validators[name] = (files, jsonschema.Draft202012Validator(schema))
    checked, wrong = 0, 0
    for site in sites:
        for name, (files, validator) in validators.items():
            for path in sorted(pathlib.Path(site).glob(files)):
                text = path.read_text(encoding="utf-8")
                text = front_matter(text) if path.suffix == ".md" else text
                if text is None:
                    continue
                checked += 1
                for error in validator.iter_errors(yaml.load(text, Loader)):
                    wrong += 1
                    best = jsonschema.exceptions.best_match([error])
                    print(f"{path}: {best.json_path}: {best.message[:300]}", file=sys.stderr)
    print(f"{checked} files agree with {len(validators)} schemas" if not wrong else f"{wrong} mistakes")
    return 1 if wrong or not checked else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
