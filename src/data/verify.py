#!/usr/bin/env python3
"""Checks what this site published without trusting the program that published it. Needs Python 3 and nothing else.

    python3 verify.py ledger.jsonl [FOLDER ...] [NOTICE.yaml ...]

Each FOLDER is an unpacked release.zip, and each NOTICE is a notice about one of these releases. Says that all agrees and
ends with 0; or says what is wrong and ends with 1; or says what it can't read and ends with 2.
"""
import hashlib
import json
import os
import re
import stat
import sys

OWN = ("manifest.json", "files.sha256", "salts.txt")
KINDS = ("release", "correction", "withdrawal", "reinstatement", "redaction")
MOST = 256 * 1024 * 1024


class Wrong(Exception):
    """Why nothing more can be checked."""


class Unread(Wrong):
    """What was given can't be read at all."""


def shown(text):
    """A text from outside on one line."""
    letters = [letter if letter.isprintable() else ascii(letter)[1:-1] for letter in str(text)[:300]]
    return "".join(letters)


def opened(path):
    """A file that is a file, and not a link, a folder or a pipe."""
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            raise Unread(f"{shown(path)} is not an ordinary file")
        return open(path, "rb")
    except OSError as error:
        raise Unread(f"{shown(path)} can't be read: {error.strerror}") from None


def content(path):
    with opened(path) as file:
        data = file.read(MOST + 1)
    if len(data) > MOST:
        raise Wrong(f"{shown(path)} is too large")
    return data


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def sha256_of_file(path):
    hasher = hashlib.sha256()
    with opened(path) as file:
        for chunk in iter(lambda: file.read(1 << 20), b""):
            hasher.update(chunk)
    return hasher.hexdigest()


def once(pairs):
    """The keys of a JSON object, none of them twice."""
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a key is there twice")
    return dict(pairs)


def number(digits):
    if len(digits) > 18:
        raise ValueError("a number is too long")
    return int(digits)


def parsed(data, what):
    """A JSON object."""
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=once, parse_int=number)
    except (ValueError, RecursionError):
        raise Wrong(f"{what} is not sound JSON") from None
    if not isinstance(value, dict):
        raise Wrong(f"{what} is not a JSON object")
    return value


def field(value, key, form, what):
    """A text of a JSON object that has a form."""
    text = value.get(key) if isinstance(value, dict) else None
    if not isinstance(text, str) or not re.fullmatch(form, text):
        raise Wrong(f"{what}: `{key}` is missing, or is not what it should be")
    return text


HASH, NAME = "[0-9a-f]{64}", r"[0-9a-z][0-9a-z.-]*"


def ledger(path):
    """The lines of the ledger, and what is wrong with it."""
    data = content(path)
    lines = data.split(b"\n")
    if not data:
        raise Wrong("the ledger is empty")
    if lines.pop():
        raise Wrong("the ledger was cut off: its last line has no end")
    entries, known, wrong, before = [], set(), [], "0" * 64
    for n, line in enumerate(lines, 1):
        what = f"ledger, line {n}"
        entry = parsed(line, what)
        if entry.get("n") != n or isinstance(entry.get("n"), bool):
            wrong.append(f"{what}: it says that it is another line")
        if entry.get("prev") != before:
            wrong.append(f"{what}: the line before it is not the one that was there when it was written")
        if field(entry, "type", "[a-z]+", what) not in KINDS:
            raise Wrong(f"{what}: it is of a kind that this program does not know")
        for key, form in (("iho", NAME), ("version", NAME), ("manifest_sha256", HASH)):
            field(entry, key, form, what)
        if entry["type"] != "release":
            field(entry, "notice", NAME, what)
            field(entry, "notice_sha256", HASH, what)
        elif of(entry) in known:
            wrong.append(f"{what}: the release {entry['version']} of {entry['iho']} was there before")
        else:
            known.add(of(entry))
        entries.append(entry)
        before = sha256(line)
    return entries, wrong


def of(entry):
    return entry["iho"], entry["version"]


def listed(folder, name, length, sealed):
    """A list of checksums or salts, by path, and what is wrong with it."""
    data = content(os.path.join(folder, name))
    form = re.compile("([0-9a-f]{%d})  (.+)" % length)
    try:
        lines = data.decode("utf-8").split("\n")
    except ValueError:
        return {}, [f"{name} is not text"]
    found = [form.fullmatch(line) for line in lines[:-1]]
    if lines[-1] or not all(found):
        return {}, [f"{name} is empty, was cut off, or has lines that are not of its form"]
    pairs = [(match.group(2), match.group(1)) for match in found]
    values, names = dict(pairs), [path for path, _ in pairs]
    if names != [path for path in sealed if path in values]:
        return values, [f"{name} has lines twice, in another order, or of files that were not sealed"]
    return values, []


def sealed_files(seal):
    """What a manifest says was sealed: commitments by path."""
    files, sealed = seal.get("files"), {}
    if not isinstance(files, list) or not files:
        raise Wrong("manifest.json names no files")
    for file in files:
        path = field(file, "path", r"[^\x00-\x1f\x7f\\:\ud800-\udfff]+", "manifest.json")
        if any(part in ("", ".", "..") for part in path.split("/")) or path in OWN or path in sealed:
            raise Wrong(f"manifest.json names a file that can't be: {shown(path)}")
        sealed[path] = field(file, "commit", HASH, "manifest.json")
    return sealed


def walk(folder, wrong):
    """Every file in a folder; what is neither file nor folder is wrong."""
    found, todo = set(), [""]
    while todo:
        inside = todo.pop()
        try:
            entries = list(os.scandir(os.path.join(folder, inside)))
        except OSError as error:
            raise Unread(f"{shown(inside or folder)} can't be read: {error.strerror}") from None
        for entry in entries:
            path = f"{inside}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                todo.append(f"{path}/")
            elif entry.is_file(follow_symlinks=False):
                found.add(path)
            else:
                wrong.append(f"{shown(path)} is not an ordinary file")
    return found


