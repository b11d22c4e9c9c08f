#!/usr/bin/env python3
"""Replay of an auditable exam draw (protocol exam-seed/v1), written from the protocol page alone.

    python3 replay.py FILE...                                    evidence, cancelled or secret files
    python3 replay.py --manifest M [--papers-root HEX] SLIP...   a candidate's slip
    python3 replay.py --trace FILE                               print the values on the way, then check FILE

One line a file goes to standard output:

    FILE: ok
    FILE: refused: CODE PATH -- reason      PATH is a JSON pointer, empty if the refusal has none

Exit status: 0 all files are ok, 1 at least one is refused, 2 wrong usage (also a file that can't be read).
Remarks that refuse nothing ("not publicly random", ...) go to standard error.
What kind a file is, its `spec` tells: a cancelled file, a slip and a secret have one, all else is an evidence.

As a module:  replay(evidence_bytes)                 returns None or raises Refused(code, path, reason)
              papers(manifest_bytes, reveals_bytes)  returns the evidence as a dict, or raises Refused

How to read this file: from the top. First the tools (JSON, hashes, ChaCha20, trees), then the checks of what was
published, then the derivation, then the comparison. The heading of each function names the section of the page.
Only the standard library is used: SHA-256, HMAC, and nothing random. ChaCha20 is written out below.
"""

import argparse
import base64
import hashlib
import hmac
import re
import struct
import sys

MAX_INT = 2**53 - 1
MAX_NESTING = 127
ATTEMPTS = 1000

MANIFEST_SPEC = "exam-seed/v1"
SLIP_SPEC = "exam-seed-slip/v1"
CANCELLED_SPEC = "exam-seed-cancelled/v1"
SECRET_SPEC = "exam-seed-secret/v1"

CODES = ("not-json other-spec missing unknown-key malformed duplicate unsorted not-in-pool weak-beacon no-reveals "
         "not-a-contributor revealed-and-excluded not-accounted-for wrong-secret beacon-mismatch other-event "
         "no-outcome not-in-manifest no-paper differs").split()


class Refused(Exception):
    """[Manifest, Replay] The first check that fails: its code, a JSON pointer ("" if none), and a reason in words.

    The reason never repeats what the file says, so that a secret can't be shown by accident."""

    def __init__(self, code, path, reason):
        super().__init__(code, path, reason)
        self.code, self.path, self.reason = code, path, reason


def need(condition, code, path, reason):
    if not condition:
        raise Refused(code, path, reason)


def pointer(path, key):
    """[Manifest, Order of checks] RFC 6901: the pointer to a key of the object at `path`."""
    return path + "/" + key.replace("~", "~0").replace("/", "~1")


def by_bytes(text):
    """[Notation] Sort key: the UTF-8 bytes, unsigned, a prefix first."""
    return text.encode("utf-8")


# --------------------------------------------------------------------------------------------------- strict JSON

SPACE = re.compile(r"[ \t\r\n]*")
STRING = re.compile(r'"([^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*)"')
INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
ESCAPE = re.compile(r"\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))")
ESCAPED = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
WORDS = (("true", True), ("false", False), ("null", None))


