#!/usr/bin/env python3
"""exam-seed/v1 replayed by somebody else: written from docs/draw.md alone, with nothing but Python's standard library.

    replay.py EVIDENCE...

Prints one line a file: "FILE: ok" or "FILE: refused: <why>". Exits 1 when any is refused.
"""

import hashlib
import hmac
import json
import math
import re
import struct
import sys

LARGEST = 2**53 - 1


class Refused(Exception):
    pass


def must(condition, why):
    if not condition:
        raise Refused(why)


# Notation


def enc(x):
    x = x.encode() if isinstance(x, str) else x
    return struct.pack(">I", len(x)) + x


def E(*parts):
    return b"".join(enc(part) for part in parts)


def H(x):
    return hashlib.sha256(x).digest()


def extract(salt, ikm):
    return hmac.new(salt, ikm, hashlib.sha256).digest()


def expand(prk, info):
    return hmac.new(prk, info + b"\x01", hashlib.sha256).digest()


def jcs(value):
    # Keys are ASCII and numbers are integers, so that sorting by code points and Python's own output are RFC 8785.
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def merkle(leaves):
    if not leaves:
        return H(b"")
    if len(leaves) == 1:
        return H(b"\x00" + leaves[0])
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return H(b"\x01" + merkle(leaves[:split]) + merkle(leaves[split:]))


# ChaCha20 (RFC 8439), with the 64-bit counter and 64-bit nonce of the original; both start at 0


def chacha20_block(key, counter):
    start = list(struct.unpack("<16I", b"expand 32-byte k" + key + struct.pack("<Q", counter) + bytes(8)))
    x = start[:]

    def quarter(a, b, c, d):
        for p, q, r, turn in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
            x[p] = (x[p] + x[q]) & 0xFFFFFFFF
            mixed = x[r] ^ x[p]
            x[r] = ((mixed << turn) | (mixed >> (32 - turn))) & 0xFFFFFFFF

    for _ in range(10):
        quarter(0, 4, 8, 12)
        quarter(1, 5, 9, 13)
        quarter(2, 6, 10, 14)
        quarter(3, 7, 11, 15)
        quarter(0, 5, 10, 15)
        quarter(1, 6, 11, 12)
        quarter(2, 7, 8, 13)
        quarter(3, 4, 9, 14)
    return struct.pack("<16I", *((a + b) & 0xFFFFFFFF for a, b in zip(x, start)))


class Stream:
    def __init__(self, paper, section, purpose, index):
        self.words = self.read(expand(paper, E("exam-seed/v1/stream", section, purpose, index)))

    @staticmethod
    def read(key):
        counter = 0
        while True:
            yield from struct.unpack("<8Q", chacha20_block(key, counter))
            counter += 1

    def bounded(self, n):
        limit = 2**64 - 2**64 % n
        while True:
            x = next(self.words)
            if x < limit:
                return x % n

    def draw(self, k, v):
        v = list(v)
        for i in range(k):
            j = i + self.bounded(len(v) - i)
            v[i], v[j] = v[j], v[i]
        return v[:k]

    def shuffle(self, v):
        v = list(v)
        for i in range(len(v) - 1, 0, -1):
            j = self.bounded(i + 1)
            v[i], v[j] = v[j], v[i]
        return v


# Files


def parse(data):
    def pairs(entries):
        keys = [key for key, _ in entries]
        must(len(set(keys)) == len(keys), "duplicate key")
        must(all(key.isascii() for key in keys), "a key beyond ASCII")
        return dict(entries)

    def integer(text):
        must(abs(int(text)) <= LARGEST, "integer too large")
        must(text != "-0", "minus zero")
        return int(text)

    def no_float(text):
        raise Refused("a float: " + text)

    try:
        text = data.decode("utf-8")
        value = json.loads(
            text, object_pairs_hook=pairs, parse_int=integer, parse_float=no_float, parse_constant=no_float
        )
        jcs(value)  # a lone surrogate can't be written as UTF-8
    except (ValueError, UnicodeError) as error:
        raise Refused("not strict JSON: %s" % error)
    return value


def keys(value, required, optional=()):
    must(isinstance(value, dict), "not an object")
    must(set(required) <= set(value), "missing key of %s" % (required,))
    must(set(value) <= set(required) | set(optional), "unknown key beside %s" % (required,))


def matches(pattern, value):
    must(isinstance(value, str) and re.fullmatch(pattern, value), "%r is not %s" % (value, pattern))
    return value


def an_id(value):
    return matches(r"[A-Za-z0-9._-]{1,64}", value)


def hex32(value):
    return bytes.fromhex(matches(r"[0-9a-f]{64}", value))


def text(value):
    must(isinstance(value, str), "not text")
    return value


