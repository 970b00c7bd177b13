#!/usr/bin/env python3
"""Checks what this site published without trusting the program that published it. Needs Python 3 and nothing else.

    python3 verify.py ledger.jsonl [FOLDER ...]      each FOLDER is an unpacked release.zip

Says what is wrong and ends with 1, or says that all agrees and ends with 0.
"""
import hashlib
import json
import pathlib
import sys


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def ledger(path):
    """What is wrong, and the releases that the ledger names, by the checksum of their manifest."""
    wrong, known, before = [], {}, "0" * 64
    for number, line in enumerate(pathlib.Path(path).read_bytes().split(b"\n")[:-1], 1):
        entry = json.loads(line)
        if entry["n"] != number:
            wrong.append(f"ledger, line {number}: it says that it is line {entry['n']}")
        if entry["prev"] != before:
            wrong.append(f"ledger, line {number}: the line before it is not the one that was there when it was written")
        if entry["type"] == "release":
            known[entry["manifest_sha256"]] = (entry["iho"], entry["version"])
        before = sha256(line)
    return wrong, known


def listed(path):
    """The first column of a list of checksums or salts, by the path in the second."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return {name: value for value, name in (line.split("  ", 1) for line in lines)}


def release(folder, known):
    """Yields what is wrong with an unpacked release, and what was removed from it."""
    folder = pathlib.Path(folder)
    manifest = (folder / "manifest.json").read_bytes()
    seal = json.loads(manifest)
    if known.get(sha256(manifest)) != (seal["iho"], seal["version"]):
        yield f"{folder}: the ledger does not name this manifest"
    sums, salts = listed(folder / "files.sha256"), listed(folder / "salts.txt")
    paths = {file["path"]: file for file in seal["files"]}
    here = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    for path in sorted(here - set(paths) - {"manifest.json", "files.sha256", "salts.txt"}):
        yield f"{folder}: {path} was not sealed"
    for path, file in paths.items():
        if path not in salts and path not in here:
            print(f"{folder}: {path} was withheld; a notice on the site says why")
        elif path not in here:
            yield f"{folder}: {path} is missing"
        elif sha256((folder / path).read_bytes()) != sums.get(path):
            yield f"{folder}: {path} is not what its checksum says"
        elif sha256(f"iho-commit-v1\n{salts.get(path)}\n{sums[path]}\n{path}\n".encode()) != file["commit"]:
            yield f"{folder}: {path} is not what was sealed"


def main(path, *folders):
    wrong, known = ledger(path)
    for folder in folders:
        wrong.extend(release(folder, known))
    print("\n".join(wrong) if wrong else f"All agrees: {len(known)} releases in the ledger, {len(folders)} looked into.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) if sys.argv[1:] else __doc__)