def read_json(data):
    """[JSON] The one value of a file; every fault is `not-json` without a path."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("not-json", "", "not UTF-8") from None
    value, at = read_value(text, skip(text, 0), 0)
    if skip(text, at) != len(text):
        bad_json(text, at, "something follows the value")
    return value


def bad_json(text, at, reason):
    raise Refused("not-json", "", "%s at character %d of %d" % (reason, at, len(text)))


def skip(text, at):
    return SPACE.match(text, at).end()


def read_value(text, at, depth):
    """[JSON] The value that begins at `at`, and the place behind it. `depth` counts the lists and objects around."""
    first = text[at:at + 1]
    if first == '"':
        return read_string(text, at)
    if first == "{" or first == "[":
        if depth == MAX_NESTING:
            bad_json(text, at, "nested too deeply")
        return (read_object if first == "{" else read_list)(text, at + 1, depth + 1)
    number = INTEGER.match(text, at)
    if number:
        # A fraction, an exponent or a leading zero leaves something behind that no caller accepts.
        return read_integer(text, number), number.end()
    for word, value in WORDS:
        if text.startswith(word, at):
            return value, at + len(word)
    return bad_json(text, at, "no JSON value")


def read_integer(text, number):
    digits = number.group()
    if digits == "-0":
        bad_json(text, number.start(), "-0")
    if len(digits) > 17 or abs(int(digits)) > MAX_INT:
        bad_json(text, number.start(), "an integer beyond 2^53-1")
    return int(digits)


def read_string(text, at):
    found = STRING.match(text, at)
    if not found:
        bad_json(text, at, "no JSON string")
    inside = found.group(1)
    if "\\" in inside:
        inside = ESCAPE.sub(lambda escape: unescape(text, at, escape), inside)
    return inside, found.end()


def unescape(text, at, escape):
    high, low, code, sign = escape.groups()
    if sign:
        return ESCAPED[sign]
    if high:
        return chr(0x10000 + (int(high, 16) - 0xD800) * 0x400 + int(low, 16) - 0xDC00)
    if 0xD800 <= int(code, 16) <= 0xDFFF:
        bad_json(text, at, "half a surrogate pair in the string")
    return chr(int(code, 16))


def read_list(text, at, depth):
    values = []
    at = skip(text, at)
    if text[at:at + 1] == "]":
        return values, at + 1
    while True:
        value, at = read_value(text, at, depth)
        values.append(value)
        at = skip(text, at)
        mark = text[at:at + 1]
        if mark == "]":
            return values, at + 1
        if mark != ",":
            bad_json(text, at, "no comma or end of the list")
        at = skip(text, at + 1)


def read_object(text, at, depth):
    values = {}
    at = skip(text, at)
    if text[at:at + 1] == "}":
        return values, at + 1
    while True:
        start = at
        key, at = read_string(text, at)
        if key in values:
            bad_json(text, start, "a key for the second time")
        at = skip(text, at)
        if text[at:at + 1] != ":":
            bad_json(text, at, "no colon")
        values[key], at = read_value(text, skip(text, at + 1), depth)
        at = skip(text, at)
        mark = text[at:at + 1]
        if mark == "}":
            return values, at + 1
        if mark != ",":
            bad_json(text, at, "no comma or end of the object")
        at = skip(text, at + 1)


MUST_ESCAPE = re.compile(r'["\\\x00-\x1f]')
SHORT_ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def jcs(value):
    """[JSON, "JCS of what was read"] RFC 8785, as bytes."""
    return jcs_text(value).encode("utf-8")


def jcs_text(value):
    kind = type(value)
    if kind is str:
        return '"' + MUST_ESCAPE.sub(lambda sign: jcs_escape(sign.group()), value) + '"'
    if kind is dict:
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join([jcs_text(key) + ":" + jcs_text(value[key]) for key in keys]) + "}"
    if kind is list:
        return "[" + ",".join([jcs_text(entry) for entry in value]) + "]"
    if kind is int:
        return str(value)
    return {True: "true", False: "false", None: "null"}[value]


def jcs_escape(sign):
    return SHORT_ESCAPES.get(sign) or "\\u%04x" % ord(sign)


# ------------------------------------------------------------------------------------------- hashes, keys, streams

def H(data):
    """[Notation] SHA-256."""
    return hashlib.sha256(data).digest()


def E(*parts):
    """[Notation] Each part (text as UTF-8, or bytes) behind its length in four bytes."""
    encoded = []
    for part in parts:
        data = part.encode("utf-8") if type(part) is str else part
        encoded.append(struct.pack(">I", len(data)) + data)
    return b"".join(encoded)


def extract(salt, ikm):
    """[Derivation] HKDF-Extract."""
    return hmac.digest(salt, ikm, "sha256")


def expand(key, *info):
    """[Derivation] HKDF-Expand to 32 bytes, which is a single block."""
    return hmac.digest(key, E(*info) + b"\x01", "sha256")


def quarter_round(a, b, c, d, mask):
    """RFC 8439 section 2.1, in all lanes at once (see chacha20)."""
    a = (a + b) & mask
    d ^= a
    d = ((d << 16) | (d >> 16)) & mask
    c = (c + d) & mask
    b ^= c
    b = ((b << 12) | (b >> 20)) & mask
    a = (a + b) & mask
    d ^= a
    d = ((d << 8) | (d >> 24)) & mask
    c = (c + d) & mask
    b ^= c
    b = ((b << 7) | (b >> 25)) & mask
    return a, b, c, d


def chacha20(keys, counter):
    """[Derivation] Block number `counter` of ChaCha20 under each key (nonce 0): a list of eight u64 words a key.

    To be quick, all keys are worked on together: each of the 16 state words is one big integer, in which key number i
    has the 64 bits from bit 64*i (a lane). The upper half of each lane is spare: what a sum or shift spills there,
    the mask clears, so that no lane ever touches another. With one key this is the plain block function."""
    lanes = len(keys)
    ones = int.from_bytes(b"\x01\0\0\0\0\0\0\0" * lanes, "little")
    mask = ones * 0xFFFFFFFF
    start = [word * ones for word in struct.unpack("<4I", b"expand 32-byte k")]
    for at in range(0, 32, 4):
        start.append(int.from_bytes(b"".join([key[at:at + 4] + b"\0\0\0\0" for key in keys]), "little"))
    start += [(counter & 0xFFFFFFFF) * ones, (counter >> 32) * ones, 0, 0]
    s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, s12, s13, s14, s15 = start
    for _ in range(10):
        s0, s4, s8, s12 = quarter_round(s0, s4, s8, s12, mask)
        s1, s5, s9, s13 = quarter_round(s1, s5, s9, s13, mask)
        s2, s6, s10, s14 = quarter_round(s2, s6, s10, s14, mask)
        s3, s7, s11, s15 = quarter_round(s3, s7, s11, s15, mask)
        s0, s5, s10, s15 = quarter_round(s0, s5, s10, s15, mask)
        s1, s6, s11, s12 = quarter_round(s1, s6, s11, s12, mask)
        s2, s7, s8, s13 = quarter_round(s2, s7, s8, s13, mask)
        s3, s4, s9, s14 = quarter_round(s3, s4, s9, s14, mask)
    end = (s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, s12, s13, s14, s15)
    out = [(a + b) & mask for a, b in zip(start, end)]
    # Two neighbouring 32-bit words, the lower first, are one little-endian u64: exactly a lane.
    words = [struct.unpack("<%dQ" % lanes, (out[i] | out[i + 1] << 32).to_bytes(8 * lanes, "little"))
             for i in range(0, 16, 2)]
    return list(zip(*words))


class Stream:
    """[Derivation] The u64 words of one stream key, and what is drawn with them."""

    def __init__(self, key, first_block=None):
        self.key = key
        self.block = 0
        self.words = iter(first_block or chacha20([key], 0)[0])

    def word(self):
        for word in self.words:
            return word
        self.block += 1
        self.words = iter(chacha20([self.key], self.block)[0])
        return next(self.words)

    def bounded(self, n):
        limit = 2**64 - 2**64 % n
        while True:
            x = self.word()
            if x < limit:
                return x % n

    def draw(self, k, values):
        values = list(values)
        for i in range(k):
            j = i + self.bounded(len(values) - i)
            values[i], values[j] = values[j], values[i]
        return values[:k]

    def shuffle(self, values):
        values = list(values)
        for i in range(len(values) - 1, 0, -1):
            j = self.bounded(i + 1)
            values[i], values[j] = values[j], values[i]
        return values


def stream_key(paper_key, section, purpose, index):
    """[Derivation] stream = HKDF-Expand(paper, E("exam-seed/v1/stream", section, purpose, index), 32)."""
    return expand(paper_key, "exam-seed/v1/stream", section, purpose, index)


def open_streams(keys):
    """Several streams at once: their first blocks come from one call of chacha20."""
    return [Stream(key, block) for key, block in zip(keys, chacha20(keys, 0))] if keys else []


# ------------------------------------------------------------------------------------------------------------ trees

def leaf_hash(leaf):
    """[Trees]"""
    return H(b"\x00" + leaf)


def node_hash(left, right):
    """[Trees]"""
    return H(b"\x01" + left + right)


def tree_root(leaves):
    """[Trees] RFC 6962 section 2.1."""
    if not leaves:
        return H(b"")
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    k = 1 << ((len(leaves) - 1).bit_length() - 1)
    return node_hash(tree_root(leaves[:k]), tree_root(leaves[k:]))


# ------------------------------------------------------------------------------------------------ forms and `keys`

ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
CANDIDATE = re.compile(r"[0-9]{1,20}")
DRAW_ID = re.compile(r"@[a-z]{1,20}(/[A-Za-z0-9._-]{1,64})?")
DIGEST = re.compile(r"[0-9a-f]{64}")


def check_form(value, form, path, name):
    """[Notation] A text that matches as a whole."""
    need(type(value) is str and form.fullmatch(value), "malformed", path, "not a " + name)


def check_id(value, path):
    check_form(value, ID, path, "valid id")


def check_digest(value, path):
    check_form(value, DIGEST, path, "digest of 64 lowercase hex digits")


def check_text(value, path):
    need(type(value) is str, "malformed", path, "not a text")


def check_filled(value, path):
    need(type(value) is str and value != "", "malformed", path, "not a text, or empty")


def check_count(value, path):
    # The reader has refused what is beyond 2^53-1. In Python true is an int of its own type, so `type` is asked.
    need(type(value) is int and value >= 0, "malformed", path, "not a count")


def check_flag(value, path):
    need(type(value) is bool, "malformed", path, "neither true nor false")


def check_list(value, path):
    need(type(value) is list, "malformed", path, "not a list")


def check_unique(value, seen, path):
    need(value not in seen, "duplicate", path, "for the second time")
    seen.add(value)


def check_keys(value, path, names, optional=""):
    """[Manifest, Order of checks] `keys` of an object; the names in the order given, separated by spaces."""
    need(type(value) is dict, "malformed", path, "not an object")
    names = names.split()
    unknown = value.keys() - set(names) - set(optional.split())
    if unknown:
        raise Refused("unknown-key", pointer(path, min(unknown, key=by_bytes)), "no such key here")
    for name in names:
        need(name in value, "missing", path + "/" + name, "this key is missing")


def check_spec(value, spec, path):
    """[Manifest step 1; Slip; Cancelled; Secret] A spec that is there must be the right one."""
    if type(value) is dict and "spec" in value:
        need(value["spec"] == spec, "other-spec", path + "/spec", "not " + spec)


# --------------------------------------------------------------------------------------------------------- manifest

def check_manifest(m, path):
    """[Manifest, Order of checks] Steps 1 to 12. `path` is where the manifest stands: "" or "/manifest"."""
    check_spec(m, MANIFEST_SPEC, path)
    check_keys(m, path, "spec exam session opens bank sections draws candidates roster_root contributors beacon "
                        "deadlines", "constraints")
    if "constraints" in m:
        check_constraints(m["constraints"], path + "/constraints")
    check_id(m["exam"], path + "/exam")
    check_id(m["session"], path + "/session")
    check_text(m["opens"], path + "/opens")
    check_keys(m["bank"], path + "/bank", "id version package")
    check_id(m["bank"]["id"], path + "/bank/id")
    check_text(m["bank"]["version"], path + "/bank/version")
    check_digest(m["bank"]["package"], path + "/bank/package")
    check_sections(m["sections"], path + "/sections")
    check_draws(m["draws"], path + "/draws")
    check_candidates(m["candidates"], path + "/candidates")
    check_digest(m["roster_root"], path + "/roster_root")
    check_contributors(m["contributors"], path + "/contributors")
    if m["beacon"] is not None:
        check_announced_beacon(m["beacon"], path + "/beacon")
    check_deadlines(m["deadlines"], path + "/deadlines")


def check_constraints(constraints, path):
    """[Manifest step 3]"""
    check_keys(constraints, path, "", "enemies facility_sum")
    if "enemies" in constraints:
        check_list(constraints["enemies"], path + "/enemies")
        for i, enemies in enumerate(constraints["enemies"]):
            check_list(enemies, "%s/enemies/%d" % (path, i))
            for j, item in enumerate(enemies):
                check_id(item, "%s/enemies/%d/%d" % (path, i, j))
    if "facility_sum" in constraints:
        limits = constraints["facility_sum"]
        check_keys(limits, path + "/facility_sum", "target tolerance")
        check_count(limits["target"], path + "/facility_sum/target")
        check_count(limits["tolerance"], path + "/facility_sum/tolerance")


def check_sections(sections, path):
    """[Manifest step 6]"""
    check_list(sections, path)
    section_ids, item_ids = set(), set()
    for i, section in enumerate(sections):
        at = "%s/%d" % (path, i)
        check_keys(section, at, "id shuffle_items shuffle_options cells")
        check_id(section["id"], at + "/id")
        check_unique(section["id"], section_ids, at + "/id")
        check_flag(section["shuffle_items"], at + "/shuffle_items")
        check_flag(section["shuffle_options"], at + "/shuffle_options")
        check_list(section["cells"], at + "/cells")
        cell_ids = set()
        for j, cell in enumerate(section["cells"]):
            check_cell(cell, cell_ids, item_ids, "%s/cells/%d" % (at, j))


def check_cell(cell, cell_ids, item_ids, path):
    """[Manifest step 6] The count comes after the items."""
    check_keys(cell, path, "id count items")
    check_id(cell["id"], path + "/id")
    check_unique(cell["id"], cell_ids, path + "/id")
    check_list(cell["items"], path + "/items")
    for i, item in enumerate(cell["items"]):
        check_item(item, item_ids, "%s/items/%d" % (path, i))
    check_count(cell["count"], path + "/count")
    need(1 <= cell["count"] <= len(cell["items"]), "not-in-pool", path + "/count", "not 1 to the number of items")


def check_item(item, item_ids, path):
    """[Manifest step 6] That the item's id is unique is asked after its options."""
    check_keys(item, path, "id facility leaf options")
    check_id(item["id"], path + "/id")
    facility = item["facility"]
    need(type(facility) is int and 0 <= facility <= 1000, "malformed", path + "/facility", "not 0 to 1000")
    check_digest(item["leaf"], path + "/leaf")
    check_list(item["options"], path + "/options")
    option_ids = set()
    for i, option in enumerate(item["options"]):
        at = "%s/options/%d" % (path, i)
        check_keys(option, at, "id", "fixed")
        check_id(option["id"], at + "/id")
        check_unique(option["id"], option_ids, at + "/id")
        if "fixed" in option:
            check_flag(option["fixed"], at + "/fixed")
    check_unique(item["id"], item_ids, path + "/id")