def flag(value):
    must(isinstance(value, bool), "not true or false")
    return value


def integer(value, low, high):
    must(isinstance(value, int) and not isinstance(value, bool) and low <= value <= high, "%r out of range" % (value,))
    return value


def a_list(value):
    must(isinstance(value, list), "not a list")
    return value


def unique(values):
    must(len(set(values)) == len(values), "not unique: %s" % (values,))
    return values


def check_manifest(m):
    keys(
        m,
        ["spec", "exam", "session", "opens", "bank", "sections", "draws", "candidates", "roster_root", "contributors",
         "beacon", "deadlines"],
        ["constraints"],
    )
    must(m["spec"] == "exam-seed/v1", "another spec")
    an_id(m["exam"]), an_id(m["session"]), text(m["opens"]), hex32(m["roster_root"])
    keys(m["bank"], ["id", "version", "package"])
    an_id(m["bank"]["id"]), text(m["bank"]["version"]), hex32(m["bank"]["package"])
    items = []
    for section in a_list(m["sections"]):
        keys(section, ["id", "shuffle_items", "shuffle_options", "cells"])
        flag(section["shuffle_items"]), flag(section["shuffle_options"])
        for cell in a_list(section["cells"]):
            keys(cell, ["id", "count", "items"])
            integer(cell["count"], 1, len(a_list(cell["items"])))
            for item in cell["items"]:
                keys(item, ["id", "facility", "leaf", "options"])
                items.append(an_id(item["id"]))
                integer(item["facility"], 0, 1000), hex32(item["leaf"])
                for option in a_list(item["options"]):
                    keys(option, ["id"], ["fixed"])
                    flag(option.get("fixed", False))
                unique([an_id(option["id"]) for option in item["options"]])
        unique([an_id(cell["id"]) for cell in section["cells"]])
    unique(items)
    unique([an_id(section["id"]) for section in m["sections"]])
    constraints = m.get("constraints", {})
    keys(constraints, [], ["enemies", "facility_sum"])
    for enemies in a_list(constraints.get("enemies", [])):
        [an_id(item) for item in a_list(enemies)]
    if "facility_sum" in constraints:
        keys(constraints["facility_sum"], ["target", "tolerance"])
        [integer(number, 0, LARGEST) for number in constraints["facility_sum"].values()]
    for draw in a_list(m["draws"]):
        keys(draw, ["id", "from", "take"])
        matches(r"@[a-z]{1,20}(/[A-Za-z0-9._-]{1,64})?", draw["id"])
        unique([an_id(entry) for entry in a_list(draw["from"])])
        integer(draw["take"], 1, len(draw["from"]))
    unique([draw["id"] for draw in m["draws"]])
    candidates = [matches("[0-9]{1,20}", candidate) for candidate in a_list(m["candidates"])]
    must(unique(candidates) == sorted(candidates), "candidates not sorted")
    for contributor in a_list(m["contributors"]):
        keys(contributor, ["id", "commitment"])
        an_id(contributor["id"]), hex32(contributor["commitment"])
    unique([contributor["id"] for contributor in m["contributors"]])
    must(m["contributors"], "no contributors")
    if m["beacon"] is not None:
        keys(m["beacon"], ["event", "fallback", "groups"])
        must(text(m["beacon"]["event"]) and text(m["beacon"]["fallback"]), "an event without a name")
        outcomes = 1
        for group in a_list(m["beacon"]["groups"]):
            keys(group, ["take", "of"])
            integer(group["take"], 1, integer(group["of"], 1, LARGEST))
            outcomes *= math.comb(group["of"], group["take"])
        must(outcomes >= 2**24, "a weak beacon")
    must(isinstance(m["deadlines"], dict), "deadlines are no object")
    [text(instant) for instant in m["deadlines"].values()]


def check_beacon(named, given):
    must((named is None) == (given is None), "a null that doesn't match")
    if named is None:
        return "", ""
    keys(given, ["event", "value"])
    must(text(given["event"]) in (named["event"], named["fallback"]), "another event")
    groups = text(given["value"]).split("/")
    must(groups.pop() == "" and len(groups) == len(named["groups"]), "wrong groups")
    for group, size in zip(groups, named["groups"]):
        numbers = group.split(".")
        must(numbers.pop() == "" and len(numbers) == size["take"], "wrong size of a group")
        numbers = [int(matches("[1-9][0-9]{0,15}", number)) for number in numbers]
        must(sorted(set(numbers)) == numbers and numbers[-1] <= size["of"], "wrong numbers of a group")
    return given["event"], given["value"]