def release(folder, entries, notices):
    """What is wrong with an unpacked release, and what is to be known about it."""
    manifest = content(os.path.join(folder, "manifest.json"))
    line = next((it for it in entries if it["type"] == "release" and it["manifest_sha256"] == sha256(manifest)), None)
    if line is None:
        return ["the ledger does not name this manifest, so this is not a release that was published"], []
    seal = parsed(manifest, "manifest.json")
    if seal.get("format") != "iho-release/1" or (seal.get("iho"), seal.get("version")) != of(line):
        return ["manifest.json is of another form or release than the ledger says"], []
    about = [it for it in entries if it["type"] != "release" and of(it) == of(line)]
    redactions = [it for it in about if it["type"] == "redaction"]
    sealed, wrong, said = sealed_files(seal), [], told(about)
    here = walk(folder, wrong)
    for it in redactions:
        path = f"notices/{it['notice']}"
        data = content(os.path.join(folder, path)) if path in here else b""
        if sha256(data) == it["notice_sha256"]:
            notices = {**notices, it["notice_sha256"]: removed_by(data)}
            here.discard(path)
    removed = {path for it in redactions for path in notices.get(it["notice_sha256"], ())}
    unseen = [it["notice"] for it in redactions if it["notice_sha256"] not in notices]
    wrong += [f"{shown(path)} was not sealed" for path in sorted(here - set(sealed) - set(OWN), key=ascii)]
    wrong += [f"{name} is missing" for name in OWN if name not in here]
    if not set(OWN) <= here:
        return wrong, said
    sums, of_sums = listed(folder, "files.sha256", 64, sealed)
    salts, of_salts = listed(folder, "salts.txt", 32, sealed)
    wrong += of_sums + of_salts
    for path, commit in sealed.items():
        name, whole = shown(path), os.path.join(folder, path)
        if path in here and path in removed:
            wrong.append(f"{name} is still there, and a notice says that it was removed")
        elif path not in here:
            may_lack = path in removed and not os.path.lexists(whole)
            if may_lack and path not in sums and path not in salts:
                said.append(f"{name} was withheld, as a notice says that the ledger names")
            elif unseen:
                wrong.append(f"{name} is missing; if it was removed by law, give the notice too: {', '.join(unseen)}")
            else:
                wrong.append(f"{name} is missing")
        elif path not in sums or path not in salts:
            wrong.append(f"{name} has no line in {'salts.txt' if path in sums else 'files.sha256'}")
        elif sha256_of_file(whole) != sums[path]:
            wrong.append(f"{name} is not what its checksum says")
        elif sha256(f"iho-commit-v1\n{salts[path]}\n{sums[path]}\n{path}\n".encode()) != commit:
            wrong.append(f"{name} is not what was sealed")
    return wrong, said


def removed_by(data):
    """The files that a notice says were removed by law."""
    paths, is_list = [], False
    for line in data.decode("utf-8", "replace").split("\n"):
        is_list = line == "removed:" or (is_list and line.startswith("  - "))
        if is_list and line != "removed:":
            paths.append(line[4:])
    return paths


def told(about):
    """What was published about a release later."""
    withdrawn = [it for it in about if it["type"] in ("withdrawal", "reinstatement")][-1:]
    said = [f"this release was withdrawn: line {it['n']} of the ledger" for it in withdrawn if it["type"] == "withdrawal"]
    corrected = [it for it in about if it["type"] == "correction"]
    return said + [f"an error in this release was corrected: line {it['n']} of the ledger" for it in corrected]


def look(path, folders):
    """Everything that is to be said, and how it ended."""
    entries, wrong = ledger(path)
    said, notices, releases, code = [], {}, [], 0
    for folder in folders:
        if os.path.isdir(folder):
            releases.append(folder)
        elif folder.lower().endswith((".yaml", ".yml")):
            data = content(folder)
            if sha256(data) not in [it.get("notice_sha256") for it in entries]:
                wrong.append(f"{shown(folder)}: the ledger does not name this notice")
            notices[sha256(data)] = removed_by(data)
        elif folder.lower().endswith(".zip"):
            raise Unread(f"{shown(folder)} has to be unpacked first: unzip it into a folder, and name that")
        else:
            raise Unread(f"{shown(folder)} is not a folder")
    for folder in releases:
        try:
            found, about = release(folder, entries, notices)
        except Wrong as error:
            found, about, code = [str(error)], [], 2 if isinstance(error, Unread) else code
        wrong += [f"{shown(folder)}: {words}" for words in found]
        said += [f"{shown(folder)}: {words}" for words in about]
    n_releases = sum(it["type"] == "release" for it in entries)
    agrees = f"All agrees: {n_releases} releases in the ledger, {len(releases)} looked into."
    return said + (wrong or [agrees]), code or (1 if wrong else 0)


def main(arguments):
    if not arguments or arguments[0] in ("-h", "--help"):
        return [__doc__.strip()], 0 if arguments else 2
    try:
        return look(arguments[0], arguments[1:])
    except Wrong as error:
        return [str(error)], 2 if isinstance(error, Unread) else 1
    except KeyboardInterrupt:
        return ["stopped before the end"], 2
    except Exception as error:  # Whatever it is, it was not checked.
        return [f"this could not be checked: {type(error).__name__}"], 2


if __name__ == "__main__":
    words, code = main(sys.argv[1:])
    try:
        text = "\n".join(words) + "\n"
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.flush()
    except (OSError, AttributeError):  # Nobody listens any more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.exit(code)