def check_draws(draws, path):
    """[Manifest step 7]"""
    check_list(draws, path)
    draw_ids = set()
    for i, draw in enumerate(draws):
        at = "%s/%d" % (path, i)
        check_keys(draw, at, "id from take")
        check_form(draw["id"], DRAW_ID, at + "/id", "valid draw id")
        check_unique(draw["id"], draw_ids, at + "/id")
        check_list(draw["from"], at + "/from")
        entries = set()
        for j, entry in enumerate(draw["from"]):
            check_id(entry, "%s/from/%d" % (at, j))
            check_unique(entry, entries, "%s/from/%d" % (at, j))
        check_count(draw["take"], at + "/take")
        need(1 <= draw["take"] <= len(entries), "not-in-pool", at + "/take", "not 1 to the number of entries")


def check_candidates(candidates, path):
    """[Manifest step 8] Ascending by bytes; the numbers are ASCII, so Python's order of texts is this order."""
    check_list(candidates, path)
    before = None
    for i, number in enumerate(candidates):
        at = "%s/%d" % (path, i)
        check_form(number, CANDIDATE, at, "candidate number of 1 to 20 digits")
        if before is not None:
            need(number != before, "duplicate", at, "for the second time")
            need(number > before, "unsorted", at, "belongs before its neighbour")
        before = number