def check_reveals(m, evidence):
    commitments = {contributor["id"]: hex32(contributor["commitment"]) for contributor in m["contributors"]}
    secrets = {}
    for reveal in a_list(evidence["reveals"]):
        keys(reveal, ["id", "secret"])
        must(an_id(reveal["id"]) not in secrets and reveal["id"] in commitments, "not one of the contributors")
        s = hex32(reveal["secret"])
        commitment = H(E("exam-seed/v1/commit", m["exam"], m["session"], reveal["id"], s))
        must(commitment == commitments[reveal["id"]], "wrong secret of " + reveal["id"])
        secrets[reveal["id"]] = s
    must(secrets, "no reveals")
    excluded = unique([an_id(one) for one in a_list(evidence["excluded"])])
    must(not set(excluded) & set(secrets), "revealed and excluded")
    must(set(excluded) | set(secrets) == set(commitments), "neither revealed nor excluded")
    return secrets


# Derivation


def draw_paper(m, paper):
    constraints = m.get("constraints", {})
    for attempt in range(1000):
        sections = []
        for section in m["sections"]:
            drawn = []
            for cell in section["cells"]:
                pool = sorted(cell["items"], key=lambda item: (item["facility"], item["id"]))
                n, c = len(pool), cell["count"]
                for r in range(c):
                    rung = pool[r * n // c : (r + 1) * n // c]
                    stream = Stream(paper, section["id"], "draw", "%s/%d/%d" % (cell["id"], r, attempt))
                    drawn.append(rung[stream.bounded(len(rung))])
            sections.append((section, drawn))
        items = [item for _, drawn in sections for item in drawn]
        ids = {item["id"] for item in items}
        if any(len(ids & set(enemies)) > 1 for enemies in constraints.get("enemies", [])):
            continue
        bound = constraints.get("facility_sum")
        if bound and abs(sum(item["facility"] for item in items) - bound["target"]) > bound["tolerance"]:
            continue
        return attempt, [finish_section(paper, section, drawn) for section, drawn in sections]
    raise Refused("no paper in 1,000 attempts")


def finish_section(paper, section, drawn):
    if section["shuffle_items"]:
        drawn = Stream(paper, section["id"], "item-order", "").shuffle(drawn)
    items = []
    for item in drawn:
        options = [option["id"] for option in item["options"]]
        if section["shuffle_options"]:
            free = sorted(option["id"] for option in item["options"] if not option.get("fixed"))
            free = Stream(paper, section["id"], "options", item["id"]).shuffle(free)
            options = [option["id"] if option.get("fixed") else free.pop(0) for option in item["options"]]
        items.append({"id": item["id"], "options": options})
    return {"id": section["id"], "items": items}


def replay(evidence):
    keys(
        evidence,
        ["manifest", "manifest_hash", "reveals", "excluded", "beacon", "master_hash", "papers_root", "papers", "draws"],
    )
    m = evidence["manifest"]
    check_manifest(m)
    secrets = check_reveals(m, evidence)
    event, value = check_beacon(m["beacon"], evidence["beacon"])
    ikm = b"".join(E(one, secrets[one]) for one in sorted(secrets))
    prk = extract(H(E("exam-seed/v1/beacon", event, value)), ikm)
    master = expand(prk, E("exam-seed/v1/master", m["exam"], H(jcs(m))))

    def key_of(candidate):
        return expand(master, E("exam-seed/v1/paper", m["exam"], m["session"], candidate))

    papers, leaves = [], []
    for candidate in m["candidates"]:
        paper = key_of(candidate)
        attempt, sections = draw_paper(m, paper)
        leaves.append(E(candidate, H(paper)))
        papers.append(
            {"candidate": candidate, "attempt": attempt, "key_hash": H(paper).hex(), "sections": sections}
        )
    draws = [
        {"id": draw["id"], "taken": Stream(key_of(draw["id"]), "", "draw", "").draw(draw["take"], sorted(draw["from"]))}
        for draw in m["draws"]
    ]
    derived = {
        "manifest_hash": H(jcs(m)).hex(),
        "master_hash": H(master).hex(),
        "papers_root": merkle(leaves).hex(),
        "papers": papers,
        "draws": draws,
    }
    for key, expected in derived.items():
        must(jcs(evidence[key]) == jcs(expected), "%s differs: %s is derived" % (key, jcs(expected).decode()[:200]))


def main():
    key = bytes(range(32))
    assert next(Stream.read(key)) == 0x6A19C5D97D2BFD39, "this ChaCha20 is wrong"
    refused = 0
    for name in sys.argv[1:]:
        try:
            with open(name, "rb") as file:
                replay(parse(file.read()))
            print("%s: ok" % name)
        except Refused as why:
            refused = 1
            print("%s: refused: %s" % (name, why))
    return refused


if __name__ == "__main__":
    sys.exit(main())