def check_contributors(contributors, path):
    """[Manifest step 10]"""
    check_list(contributors, path)
    ids = set()
    for i, contributor in enumerate(contributors):
        at = "%s/%d" % (path, i)
        check_keys(contributor, at, "id commitment")
        check_id(contributor["id"], at + "/id")
        check_unique(contributor["id"], ids, at + "/id")
        check_digest(contributor["commitment"], at + "/commitment")
    need(contributors, "malformed", path, "nobody contributes")


def check_announced_beacon(beacon, path):
    """[Manifest step 11]"""
    check_keys(beacon, path, "event fallback groups")
    check_list(beacon["groups"], path + "/groups")
    for i, group in enumerate(beacon["groups"]):
        at = "%s/groups/%d" % (path, i)
        check_keys(group, at, "take of")
        check_count(group["of"], at + "/of")
        check_count(group["take"], at + "/take")
        need(1 <= group["take"] <= group["of"], "not-in-pool", at + "/take", "not 1 to `of`")
    need(has_outcomes(beacon["groups"], 2**24), "weak-beacon", path + "/groups", "fewer than 2^24 outcomes")
    check_filled(beacon["event"], path + "/event")
    check_filled(beacon["fallback"], path + "/fallback")


def has_outcomes(groups, bound):
    """[Manifest step 11] Is the product of all C(of, take) at least `bound`? Stops as soon as it is.

    C(of, k) with the smaller k grows as C(of-k+1, 1), C(of-k+2, 2), ...: all integers, each at least twice the last."""
    product = 1
    for group in groups:
        k = min(group["take"], group["of"] - group["take"])
        ways = 1
        for i in range(1, k + 1):
            ways = ways * (group["of"] - k + i) // i
            if ways * product >= bound:
                return True
        product *= ways
    return product >= bound


def check_deadlines(deadlines, path):
    """[Manifest step 12]"""
    need(type(deadlines) is dict, "malformed", path, "not an object")
    for name in sorted(deadlines, key=by_bytes):
        need(name.isascii(), "unknown-key", pointer(path, name), "not an ASCII name")
        check_text(deadlines[name], pointer(path, name))


# ----------------------------------------------------------------------------------------------- reveals and beacon

def check_reveals_form(value):
    """[Reveals] The form of the three fields, in a file of their own, an evidence or a cancelled file."""
    check_list(value["reveals"], "/reveals")
    seen = set()
    for i, reveal in enumerate(value["reveals"]):
        at = "/reveals/%d" % i
        check_keys(reveal, at, "id secret")
        check_id(reveal["id"], at + "/id")
        check_unique(reveal["id"], seen, at + "/id")
        check_digest(reveal["secret"], at + "/secret")
    check_list(value["excluded"], "/excluded")
    seen = set()
    for i, excluded in enumerate(value["excluded"]):
        check_id(excluded, "/excluded/%d" % i)
        check_unique(excluded, seen, "/excluded/%d" % i)
    if value["beacon"] is not None:
        check_keys(value["beacon"], "/beacon", "event value")
        check_text(value["beacon"]["event"], "/beacon/event")
        check_text(value["beacon"]["value"], "/beacon/value")


def commitment(exam, session, contributor, secret):
    """[What happens when] C = H(E("exam-seed/v1/commit", exam, session, contributor, s)), in hex."""
    return H(E("exam-seed/v1/commit", exam, session, contributor, bytes.fromhex(secret))).hex()


def check_opened(m, value):
    """[Reveals, against the manifest] Each reveal, then each excluded contributor."""
    committed = {contributor["id"]: contributor["commitment"] for contributor in m["contributors"]}
    revealed = set()
    for i, reveal in enumerate(value["reveals"]):
        at = "/reveals/%d" % i
        need(reveal["id"] in committed, "not-a-contributor", at + "/id", "the manifest has no such contributor")
        need(commitment(m["exam"], m["session"], reveal["id"], reveal["secret"]) == committed[reveal["id"]],
             "wrong-secret", at + "/secret", "not what was committed to")
        revealed.add(reveal["id"])
    for i, excluded in enumerate(value["excluded"]):
        at = "/excluded/%d" % i
        need(excluded in committed, "not-a-contributor", at, "the manifest has no such contributor")
        need(excluded not in revealed, "revealed-and-excluded", at, "this contributor's secret is revealed")


def check_reveals(m, value):
    """[Reveals, against the manifest] The whole of it, with the beacon."""
    check_opened(m, value)
    need(value["reveals"], "no-reveals", "/reveals", "no secret at all")
    known = {reveal["id"] for reveal in value["reveals"]}.union(value["excluded"])
    need(all(contributor["id"] in known for contributor in m["contributors"]),
         "not-accounted-for", "/reveals", "a contributor is neither revealed nor excluded")
    need((m["beacon"] is None) == (value["beacon"] is None), "beacon-mismatch", "/beacon",
         "a beacon here or in the manifest, but not in both")
    if value["beacon"] is not None:
        check_drawn_beacon(m["beacon"], value["beacon"])


def check_drawn_beacon(announced, drawn):
    """[Beacon]"""
    need(drawn["event"] in (announced["event"], announced["fallback"]), "other-event", "/beacon/event",
         "neither the event of the manifest nor its fallback")
    need(is_outcome(drawn["value"], announced["groups"]), "no-outcome", "/beacon/value",
         "not numbers that this event can bring")


def is_outcome(value, groups):
    """[Beacon] For each group its numbers, each followed by ".", then "/"."""
    parts = value.split("/")
    if len(parts) != len(groups) + 1 or parts[-1] != "":
        return False
    return all(is_group_outcome(part, group) for part, group in zip(parts, groups))


def is_group_outcome(part, group):
    numbers = part.split(".")
    if len(numbers) != group["take"] + 1 or numbers[-1] != "":
        return False
    before = 0
    for number in numbers[:-1]:
        if not re.fullmatch(r"[1-9][0-9]{0,15}", number):
            return False
        if not before < int(number) <= group["of"]:
            return False
        before = int(number)
    return True


# ------------------------------------------------------------------------------------------------------- derivation

def manifest_hash(m):
    """[What happens when] H(JCS(manifest)) as bytes."""
    return H(jcs(m))


def input_keys(reveals, beacon):
    """[Derivation] IKM, salt and PRK."""
    ikm = b"".join([E(reveal["id"], bytes.fromhex(reveal["secret"]))
                    for reveal in sorted(reveals, key=lambda reveal: by_bytes(reveal["id"]))])
    event, value = (beacon["event"], beacon["value"]) if beacon else ("", "")
    salt = H(E("exam-seed/v1/beacon", event, value))
    return ikm, salt, extract(salt, ikm)


def master_key(m, m_hash, value):
    """[Derivation] master = HKDF-Expand(PRK, E("exam-seed/v1/master", exam, H(JCS(manifest))), 32)."""
    return expand(input_keys(value["reveals"], value["beacon"])[2], "exam-seed/v1/master", m["exam"], m_hash)


def key_for(m, master, who):
    """[Derivation, Other draws] `paper` of a candidate number, or of a draw id in its place."""
    return expand(master, "exam-seed/v1/paper", m["exam"], m["session"], who)


class Blueprint:
    """[The paper] What the papers of all candidates have in common: the rungs, the constraints."""

    def __init__(self, m):
        self.sections = m["sections"]
        self.rungs = [(number, section["id"], "%s/%d/" % (cell["id"], r), rung)
                      for number, section in enumerate(self.sections)
                      for cell in section["cells"]
                      for r, rung in enumerate(rungs_of(cell))]
        constraints = m.get("constraints", {})
        self.limits = constraints.get("facility_sum")
        self.sets_of = {}
        for number, enemies in enumerate(constraints.get("enemies", [])):
            for item in set(enemies):
                self.sets_of.setdefault(item, []).append(number)

    def take(self, key, attempt):
        """[The paper] The items of one attempt, in the order taken: pairs of (section number, item).

        A rung of one item gives this item whatever the word is, so that its stream needn't be opened."""
        keys = [stream_key(key, section, "draw", index + str(attempt))
                for _, section, index, rung in self.rungs if len(rung) > 1]
        streams = iter(open_streams(keys))
        return [(number, rung[next(streams).bounded(len(rung))] if len(rung) > 1 else rung[0])
                for number, _, _, rung in self.rungs]

    def misfit(self, taken):
        """[The paper] Why the whole paper does not fit, or "" if it does."""
        met = {}
        for _, item in taken:
            for number in self.sets_of.get(item["id"], ()):
                if number in met:
                    return "%s and %s are enemies" % (met[number], item["id"])
                met[number] = item["id"]
        if self.limits:
            total = sum([item["facility"] for _, item in taken])
            if abs(total - self.limits["target"]) > self.limits["tolerance"]:
                return "the sum is off by more than the tolerance"
        return ""

    def first_fit(self, key):
        """[The paper] The number of the first attempt that fits, and its items."""
        for attempt in range(ATTEMPTS):
            taken = self.take(key, attempt)
            if not self.misfit(taken):
                return attempt, taken
        raise Refused("no-paper", "", "no attempt of %d fits" % ATTEMPTS)

    def paper(self, key, candidate):
        """[The paper, Evidence] The paper as it stands in an evidence."""
        attempt, taken = self.first_fit(key)
        sections = []
        for number, section in enumerate(self.sections):
            items = [item for place, item in taken if place == number]
            if section["shuffle_items"] and len(items) > 1:
                items = Stream(stream_key(key, section["id"], "item-order", "")).shuffle(items)
            sections.append({"id": section["id"], "items": [
                {"id": item["id"], "options": options}
                for item, options in zip(items, options_of(section, items, key))]})
        return {"candidate": candidate, "attempt": attempt, "key_hash": H(key).hex(), "sections": sections}


def rungs_of(cell):
    """[The paper] The pool by facility, then id; cut into `count` rungs."""
    pool = sorted(cell["items"], key=lambda item: (item["facility"], by_bytes(item["id"])))
    n, c = len(pool), cell["count"]
    return [pool[r * n // c:(r + 1) * n // c] for r in range(c)]


def options_of(section, items, key):
    """[The paper] For each item its options as seen."""
    if not section["shuffle_options"]:
        return [[option["id"] for option in item["options"]] for item in items]
    free = [sorted([option["id"] for option in item["options"] if option.get("fixed") is not True], key=by_bytes)
            for item in items]
    streams = iter(open_streams([stream_key(key, section["id"], "options", item["id"])
                                 for item, ids in zip(items, free) if len(ids) > 1]))
    seen = []
    for item, ids in zip(items, free):
        following = iter(next(streams).shuffle(ids) if len(ids) > 1 else ids)
        seen.append([option["id"] if option.get("fixed") is True else next(following) for option in item["options"]])
    return seen


def taken_by(m, master, draw):
    """[Other draws]"""
    stream = Stream(stream_key(key_for(m, master, draw["id"]), "", "draw", ""))
    return {"id": draw["id"], "taken": stream.draw(draw["take"], sorted(draw["from"], key=by_bytes))}


def paper_leaf(candidate, key):
    """[Trees] E(candidate, H(paper))."""
    return E(candidate, H(key))


def derive(m, m_hash, value):
    """[Replay step 7; Derivation] All that follows from a checked manifest and its checked reveals and beacon."""
    master = master_key(m, m_hash, value)
    blueprint = Blueprint(m)
    keys = [key_for(m, master, candidate) for candidate in m["candidates"]]
    all_papers = [blueprint.paper(key, candidate) for key, candidate in zip(keys, m["candidates"])]
    all_draws = [taken_by(m, master, draw) for draw in m["draws"]]
    root = tree_root([paper_leaf(candidate, key) for key, candidate in zip(keys, m["candidates"])])
    return {"master_hash": H(master).hex(), "papers_root": root.hex(), "papers": all_papers, "draws": all_draws}


def papers(manifest_bytes, reveals_bytes):
    """[Evidence] The evidence of a manifest and a reveals file. The manifest's errors come first."""
    m = read_json(manifest_bytes)
    check_manifest(m, "")
    value = read_json(reveals_bytes)
    check_keys(value, "", "reveals excluded beacon")
    check_reveals_form(value)
    check_reveals(m, value)
    m_hash = manifest_hash(m)
    evidence = {"manifest": m, "manifest_hash": m_hash.hex(), "reveals": value["reveals"],
                "excluded": value["excluded"], "beacon": value["beacon"]}
    evidence.update(derive(m, m_hash, value))
    return evidence


# ------------------------------------------------------------------------------------------------- the kinds of file

def check_manifest_in(value):
    """[Replay steps 2 and 3; Cancelled steps 2 and 3] The manifest inside a file, and its hash."""
    check_manifest(value["manifest"], "/manifest")
    m_hash = manifest_hash(value["manifest"])
    need(value["manifest_hash"] == m_hash.hex(), "differs", "/manifest_hash", "not the hash of this manifest")
    return m_hash


def check_evidence(value):
    """[Replay] All steps after the strict JSON."""
    check_keys(value, "", "manifest manifest_hash reveals excluded beacon master_hash papers_root papers draws")
    m_hash = check_manifest_in(value)
    m = value["manifest"]
    check_reveals_form(value)
    check_candidates_of_papers(value["papers"], m["candidates"])
    check_reveals(m, value)
    derived = derive(m, m_hash, value)
    for name in ("master_hash", "papers_root", "papers", "draws"):
        compare(value[name], derived[name], "/" + name)


def check_candidates_of_papers(given, candidates):
    """[Replay step 5]"""
    check_list(given, "/papers")
    for place in range(max(len(given), len(candidates))):
        at = "/papers/%d/candidate" % place
        if place < len(given):
            paper = given[place]
            need(type(paper) is dict and "candidate" in paper, "missing", at, "a paper without a candidate")
        need(place < len(given), "differs", at, "this candidate has no paper")
        need(place < len(candidates), "differs", at, "more papers than candidates")
        need(given[place]["candidate"] == candidates[place], "differs", at, "another candidate")


def compare(given, derived, path):
    """[Replay, Comparing] Refuse the first difference."""
    if type(given) is dict and type(derived) is dict:
        for key in sorted(given.keys() - derived.keys(), key=by_bytes):
            raise Refused("differs", pointer(path, key), "this is not derived")
        for key in sorted(derived, key=by_bytes):
            need(key in given, "differs", pointer(path, key), "this is derived, but not given")
            compare(given[key], derived[key], pointer(path, key))
    elif type(given) is list and type(derived) is list:
        for place in range(max(len(given), len(derived))):
            at = "%s/%d" % (path, place)
            need(place < len(derived), "differs", at, "this is not derived")
            need(place < len(given), "differs", at, "this is derived, but not given")
            compare(given[place], derived[place], at)
    else:
        need(type(given) is type(derived) and given == derived, "differs", path, "something else is derived")


def check_slip(value, manifest_bytes, posted_root=None):
    """[Slip] Returns the paper that must have been on the desk."""
    check_spec(value, SLIP_SPEC, "")
    check_keys(value, "", "spec exam session candidate manifest_hash papers_root paper_key index size path")
    check_id(value["exam"], "/exam")
    check_id(value["session"], "/session")
    check_form(value["candidate"], CANDIDATE, "/candidate", "candidate number of 1 to 20 digits")
    for name in ("manifest_hash", "papers_root", "paper_key"):
        check_digest(value[name], "/" + name)
    check_count(value["index"], "/index")
    check_count(value["size"], "/size")
    check_list(value["path"], "/path")
    for i, entry in enumerate(value["path"]):
        check_digest(entry, "/path/%d" % i)
    m = manifest_of(manifest_bytes)
    need(value["exam"] == m["exam"], "differs", "/exam", "not the manifest's")
    need(value["session"] == m["session"], "differs", "/session", "not the manifest's")
    need(value["manifest_hash"] == manifest_hash(m).hex(), "differs", "/manifest_hash", "not the manifest's")
    need(value["size"] == len(m["candidates"]), "differs", "/size", "not the number of candidates")
    need(value["index"] < value["size"] and value["candidate"] == m["candidates"][value["index"]],
         "differs", "/candidate", "not at this place among the candidates")
    need(posted_root is None or value["papers_root"] == posted_root, "differs", "/papers_root", "not what was posted")
    key = bytes.fromhex(value["paper_key"])
    path = [bytes.fromhex(entry) for entry in value["path"]]
    need(leads_to(value["index"], value["size"], leaf_hash(paper_leaf(value["candidate"], key)), path,
                  bytes.fromhex(value["papers_root"])), "differs", "/path", "does not lead to papers_root")
    return Blueprint(m).paper(key, value["candidate"])


def manifest_of(manifest_bytes):
    """[Slip step 2] The slip's manifest; its errors are told as the manifest's."""
    try:
        m = read_json(manifest_bytes)
        check_manifest(m, "")
    except Refused as refused:
        raise Refused(refused.code, refused.path, "in the manifest file: " + refused.reason) from None
    return m


def leads_to(index, size, leaf, path, root):
    """[Slip step 5] The inclusion path of RFC 9162 section 2.1.3.2."""
    fn, sn, r = index, size - 1, leaf
    for p in path:
        if sn == 0:
            return False
        if fn % 2 == 1 or fn == sn:
            r = node_hash(p, r)
            while fn % 2 == 0 and fn != 0:
                fn, sn = fn // 2, sn // 2
        else:
            r = node_hash(r, p)
        fn, sn = fn // 2, sn // 2
    return sn == 0 and r == root


def check_cancelled(value):
    """[Cancelled]"""
    check_spec(value, CANCELLED_SPEC, "")
    check_keys(value, "", "spec manifest manifest_hash reason cancelled_at reveals excluded beacon")
    check_manifest_in(value)
    check_filled(value["reason"], "/reason")
    need(is_instant(value["cancelled_at"]), "malformed", "/cancelled_at", "not an instant YYYY-MM-DDTHH:MM:SSZ")
    check_reveals_form(value)
    check_opened(value["manifest"], value)
    if value["beacon"] is not None:
        need(value["manifest"]["beacon"] is not None, "beacon-mismatch", "/beacon", "the manifest has no beacon")
        check_drawn_beacon(value["manifest"]["beacon"], value["beacon"])


def is_instant(value):
    """[Cancelled step 4] A real instant; the second 60 and the hour 24 are none, the year 0000 is."""
    found = type(value) is str and re.fullmatch(
        r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})Z", value)
    if not found:
        return False
    year, month, day, hour, minute, second = map(int, found.groups())
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    days = (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return 1 <= month <= 12 and 1 <= day <= days[month - 1] and hour < 24 and minute < 60 and second < 60


def check_secret(value):
    """[Secret and receipt]"""
    check_spec(value, SECRET_SPEC, "")
    check_keys(value, "", "spec exam session contributor secret commitment")
    for name in ("exam", "session", "contributor"):
        check_id(value[name], "/" + name)
    check_digest(value["secret"], "/secret")
    check_digest(value["commitment"], "/commitment")
    need(commitment(value["exam"], value["session"], value["contributor"], value["secret"]) == value["commitment"],
         "wrong-secret", "/secret", "not what was committed to")


def kind_of(value):
    """[Cancelled] By its `spec`; whatever has none of these is an evidence."""
    spec = value.get("spec") if type(value) is dict else None
    kinds = {SLIP_SPEC: "slip", CANCELLED_SPEC: "cancelled", SECRET_SPEC: "secret"}
    return kinds.get(spec, "evidence") if type(spec) is str else "evidence"


def replay(evidence_bytes):
    """[Replay, Cancelled] Check an evidence or a cancelled file as `draw replay` does."""
    value = read_json(evidence_bytes)
    if kind_of(value) == "cancelled":
        check_cancelled(value)
    else:
        check_evidence(value)


# ------------------------------------------------------------------------------------------------------------ trace

def trace(value, show, manifest_bytes=None):
    """[Vectors] Show what the page lists, for an evidence whose manifest, reveals and beacon are sound.

    `show` takes a label and a text. What an evidence gives as papers, draws and hashes isn't looked at."""
    trace_fixed(show)
    kind = kind_of(value)
    if kind == "slip" and manifest_bytes is not None:
        paper = check_slip(value, manifest_bytes)
        show("leaf hash " + value["candidate"],
             leaf_hash(paper_leaf(value["candidate"], bytes.fromhex(value["paper_key"]))).hex())
        show("attempt", str(paper["attempt"]))
        trace_items(paper, show)
        show("slip of " + value["candidate"], slip_text("...", value))
    if kind == "secret":
        check_secret(value)
        show("C(%s)" % value["contributor"], value["commitment"])
        show("secret of " + value["contributor"], secret_text(value))
    if kind not in ("evidence", "cancelled"):
        return
    m = value["manifest"] if type(value) is dict and "manifest" in value else None
    check_manifest(m, "/manifest")
    for name in ("reveals", "excluded", "beacon"):
        need(name in value, "missing", "/" + name, "this key is missing")
    check_reveals_form(value)
    for reveal in value["reveals"]:
        show("C(%s)" % reveal["id"], commitment(m["exam"], m["session"], reveal["id"], reveal["secret"]))
    text = jcs_text(m)
    show("JCS(manifest)", "%d bytes, %s ... %s" % (len(jcs(m)), text[:35], text[-35:]))
    m_hash = manifest_hash(m)
    show("H(JCS(manifest))", m_hash.hex())
    if kind == "cancelled":
        return
    check_reveals(m, value)
    ikm, salt, prk = input_keys(value["reveals"], value["beacon"])
    master = master_key(m, m_hash, value)
    for label, data in (("IKM", ikm), ("salt", salt), ("PRK", prk), ("master", master), ("H(master)", H(master))):
        show(label, data.hex())
    keys = [key_for(m, master, candidate) for candidate in m["candidates"]]
    for candidate, key in zip(m["candidates"], keys):
        show("paper " + candidate, key.hex())
        show("H(paper %s)" % candidate, H(key).hex())
    for draw in m["draws"]:
        key = key_for(m, master, draw["id"])
        show("paper " + draw["id"], key.hex())
        show('stream ("", draw, "") of ' + draw["id"], stream_key(key, "", "draw", "").hex())
        show("taken by " + draw["id"], " ".join(taken_by(m, master, draw)["taken"]))
    leaves = [paper_leaf(candidate, key) for candidate, key in zip(m["candidates"], keys)]
    for candidate, leaf in zip(m["candidates"], leaves):
        show("leaf hash " + candidate, leaf_hash(leaf).hex())
    show("papers_root", tree_root(leaves).hex())
    for section in m["sections"]:
        for cell in section["cells"]:
            show("rungs of " + cell["id"], " | ".join([" ".join([item["id"] for item in rung])
                                                       for rung in rungs_of(cell)]))
    for number, (candidate, key) in enumerate(zip(m["candidates"], keys)):
        trace_paper(Blueprint(m), candidate, key, show)
        slip = {"exam": m["exam"], "session": m["session"], "candidate": candidate, "index": number,
                "size": len(keys), "paper_key": key.hex(),
                "path": [entry.hex() for entry in inclusion_path(number, leaves)]}
        show("slip of " + candidate, slip_text("...", slip))
    for reveal in value["reveals"]:
        show("secret of " + reveal["id"], secret_text({"exam": m["exam"], "session": m["session"],
                                                       "contributor": reveal["id"], "secret": reveal["secret"]}))


def trace_fixed(show):
    """[Vectors] The values that no file determines."""
    show("ChaCha20 key 00 01 ... 1f, first word", "%016x" % Stream(bytes(range(32))).word())
    show("root of no leaves", tree_root([]).hex())
    show("root of the 1-byte leaves 00 01 02", tree_root([bytes([i]) for i in range(3)]).hex())
    show("root of 00 01 02 03 04", tree_root([bytes([i]) for i in range(5)]).hex())


def trace_paper(blueprint, candidate, key, show):
    """[Vectors] One candidate: the attempts, the order, and one stream with its words."""
    if not blueprint.rungs:
        return
    _, section, index, rung = blueprint.rungs[0]
    first = stream_key(key, section, "draw", index + "0")
    show("stream (%s, draw, %s0) of %s" % (section, index, candidate),
         "%s, first word %016x" % (first.hex(), Stream(first).word()))
    for attempt in range(ATTEMPTS):
        taken = blueprint.take(key, attempt)
        misfit = blueprint.misfit(taken)
        show("attempt %d of %s" % (attempt, candidate), "%s, sum %d: %s" % (
            " ".join([item["id"] for _, item in taken]), sum([item["facility"] for _, item in taken]),
            "refused, " + misfit if misfit else "fits"))
        if not misfit:
            break
    paper = blueprint.paper(key, candidate)
    for part in paper["sections"]:
        show('stream (%s, item-order, "") of %s' % (part["id"], candidate),
             stream_key(key, part["id"], "item-order", "").hex())
    trace_items(paper, show)
    options = stream_key(key, section, "options", rung[0]["id"])
    show("stream (%s, options, %s) of %s" % (section, rung[0]["id"], candidate), options.hex())
    show("its words", " ".join(["%016x" % word for word in chacha20([options], 0)[0]]))
    stream = Stream(options)
    show("bounded(2^63+1) three times", " ".join([str(stream.bounded(2**63 + 1)) for _ in range(3)]))
    show("shuffle 0...9", " ".join(map(str, Stream(options).shuffle(range(10)))))
    show("draw 5 of 0...19", " ".join(map(str, Stream(options).draw(5, range(20)))))


def trace_items(paper, show):
    for part in paper["sections"]:
        show("order in section " + part["id"], " ".join([item["id"] for item in part["items"]]))
        for item in part["items"]:
            show("options of " + item["id"], " ".join(item["options"]))


def inclusion_path(index, leaves):
    """[Slip] RFC 9162 section 2.1.3.1, nearest the leaf first."""
    if len(leaves) <= 1:
        return []
    k = 1 << ((len(leaves) - 1).bit_length() - 1)
    if index < k:
        return inclusion_path(index, leaves[:k]) + [tree_root(leaves[k:])]
    return inclusion_path(index - k, leaves[k:]) + [tree_root(leaves[:k])]


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def slip_text(origin, slip):
    """[Slip] The URL in the slip's QR code."""
    return "%s/draw/%s/%s/slip#%s.%d.%d.%s.%s" % (
        origin, slip["exam"], slip["session"], slip["candidate"], slip["index"], slip["size"],
        base64url(bytes.fromhex(slip["paper_key"])), base64url(bytes.fromhex("".join(slip["path"]))))


def from_base64url(text):
    """[Slip] RFC 4648 section 5 without padding, in its one canonical form; None if it isn't."""
    if not re.fullmatch(r"[A-Za-z0-9_-]*", text) or len(text) % 4 == 1:
        return None
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    return data if base64url(data) == text else None


def slip_of_text(text, manifest_bytes, posted_root):
    """[Slip] The slip that a QR text stands for; what it lacks comes from the manifest and the posted root.

    A text that isn't of the form is `malformed`, without a path. The posted root (hex) is needed here, as the text
    has none. The slip is still to be checked by check_slip."""
    number = r"(0|[1-9][0-9]{0,15})"
    found = re.fullmatch(r"[^#]*/draw/([^/#]*)/([^/#]*)/slip"
                         r"#([0-9]{1,20})\.%s\.%s\.([^.]*)\.([^.]*)" % (number, number), text)
    need(found, "malformed", "", "not the text of a slip")
    exam, session, candidate, index, size, key, path = found.groups()
    key, path = from_base64url(key), from_base64url(path)
    need(ID.fullmatch(exam) and ID.fullmatch(session) and max(int(index), int(size)) <= MAX_INT
         and key is not None and len(key) == 32 and path is not None and len(path) % 32 == 0,
         "malformed", "", "not the text of a slip")
    return {"spec": SLIP_SPEC, "exam": exam, "session": session, "candidate": candidate,
            "manifest_hash": manifest_hash(manifest_of(manifest_bytes)).hex(), "papers_root": posted_root,
            "paper_key": key.hex(), "index": int(index), "size": int(size),
            "path": [path[at:at + 32].hex() for at in range(0, len(path), 32)]}


def secret_text(secret):
    """[Secret and receipt] The text in the envelope's QR code."""
    return "EXAM-SEED-SECRET/V1:%s:%s:%s:%s" % (
        secret["exam"], secret["session"], secret["contributor"], secret["secret"])


# ------------------------------------------------------------------------------------------------------ command line

def check_file(data, manifest_bytes, posted_root, kind=None):
    """Check one file of any kind; returns remarks that refuse nothing."""
    value = read_json(data)
    kind = kind or kind_of(value)
    if kind == "slip":
        if manifest_bytes is None:
            raise Usage("a slip needs --manifest")
        check_slip(value, manifest_bytes, posted_root)
        return [] if posted_root else ["without the posted root (--papers-root) it proves only that it fits itself"]
    if kind == "secret":
        check_secret(value)
        return []
    if kind == "cancelled":
        check_cancelled(value)
        return ["a sound record of a cancelled session; nothing more can be derived from it"]
    check_evidence(value)
    return [] if value["beacon"] else ["a practice draw without a beacon: not publicly random"]


class Usage(Exception):
    """What the caller can set right; exit status 2."""


def read_file(name):
    try:
        with open(name, "rb") as file:
            return file.read()
    except (OSError, ValueError) as error:
        raise Usage("can't be read: %s" % (getattr(error, "strerror", None) or error)) from None


def printable(text):
    """A pointer may hold any character; on a line of output, control characters are written as escapes."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", lambda sign: "\\u%04x" % ord(sign.group()), text)


def run(name, options, manifest_bytes):
    """Check one file and print its line; returns the exit status for it."""
    try:
        data = read_file(name)
        if name == options.trace:
            try:
                trace(read_json(data), lambda label, text: print("  %-40s %s" % (label, text)),
                      manifest_bytes)
            except Refused:
                pass  # the check below says so
        for remark in check_file(data, manifest_bytes, options.papers_root, options.kind):
            print("%s: %s" % (name, remark), file=sys.stderr)
        print("%s: ok" % name)
        return 0
    except Refused as refused:
        print("%s: refused: %s %s -- %s" % (name, refused.code, printable(refused.path), refused.reason))
        return 1
    except Usage as usage:
        print("%s: %s" % (name, usage), file=sys.stderr)
        return 2


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="replay.py", description="Check files of an auditable exam draw.")
    parser.add_argument("files", nargs="*", metavar="FILE")
    parser.add_argument("--manifest", metavar="FILE", help="the manifest, for slips")
    parser.add_argument("--papers-root", metavar="HEX", help="the posted root, for slips")
    parser.add_argument("--trace", metavar="FILE", help="print the values on the way, then check FILE")
    parser.add_argument("--kind", choices=("evidence", "slip", "cancelled", "secret"),
                        help="take the files as this kind, whatever their spec")
    options = parser.parse_args(arguments)
    for output in (sys.stdout, sys.stderr):
        if hasattr(output, "reconfigure"):
            output.reconfigure(encoding="utf-8", errors="backslashreplace")
    files = options.files + ([options.trace] if options.trace and options.trace not in options.files else [])
    if not files:
        parser.error("no FILE")
    if options.papers_root is not None and not DIGEST.fullmatch(options.papers_root):
        parser.error("--papers-root is not a digest of 64 lowercase hex digits")
    try:
        manifest_bytes = read_file(options.manifest) if options.manifest else None
    except Usage as usage:
        parser.error("%s: %s" % (options.manifest, usage))
    return max([run(name, options, manifest_bytes) for name in files])


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(2)
