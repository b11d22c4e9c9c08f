#!/usr/bin/env python3
"""Tests of replay.py: the values of the page's section Vectors, the four vector files, and every kind of refusal.

    python3 test_replay.py
"""

import contextlib
import copy
import io
import json
import os
import random
import struct
import sys
import tempfile
import time
import unittest

sys.dont_write_bytecode = True
HOUSE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(HOUSE, "docs", "draw"))
import replay as r  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))


def vector(name):
    with open(os.path.join(HOUSE, "tests", "vectors", name + "-vector.json"), "rb") as file:
        return file.read()


DRAW, SLIP, CANCELLED, SECRET = [vector(name) for name in ("draw", "slip", "cancelled", "secret")]
EVIDENCE = json.loads(DRAW)
MANIFEST = EVIDENCE["manifest"]
ROOT = "0347691d6d124c7c647318958f65175ac8bfefe56ad76e9a1db1895847da0c48"
GONE = object()
HEX = "ab" * 32


def dump(value):
    return json.dumps(value).encode()


def altered(value, *changes):
    """A copy with values set at pointers ("/a/0/b"; "-" appends); GONE removes."""
    value = copy.deepcopy(value)
    for path, new in changes:
        parts = [part.replace("~1", "/").replace("~0", "~") for part in path.split("/")[1:]]
        if not parts:
            value = new
            continue
        at = value
        for part in parts[:-1]:
            at = at[int(part)] if isinstance(at, list) else at[part]
        last = parts[-1]
        if isinstance(at, list):
            if last == "-":
                at.append(new)
            elif new is GONE:
                del at[int(last)]
            else:
                at[int(last)] = new
        elif new is GONE:
            del at[last]
        else:
            at[last] = new
    return value


def refusal(call, *arguments):
    """(code, path) of what `call` raises, or "ok"."""
    try:
        call(*arguments)
    except r.Refused as refused:
        assert refused.code in r.CODES and refused.reason
        return refused.code, refused.path
    return "ok"


def rehashed(*changes):
    """An evidence whose manifest is changed and whose manifest_hash follows (the commitments don't depend on it)."""
    evidence = altered(EVIDENCE, *changes)
    evidence["manifest_hash"] = r.manifest_hash(evidence["manifest"]).hex()
    return evidence


def reveals_of(evidence):
    return {key: evidence[key] for key in ("reveals", "excluded", "beacon")}


class Vectors(unittest.TestCase):
    """The section Vectors, value by value."""

    def setUp(self):
        self.m_hash = r.manifest_hash(MANIFEST)
        self.master = r.master_key(MANIFEST, self.m_hash, EVIDENCE)
        self.keys = [r.key_for(MANIFEST, self.master, number) for number in ("000123", "000124")]
        self.blueprint = r.Blueprint(MANIFEST)

    def stream(self, *parts):
        return r.Stream(r.stream_key(self.keys[0], *parts))

    def test_chacha20(self):
        self.assertEqual(r.Stream(bytes(range(32))).word(), 0x6a19c5d97d2bfd39)
        keys = [bytes([i] * 32) for i in range(37)]
        for counter in (0, 1, 2**32 - 1, 2**32):
            self.assertEqual(r.chacha20(keys, counter), [r.chacha20([key], counter)[0] for key in keys])
        # RFC 8439 section 2.3.2 has a nonce; its appendix A.1, vectors 1 and 2, has none: key 0, counter 0 and 1.
        def block(counter):
            return struct.pack("<8Q", *r.chacha20([bytes(32)], counter)[0]).hex()
        self.assertTrue(block(0).startswith("76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7"))
        self.assertTrue(block(1).startswith("9f07e7be5551387a98ba977c732d080dcb0f29a048e3656912c6533e32ee7aed"))

    def test_commitments(self):
        self.assertEqual(r.commitment("EX-2026-001", "S1", "bureau", "01" * 32),
                         "84ae626a571e21700878a701b740044e453996537235e1eade1b116fb5caced0")
        self.assertEqual(r.commitment("EX-2026-001", "S1", "union", "02" * 32),
                         "e7f49f3df6f90f2959b5570f8db3d8e141d8cc9ef5fcf32313606af302f2ab20")

    def test_manifest(self):
        text = r.jcs(MANIFEST)
        self.assertEqual(len(text), 3953)
        self.assertTrue(text.startswith(b'{"bank":{"id":"demo","package":"abab'))
        self.assertTrue(text.endswith(b'"session":"S1","spec":"exam-seed/v1"}'))
        self.assertEqual(self.m_hash.hex(), "938c343ef109dc7e699addedc6db7dd9cd24e103f0f55dc173c43592ea1f90e3")

    def test_derivation(self):
        ikm, salt, prk = r.input_keys(EVIDENCE["reveals"], EVIDENCE["beacon"])
        self.assertEqual(ikm.hex(), "00000006" "627572656175" "00000020" + "01" * 32
                         + "00000005" "756e696f6e" "00000020" + "02" * 32)
        self.assertEqual(salt.hex(), "e40be42b05bb18f27e83d7644a7f06842d1b7d01af874e03ea3d855b714c829b")
        self.assertEqual(prk.hex(), "d598d06a2b71d6d6e7fa9b750a877ac9fed970b414edeb2b91ba2d84cc6ba36f")
        self.assertEqual(self.master.hex(), "b41a7e7d8f7e3899f226d9fdab598afdd57da7038fc6e0f8d90905b51f98e718")
        self.assertEqual(r.H(self.master).hex(), "a87fe5282ceacf9269bb7ea18cf85ceb1963dbc0312ea50c5599f2e378f462e7")
        self.assertEqual(self.keys[0].hex(), "02c2b40638462fe5cc15e4b11df7feda268c60eb2ba3af7c7bc48fbbfc961a48")
        self.assertEqual(r.H(self.keys[0]).hex(), "62ee945f770a0cb3a6cbc3502b41e6532276e00e764852428295467cd2d39f52")
        self.assertEqual(self.keys[1].hex(), "5bdbc03e9eac4361c1d1f61a1cd5ed3b4efdf2ed741003024112d4b8a1b971ea")
        self.assertEqual(r.H(self.keys[1]).hex(), "01af7b355a6eb7f044a8f3a27e4c58a055eafddc1a78e4d4eb8ed2308fcf1338")
        panel = r.key_for(MANIFEST, self.master, "@panel")
        self.assertEqual(panel.hex(), "ff8bcdeb16cad01f2d2e8f75e27614db7d782380d32b482cab2090ba215c594e")
        self.assertEqual(r.stream_key(panel, "", "draw", "").hex(),
                         "72dfe8a95846eb378ca2de174747e2392638c3b68f423ee78561cbcaf3936ac4")

    def test_trees(self):
        leaves = [r.paper_leaf(number, key) for number, key in zip(("000123", "000124"), self.keys)]
        self.assertEqual([r.leaf_hash(leaf).hex() for leaf in leaves],
                         ["bc0a634915c5129b078bb4a4871fcde72dd1436bac6ea8a5daf72533fd0c0059",
                          "008c15f5fd5ccfeaa31b969b0707c6b77c0b21546ebe6bfd48a818d67c8e02b4"])
        self.assertEqual(r.tree_root(leaves).hex(), ROOT)
        self.assertEqual(r.tree_root([]).hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        self.assertEqual(r.tree_root([b"\0", b"\1", b"\2"]).hex(),
                         "3b6cccd7e3e023ff393006f030315ee7ad9eb111b022b41fba7e5b7a3973f688")
        self.assertEqual(r.tree_root([bytes([i]) for i in range(5)]).hex(),
                         "b855b42d6c30f5b087e05266783fbd6e394f7b926013ccaa67700a8b0c5a596f")

    def test_paper(self):
        rungs = [[" ".join([item["id"] for item in rung]) for rung in r.rungs_of(cell)]
                 for cell in MANIFEST["sections"][0]["cells"]]
        self.assertEqual(rungs, [["i05 i10 i01", "i06 i02 i07", "i03 i08 i04 i09"],
                                 ["i15 i11 i16", "i12 i17 i13 i14"]])
        stream = self.stream("A", "draw", "A1/0/0")
        self.assertEqual(stream.key.hex(), "b5950f781af32b994d048bf2279b1a078ac25281a324f6f84f563d3e2bd2f0d7")
        self.assertEqual(stream.word(), 0x71e596580aa3bd21)
        for attempt, ids, total, misfit in ((0, "i05 i02 i09 i11 i13", 2000, "i11 and i13 are enemies"),
                                            (1, "i10 i07 i04 i16 i17", 1950, "")):
            taken = self.blueprint.take(self.keys[0], attempt)
            self.assertEqual(" ".join([item["id"] for _, item in taken]), ids)
            self.assertEqual(sum([item["facility"] for _, item in taken]), total)
            self.assertEqual(self.blueprint.misfit(taken), misfit)
        self.assertEqual(self.stream("A", "item-order", "").key.hex(),
                         "5aae2596ab0e4323d8a91593c3198eab9b2f92939d7a1768b33121c05488af54")
        paper = self.blueprint.paper(self.keys[0], "000123")
        self.assertEqual([item["id"] for item in paper["sections"][0]["items"]], "i04 i10 i17 i07 i16".split())

    def test_words(self):
        key = r.stream_key(self.keys[0], "A", "options", "i05")
        self.assertEqual(key.hex(), "12b7e38a420fd754d74ef67f770c2b62cc24815f0de24b785c9ebc1cfafe3be0")
        stream = r.Stream(key)
        self.assertEqual(["%016x" % stream.word() for _ in range(8)],
                         "7057c5cc5998fd39 cc452049c8bdc202 ff9b088bf2fda2fd bdd3d3fed453fa18 2e2e9a7f63a4e9fc "
                         "a562654be2552df9 e3ecefd964723b6b a1b1f5d4666f915c".split())
        stream = r.Stream(key)
        self.assertEqual([stream.bounded(2**63 + 1) for _ in range(3)],
                         [8095156336688954681, 3327767046596651516, 1360198964400541385])
        self.assertEqual(r.Stream(key).shuffle(range(10)), [9, 7, 0, 8, 4, 2, 6, 5, 3, 1])
        self.assertEqual(r.Stream(key).draw(5, range(20)), [1, 7, 5, 9, 16])
        stream = r.Stream(key)
        self.assertEqual((stream.bounded(1), stream.word()), (0, 0xcc452049c8bdc202))
        self.assertEqual(r.Stream(key).bounded(2**32), 0x5998fd39)
        self.assertEqual(r.Stream(key, [2**63 + 1, 2**63, 5]).bounded(2**63 + 1), 2**63)  # lim itself is passed over

    def test_texts(self):
        slip = json.loads(SLIP)
        self.assertEqual(r.slip_text("…", slip),
                         "…/draw/EX-2026-001/S1/slip#000123.0.2.AsK0BjhGL-XMFeSxHff-2iaMYOsro698e8SPu_yWGkg."
                         "AIwV9f1cz-qjG5abBwfGt3wLIVRuvmv9SKgY1nyOArQ")
        self.assertEqual(r.secret_text(json.loads(SECRET)), "EXAM-SEED-SECRET/V1:EX-2026-001:S1:bureau:" + "01" * 32)

    def test_trace_shows_them(self):
        lines = []
        r.trace(EVIDENCE, lambda label, text: lines.append(text))
        shown = "\n".join(lines)
        with open(os.path.join(HOUSE, "docs", "draw.md"), encoding="utf-8") as page:
            section = page.read().split("\n## Vectors\n")[1]
        import re
        for value in re.findall(r"\b[0-9a-f]{16,64}\b", section):
            self.assertIn(value, shown)
        self.assertIn("i10 i07 i04 i16 i17, sum 1950: fits", shown)
        self.assertIn("refused, i11 and i13 are enemies", shown)


class Accepted(unittest.TestCase):
    def test_vector_files(self):
        self.assertIsNone(r.replay(DRAW))
        self.assertIsNone(r.replay(CANCELLED))
        r.check_secret(r.read_json(SECRET))
        for root in (None, ROOT):
            paper = r.check_slip(r.read_json(SLIP), dump(MANIFEST), root)
            self.assertEqual(paper, EVIDENCE["papers"][0])

    def test_papers(self):
        evidence = r.papers(dump(MANIFEST), dump(reveals_of(EVIDENCE)))
        self.assertEqual(evidence, EVIDENCE)
        self.assertEqual(list(evidence), list(EVIDENCE))

    def made(self, manifest, **reveals):
        evidence = r.papers(dump(manifest), dump(dict(reveals_of(EVIDENCE), **reveals)))
        self.assertEqual(refusal(r.replay, dump(evidence)), "ok")
        return evidence

    def test_variants(self):
        self.made(altered(MANIFEST, ("/beacon", None)), beacon=None)
        self.made(MANIFEST, reveals=EVIDENCE["reveals"][::-1])
        self.made(MANIFEST, reveals=EVIDENCE["reveals"][:1], excluded=["union"])
        self.made(MANIFEST, beacon={"event": "ssq/2026002", "value": "28.29.30.31.32.33./16./"})
        self.made(altered(MANIFEST, ("/constraints", GONE)))
        self.made(altered(MANIFEST, ("/constraints", {})))
        self.made(altered(MANIFEST, ("/constraints/enemies", [[], ["i01", "i01"], ["nobody"]])))
        empty = self.made(altered(MANIFEST, ("/sections", []), ("/constraints", GONE), ("/candidates", []),
                                  ("/draws", [])))
        self.assertEqual((empty["papers"], empty["draws"]), ([], []))
        self.assertEqual(empty["papers_root"], r.H(b"").hex())
        self.made(altered(MANIFEST, ("/sections", [{"id": "A", "shuffle_items": True, "shuffle_options": True,
                                                    "cells": []}]), ("/constraints/facility_sum/target", 100)))
        self.made(altered(MANIFEST, ("/deadlines", {"": "", "a/b~c": "x", "\x7f\u0001": "雪"}), ("/opens", "")))
        self.made(altered(MANIFEST, ("/sections/0/cells/0/items/0/options", [])))
        self.made(altered(MANIFEST, ("/beacon/groups", [{"take": 2**52, "of": 2**53 - 1}]), ("/beacon", None)),
                  beacon=None)
        self.made(altered(MANIFEST, ("/draws/0", {"id": "@seats/r.1", "from": ["b", "a"], "take": 2})))

    def test_plain_order(self):
        evidence = self.made(altered(MANIFEST, ("/sections/0/shuffle_items", False),
                                     ("/sections/0/shuffle_options", False)))
        for paper in evidence["papers"]:
            m = evidence["manifest"]
            key = r.key_for(m, r.master_key(m, r.manifest_hash(m), evidence), paper["candidate"])
            taken = r.Blueprint(m).take(key, paper["attempt"])
            self.assertEqual([item["id"] for item in paper["sections"][0]["items"]], [item["id"] for _, item in taken])
            for item in paper["sections"][0]["items"]:
                self.assertEqual(item["options"], ["o1", "o2", "o3", "o4"])

    def test_fixed_false_hashes_differently(self):
        other = altered(MANIFEST, ("/sections/0/cells/0/items/0/options/0/fixed", False))
        self.assertNotEqual(r.manifest_hash(other), r.manifest_hash(MANIFEST))
        key = bytes(32)
        self.assertEqual(r.Blueprint(other).paper(key, "1"), r.Blueprint(MANIFEST).paper(key, "1"))

    def test_slips_of_many_sizes(self):
        for size in (1, 2, 3, 5, 8, 13):
            manifest = altered(MANIFEST, ("/candidates", ["%06d" % i for i in range(size)]))
            evidence = self.made(manifest)
            m_hash = r.manifest_hash(manifest)
            master = r.master_key(manifest, m_hash, evidence)
            keys = [r.key_for(manifest, master, number) for number in manifest["candidates"]]
            leaves = [r.paper_leaf(number, key) for number, key in zip(manifest["candidates"], keys)]
            for i in range(size):
                slip = {"spec": r.SLIP_SPEC, "exam": "EX-2026-001", "session": "S1",
                        "candidate": manifest["candidates"][i], "manifest_hash": m_hash.hex(),
                        "papers_root": evidence["papers_root"], "paper_key": keys[i].hex(), "index": i, "size": size,
                        "path": [entry.hex() for entry in r.inclusion_path(i, leaves)]}
                self.assertEqual(r.check_slip(slip, dump(manifest), evidence["papers_root"]), evidence["papers"][i])
                for path in ([HEX] + slip["path"], slip["path"] + [HEX], slip["path"][:-1] + [HEX]):
                    self.assertEqual(refusal(r.check_slip, dict(slip, path=path), dump(manifest)),
                                     ("differs", "/path"))


class StrictJson(unittest.TestCase):
    def test_refused(self):
        deep = b"[" * 128 + b"]" * 128
        for data in (b"", b" ", b"{", b"[1,]", b"[1 2]", b'{"a":1,}', b'{"a"}', b'{a:1}', b"{'a':1}", b"nul", b"nulll",
                     b"[] []", b"[]\x0c", b"[]\x00", b"[]\xc2\xa0", b"\xef\xbb\xbf[]", b"\xff", b'"\xed\xa0\x80"',
                     b'"\xc0\xaf"', b'"\xf4\x90\x80\x80"', "[]".encode("utf-16"), b'{"a":1,"a":1}',
                     b'[{"x":{"a":1,"\\u0061":2}}]', b"1.0", b"[1.0]", b"1e3", b"1E3", b"-0", b"[-0]", b"01", b"-01",
                     b"+1", b"-", b".5", b"NaN", b"Infinity", b"-Infinity", b"9007199254740992", b"-9007199254740992",
                     b"1" * 5000, b'"\\ud800"', b'"\\udc00"', b'"\\ud800\\ud800"', b'"\\udc00\\ud800"',
                     b'"\\ud83dx"', b'"\\ud83d\\n"', b'{"\\ud800":1}', b'"\n"', b'"\x00"', b'"\x1f"', b'"\\x41"',
                     b'"\\u12"', b'"\\u+123"', b'"\\u 123"', b'"\\U0041"', b'"abc', b'"\\"', b'"\\', deep,
                     b'{"a":' * 128 + b"1" + b"}" * 128, b"[" * 1000000, b'{"a":' * 1000000, "１".encode(),
                     "[1٣]".encode(), b"// x\n1", b"tRue"):
            self.assertEqual(refusal(r.read_json, data), ("not-json", ""), data[:40])
            self.assertEqual(refusal(r.replay, data), ("not-json", ""), data[:40])

    def test_read(self):
        for data, value in ((b" \t\r\n[] \t\r\n", []), (b"9007199254740991", 2**53 - 1), (b"-9007199254740991", 1 - 2**53),
                            (b'"\\ud83d\\ude00\\u0041\\/\\b\\f\\n\\r\\t\\"\\\\"', "\U0001f600A/\b\f\n\r\t\"\\"),
                            (b'"\\uD83D\\uDE00\x7f\\u0000"', "\U0001f600\x7f\0"), (b'"\\\\ud800"', "\\ud800"),
                            ("\"雪\U0001f600\"".encode(), "雪\U0001f600"), (b"true", True), (b"null", None),
                            (b"[" * 127 + b"]" * 127, None), (b"-1", -1), (b"0", 0), (b'{"":0}', {"": 0})):
            got = r.read_json(data)
            if value is not None:
                self.assertEqual(got, value)

    def test_spacing(self):
        for separators in ((",", ":"), (" ,\r\n", "\t: ")):
            self.assertEqual(refusal(r.replay, json.dumps(EVIDENCE, separators=separators).encode()), "ok")
        self.assertEqual(r.read_json(b"[1,2,[],{}]"), [1, 2, [], {}])

    def test_jcs(self):
        value = {"\ue000": 1, "\U0001f600": [True, False, None], "a": "\x00\x1f\b\t\n\f\r\"\\/\x7f\u2028雪", "": -5}
        self.assertEqual(r.jcs(value).decode(),
                         '{"":-5,"a":"\\u0000\\u001f\\b\\t\\n\\f\\r\\"\\\\/\x7f\u2028雪",'
                         '"\U0001f600":[true,false,null],"\ue000":1}')


M_CASES = [  # pointer to change, new value, code, pointer refused (below the manifest); several changes: a list
    # step 1, 2
    ("", 5, "malformed", ""), ("", [], "malformed", ""), ("", None, "malformed", ""),
    ("/spec", "exam-seed/v2", "other-spec", "/spec"), ("/spec", None, "other-spec", "/spec"),
    ([("/spec", 1), ("/zzz", 1), ("/exam", "")], None, "other-spec", "/spec"),
    ("/spec", GONE, "missing", "/spec"),
    ([("/spec", GONE), ("/exam", GONE)], None, "missing", "/spec"),
    ([("/zz", 1), ("/Z", 1), ("/spec", GONE)], None, "unknown-key", "/Z"),
    ("/雪", 1, "unknown-key", "/雪"), ("/a~1b~0c", 1, "unknown-key", "/a~1b~0c"), ("/~1", 1, "unknown-key", "/~1"),
    ([("/\ue000", 1), ("/\U0001f600", 1)], None, "unknown-key", "/\ue000"),
    ("/deadlines", GONE, "missing", "/deadlines"), ("/beacon", GONE, "missing", "/beacon"),
    # step 3
    ("/constraints", None, "malformed", "/constraints"),
    ("/constraints/more", 1, "unknown-key", "/constraints/more"),
    ("/constraints/enemies", None, "malformed", "/constraints/enemies"),
    ("/constraints/enemies/1", "i01", "malformed", "/constraints/enemies/1"),
    ("/constraints/enemies/1/2", "", "malformed", "/constraints/enemies/1/2"),
    ("/constraints/enemies/1/2", 5, "malformed", "/constraints/enemies/1/2"),
    ("/constraints/facility_sum", None, "malformed", "/constraints/facility_sum"),
    ("/constraints/facility_sum/tolerance", GONE, "missing", "/constraints/facility_sum/tolerance"),
    ("/constraints/facility_sum/x", 1, "unknown-key", "/constraints/facility_sum/x"),
    ("/constraints/facility_sum/target", -1, "malformed", "/constraints/facility_sum/target"),
    ("/constraints/facility_sum/target", True, "malformed", "/constraints/facility_sum/target"),
    ("/constraints/facility_sum/tolerance", "1", "malformed", "/constraints/facility_sum/tolerance"),
    ([("/constraints/enemies", 1), ("/exam", "")], None, "malformed", "/constraints/enemies"),
    # step 4, 5
    ("/exam", "", "malformed", "/exam"), ("/exam", "a" * 65, "malformed", "/exam"), ("/exam", "a b", "malformed", "/exam"),
    ("/exam", "é", "malformed", "/exam"), ("/exam", "a\n", "malformed", "/exam"), ("/exam", 5, "malformed", "/exam"),
    ("/session", "S1-пл", "malformed", "/session"), ("/opens", None, "malformed", "/opens"),
    ([("/exam", 5), ("/session", 5)], None, "malformed", "/exam"),
    ("/bank", [], "malformed", "/bank"), ("/bank/x", 1, "unknown-key", "/bank/x"),
    ("/bank/version", GONE, "missing", "/bank/version"), ("/bank/id", "/", "malformed", "/bank/id"),
    ("/bank/version", 1, "malformed", "/bank/version"), ("/bank/package", "AB" * 32, "malformed", "/bank/package"),
    ("/bank/package", "ab" * 31, "malformed", "/bank/package"),
    # step 6
    ("/sections", {}, "malformed", "/sections"), ("/sections/0", None, "malformed", "/sections/0"),
    ("/sections/0/title", "x", "unknown-key", "/sections/0/title"),
    ("/sections/0/cells", GONE, "missing", "/sections/0/cells"),
    ("/sections/0/id", "", "malformed", "/sections/0/id"),
    ("/sections/-", {"id": "A", "shuffle_items": 1, "shuffle_options": True, "cells": []}, "duplicate", "/sections/1/id"),
    ("/sections/0/shuffle_items", 1, "malformed", "/sections/0/shuffle_items"),
    ("/sections/0/shuffle_options", None, "malformed", "/sections/0/shuffle_options"),
    ("/sections/0/cells", None, "malformed", "/sections/0/cells"),
    ("/sections/0/cells/0", [], "malformed", "/sections/0/cells/0"),
    ("/sections/0/cells/1/id", "A1", "duplicate", "/sections/0/cells/1/id"),
    ("/sections/0/cells/1/id", [], "malformed", "/sections/0/cells/1/id"),
    ("/sections/0/cells/1/items", 3, "malformed", "/sections/0/cells/1/items"),
    ("/sections/0/cells/0/items/0", 3, "malformed", "/sections/0/cells/0/items/0"),
    ("/sections/0/cells/0/items/0/leaf", GONE, "missing", "/sections/0/cells/0/items/0/leaf"),
    ("/sections/0/cells/0/items/0/text", "", "unknown-key", "/sections/0/cells/0/items/0/text"),
    ("/sections/0/cells/0/items/3/id", "i 4", "malformed", "/sections/0/cells/0/items/3/id"),
    ("/sections/0/cells/0/items/0/facility", 1001, "malformed", "/sections/0/cells/0/items/0/facility"),
    ("/sections/0/cells/0/items/0/facility", -1, "malformed", "/sections/0/cells/0/items/0/facility"),
    ("/sections/0/cells/0/items/0/facility", False, "malformed", "/sections/0/cells/0/items/0/facility"),
    ("/sections/0/cells/0/items/0/leaf", "", "malformed", "/sections/0/cells/0/items/0/leaf"),
    ("/sections/0/cells/0/items/0/options", {}, "malformed", "/sections/0/cells/0/items/0/options"),
    ("/sections/0/cells/0/items/0/options/1", "o2", "malformed", "/sections/0/cells/0/items/0/options/1"),
    ("/sections/0/cells/0/items/0/options/1/id", "o1", "duplicate", "/sections/0/cells/0/items/0/options/1/id"),
    ("/sections/0/cells/0/items/0/options/1/id", GONE, "missing", "/sections/0/cells/0/items/0/options/1/id"),
    ("/sections/0/cells/0/items/0/options/1/fixed", None, "malformed", "/sections/0/cells/0/items/0/options/1/fixed"),
    ("/sections/0/cells/0/items/0/options/1/x", None, "unknown-key", "/sections/0/cells/0/items/0/options/1/x"),
    ("/sections/0/cells/1/items/0/id", "i01", "duplicate", "/sections/0/cells/1/items/0/id"),
    ([("/sections/0/cells/1/items/0/id", "i01"), ("/sections/0/cells/1/items/0/options/3/id", "o1")], None,
     "duplicate", "/sections/0/cells/1/items/0/options/3/id"),
    ("/sections/0/cells/0/count", 0, "not-in-pool", "/sections/0/cells/0/count"),
    ("/sections/0/cells/0/count", 11, "not-in-pool", "/sections/0/cells/0/count"),
    ("/sections/0/cells/0/count", -1, "malformed", "/sections/0/cells/0/count"),
    ("/sections/0/cells/0/count", "3", "malformed", "/sections/0/cells/0/count"),
    ([("/sections/0/cells/0/count", 0), ("/sections/0/cells/0/items/9/leaf", "")], None,
     "malformed", "/sections/0/cells/0/items/9/leaf"),
    ("/sections/0/cells/0/items", [], "not-in-pool", "/sections/0/cells/0/count"),
    ("/sections/0/cells/0/count", 1, "ok", ""), ("/sections/0/cells/0/count", 10, "ok", ""),
    ("/sections/0/cells/0/items/0/facility", 0, "ok", ""), ("/sections/0/cells/0/items/0/facility", 1000, "ok", ""),
    ("/sections/0/cells/0/items/0/options/1/id", "o 2", "malformed", "/sections/0/cells/0/items/0/options/1/id"),
    ("/draws/0/take", 1, "ok", ""), ("/draws/0/take", 5, "ok", ""),
    # step 7
    ("/draws", None, "malformed", "/draws"), ("/draws/0", "@panel", "malformed", "/draws/0"),
    ("/draws/0/take", GONE, "missing", "/draws/0/take"), ("/draws/0/x", 1, "unknown-key", "/draws/0/x"),
    ("/draws/0/id", "panel", "malformed", "/draws/0/id"), ("/draws/0/id", "@Panel", "malformed", "/draws/0/id"),
    ("/draws/0/id", "@a/", "malformed", "/draws/0/id"), ("/draws/0/id", "@a/b/c", "malformed", "/draws/0/id"),
    ("/draws/0/id", "@" + "a" * 21, "malformed", "/draws/0/id"), ("/draws/0/id", "@", "malformed", "/draws/0/id"),
    ("/draws/-", {"id": "@panel", "from": 1, "take": 1}, "duplicate", "/draws/1/id"),
    ("/draws/0/from", "e1", "malformed", "/draws/0/from"), ("/draws/0/from/1", 1, "malformed", "/draws/0/from/1"),
    ("/draws/0/from/1", "e1", "duplicate", "/draws/0/from/1"),
    ([("/draws/0/from/1", "e1"), ("/draws/0/from/2", "")], None, "duplicate", "/draws/0/from/1"),
    ("/draws/0/take", 0, "not-in-pool", "/draws/0/take"), ("/draws/0/take", 6, "not-in-pool", "/draws/0/take"),
    ("/draws/0/take", -1, "malformed", "/draws/0/take"), ("/draws/0/take", True, "malformed", "/draws/0/take"),
    ("/draws/0/from", [], "not-in-pool", "/draws/0/take"),
    # step 8, 9
    ("/candidates", {}, "malformed", "/candidates"), ("/candidates/0", 123, "malformed", "/candidates/0"),
    ("/candidates/1", "", "malformed", "/candidates/1"), ("/candidates/1", "1" * 21, "malformed", "/candidates/1"),
    ("/candidates/1", "１２", "malformed", "/candidates/1"), ("/candidates/1", "000123", "duplicate", "/candidates/1"),
    ("/candidates/1", "000122", "unsorted", "/candidates/1"), ("/candidates", ["9", "10"], "unsorted", "/candidates/1"),
    ("/candidates", ["10", "1"], "unsorted", "/candidates/1"),
    ("/roster_root", "x", "malformed", "/roster_root"), ("/roster_root", None, "malformed", "/roster_root"),
    # step 10
    ("/contributors", None, "malformed", "/contributors"), ("/contributors", [], "malformed", "/contributors"),
    ("/contributors/0", None, "malformed", "/contributors/0"),
    ("/contributors/1/id", "bureau", "duplicate", "/contributors/1/id"),
    ("/contributors/1/id", "", "malformed", "/contributors/1/id"),
    ("/contributors/1/commitment", "", "malformed", "/contributors/1/commitment"),
    ("/contributors/1/commitment", GONE, "missing", "/contributors/1/commitment"),
    ("/contributors/1/secret", "", "unknown-key", "/contributors/1/secret"),
    # step 11
    ("/beacon", [], "malformed", "/beacon"), ("/beacon", False, "malformed", "/beacon"),
    ("/beacon/x", 1, "unknown-key", "/beacon/x"), ("/beacon/fallback", GONE, "missing", "/beacon/fallback"),
    ("/beacon/groups", {}, "malformed", "/beacon/groups"), ("/beacon/groups/1", 1, "malformed", "/beacon/groups/1"),
    ("/beacon/groups/1/of", GONE, "missing", "/beacon/groups/1/of"),
    ([("/beacon/groups/1/of", -1), ("/beacon/groups/1/take", -1)], None, "malformed", "/beacon/groups/1/of"),
    ("/beacon/groups/1/take", -1, "malformed", "/beacon/groups/1/take"),
    ("/beacon/groups/1/take", 0, "not-in-pool", "/beacon/groups/1/take"),
    ("/beacon/groups/1/take", 17, "not-in-pool", "/beacon/groups/1/take"),
    ("/beacon/groups", [], "weak-beacon", "/beacon/groups"),
    ("/beacon/groups", [{"take": 1, "of": 2**24 - 1}], "weak-beacon", "/beacon/groups"),
    ("/beacon/groups", [{"take": 2**53 - 1, "of": 2**53 - 1}] * 9, "weak-beacon", "/beacon/groups"),
    ("/beacon/groups", [{"take": 2**53 - 2, "of": 2**53 - 1}], "ok", ""),
    ("/beacon/groups", [{"take": 1, "of": 2**24}], "ok", ""),
    ("/beacon/groups", [{"take": 1, "of": 2**12}] * 2, "ok", ""),
    ("/beacon/groups", [{"take": 1, "of": 2}] * 24, "ok", ""),
    ("/beacon/groups", [{"take": 1, "of": 2}] * 23, "weak-beacon", "/beacon/groups"),
    ("/beacon/groups", [{"take": 13, "of": 27}], "ok", ""),            # 20058300
    ("/beacon/groups", [{"take": 13, "of": 26}], "weak-beacon", "/beacon/groups"),  # 10400600
    ("/beacon/groups", [{"take": 2**52, "of": 2**53 - 1}], "ok", ""),
    ([("/beacon/event", ""), ("/beacon/groups", [])], None, "weak-beacon", "/beacon/groups"),
    ("/beacon/event", "", "malformed", "/beacon/event"), ("/beacon/event", 1, "malformed", "/beacon/event"),
    ("/beacon/fallback", "", "malformed", "/beacon/fallback"),
    ("/beacon/fallback", None, "malformed", "/beacon/fallback"),
    # step 12
    ("/deadlines", [], "malformed", "/deadlines"), ("/deadlines", None, "malformed", "/deadlines"),
    ("/deadlines", {"雪": "x"}, "unknown-key", "/deadlines/雪"), ("/deadlines", {"a": 1}, "malformed", "/deadlines/a"),
    ("/deadlines", {"b": 1, "a\u0080": "x"}, "unknown-key", "/deadlines/a\u0080"),
    ("/deadlines", {"a\u0080": "x", "a/~": 1}, "malformed", "/deadlines/a~1~0"),
]


class ManifestRefused(unittest.TestCase):
    def test_order_of_checks(self):
        for where, new, code, path in M_CASES:
            changes = where if isinstance(where, list) else [(where, new)]
            manifest = altered(MANIFEST, *changes)
            with self.subTest(changes=changes):
                if code == "ok":
                    self.assertEqual(refusal(r.check_manifest, manifest, ""), "ok")
                    continue
                self.assertEqual(refusal(r.check_manifest, manifest, ""), (code, path))
                self.assertEqual(refusal(r.papers, dump(manifest), b"{"), (code, path))
                self.assertEqual(refusal(r.check_slip, json.loads(SLIP), dump(manifest)), (code, path))
                for whole in (EVIDENCE, json.loads(CANCELLED)):
                    self.assertEqual(refusal(r.replay, dump(altered(whole, ("/manifest", manifest)))),
                                     (code, "/manifest" + path))


REVEALS_FORM = [
    ("/reveals", {}, "malformed", "/reveals"), ("/reveals", None, "malformed", "/reveals"),
    ("/reveals/0", [], "malformed", "/reveals/0"), ("/reveals/0/x", 1, "unknown-key", "/reveals/0/x"),
    ("/reveals/0/secret", GONE, "missing", "/reveals/0/secret"), ("/reveals/0/id", "é", "malformed", "/reveals/0/id"),
    ("/reveals/-", {"id": "bureau", "secret": 1}, "duplicate", "/reveals/{n}/id"),
    ("/reveals/0/secret", "01" * 31, "malformed", "/reveals/0/secret"),
    ("/reveals/0/secret", "0A" * 32, "malformed", "/reveals/0/secret"),
    ("/excluded", None, "malformed", "/excluded"), ("/excluded", [5], "malformed", "/excluded/0"),
    ("/excluded", ["x", "x"], "duplicate", "/excluded/1"), ("/excluded", ["x", "x", 5], "duplicate", "/excluded/1"),
    ("/beacon", [], "malformed", "/beacon"), ("/beacon/x", 1, "unknown-key", "/beacon/x"),
    ("/beacon/value", GONE, "missing", "/beacon/value"),
    ([("/beacon/event", 1), ("/beacon/value", 1)], None, "malformed", "/beacon/event"),
    ("/beacon/value", None, "malformed", "/beacon/value"),
    # the whole form comes before the first comparison with the manifest
    ([("/reveals/0/id", "nobody"), ("/beacon/value", None)], None, "malformed", "/beacon/value"),
]
OPENED = [
    ("/reveals/0/id", "nobody", "not-a-contributor", "/reveals/0/id"),
    ("/reveals/0/secret", "03" * 32, "wrong-secret", "/reveals/0/secret"),
    ([("/reveals/0/secret", "03" * 32), ("/reveals/-", {"id": "nobody", "secret": HEX})], None,
     "wrong-secret", "/reveals/0/secret"),
    ("/excluded", ["nobody"], "not-a-contributor", "/excluded/0"),
    ("/excluded", ["bureau", "nobody"], "revealed-and-excluded", "/excluded/0"),
    ("/beacon/event", "ssq/2026003", "other-event", "/beacon/event"), ("/beacon/event", "", "other-event", "/beacon/event"),
    ([("/beacon/event", "x"), ("/beacon/value", "")], None, "other-event", "/beacon/event"),
] + [("/beacon/value", value, "no-outcome", "/beacon/value") for value in (
    "", "/", "//", "1.2.3.4.5.6./7.", "1.2.3.4.5.6./7", "1.2.3.4.5.6/7./", "1.2.3.4.5.6./7.//", "1.2.3.4.5.6./7./ ",
    " 1.2.3.4.5.6./7./", "1.2.3.4.5.6./", "1.2.3.4.5./7./", "1.2.3.4.5.6.7./7./", "01.2.3.4.5.6./7./",
    "+1.2.3.4.5.6./7./", "0.2.3.4.5.6./7./", "1.2.3.4.5.34./7./", "1.2.3.4.5.6./17./", "2.1.3.4.5.6./7./",
    "1.1.3.4.5.6./7./", "1.2.3.4.5.６./7./", "1.2.3.4.5.6./7./\n", "1..3.4.5.6./7./", "1.2.3.4.5.6./7./7./",
    "7./1.2.3.4.5.6./", "1.2.3.4.5.6./" + "9" * 5000 + "./", "-1.2.3.4.5.6./7./")]


class RevealsRefused(unittest.TestCase):
    def run_cases(self, cases, whole, n):
        for where, new, code, path in cases:
            changes = where if isinstance(where, list) else [(where, new)]
            with self.subTest(changes=changes):
                value = altered(whole, *changes)
                expected = (code, path.format(n=n))
                self.assertEqual(refusal(r.replay, dump(value)), expected)
                if "papers" in whole:
                    self.assertEqual(refusal(r.papers, dump(MANIFEST), dump(reveals_of(value))), expected)

    def test_evidence(self):
        self.run_cases(REVEALS_FORM + OPENED, EVIDENCE, 2)
        self.run_cases([
            ("/reveals", [], "no-reveals", "/reveals"),
            ([("/reveals", []), ("/excluded", ["bureau", "union"])], None, "no-reveals", "/reveals"),
            ("/reveals/1", GONE, "not-accounted-for", "/reveals"),
            ([("/reveals/1", GONE), ("/beacon", None)], None, "not-accounted-for", "/reveals"),
            ("/beacon", None, "beacon-mismatch", "/beacon"),
        ], EVIDENCE, 2)
        practice = rehashed(("/manifest/beacon", None))
        self.assertEqual(refusal(r.replay, dump(practice)), ("beacon-mismatch", "/beacon"))

    def test_cancelled(self):
        whole = json.loads(CANCELLED)
        self.run_cases(REVEALS_FORM + OPENED, whole, 1)
        practice = altered(whole, ("/manifest/beacon", None))
        practice["manifest_hash"] = r.manifest_hash(practice["manifest"]).hex()
        self.run_cases([("/exam", 1, "unknown-key", "/exam")], practice, 1)
        self.assertEqual(refusal(r.replay, dump(practice)), ("beacon-mismatch", "/beacon"))
        self.assertEqual(refusal(r.replay, dump(altered(practice, ("/beacon", None)))), "ok")

    def test_reveals_file(self):
        file = reveals_of(EVIDENCE)
        for changes, expected in ((("", []), ("malformed", "")), (("/spec", 1), ("unknown-key", "/spec")),
                                  (("/excluded", GONE), ("missing", "/excluded"))):
            self.assertEqual(refusal(r.papers, dump(MANIFEST), dump(altered(file, changes))), expected)
        self.assertEqual(refusal(r.papers, b"{", b"{"), ("not-json", ""))
        self.assertEqual(refusal(r.papers, dump(MANIFEST), b"{"), ("not-json", ""))

    def test_secrets_are_never_shown(self):
        for where, secret in (("/reveals/0/secret", "03" * 32), ("/reveals/0/secret", "SECRET")):
            try:
                r.replay(dump(altered(EVIDENCE, (where, secret))))
            except r.Refused as refused:
                self.assertNotIn(secret, str(refused))


class EvidenceRefused(unittest.TestCase):
    def check(self, expected, *changes, whole=EVIDENCE):
        with self.subTest(changes=changes):
            self.assertEqual(refusal(r.replay, dump(altered(whole, *changes))), expected)

    def test_keys(self):
        self.check(("malformed", ""), ("", 5))
        self.check(("malformed", ""), ("", [1]))
        self.check(("unknown-key", "/spec"), ("/spec", "exam-seed/v1"))
        self.check(("unknown-key", "/spec"), ("/spec", None))
        self.check(("unknown-key", "/A"), ("/spec", 1), ("/A", 1), ("/manifest", GONE))
        self.check(("missing", "/manifest"), ("/manifest", GONE), ("/draws", GONE))
        for name in ("manifest_hash", "reveals", "excluded", "beacon", "master_hash", "papers_root", "papers", "draws"):
            self.check(("missing", "/" + name), ("/" + name, GONE))

    def test_differs(self):
        for name in ("manifest_hash", "master_hash", "papers_root"):
            for new in (HEX, "", None, 5, []):
                self.check(("differs", "/" + name), ("/" + name, new))
        self.check(("differs", "/manifest_hash"), ("/manifest/opens", "x"), ("/reveals", 5))
        self.check(("differs", "/master_hash"), ("/master_hash", HEX), ("/papers_root", HEX), ("/draws", 1))
        self.check(("differs", "/papers_root"), ("/papers_root", HEX), ("/papers/0/attempt", 9))
        self.check(("differs", "/papers/0/attempt"), ("/papers/0/attempt", 9), ("/papers/0/key_hash", HEX))
        self.check(("differs", "/papers/0/attempt"), ("/papers/0/attempt", True))
        self.check(("differs", "/papers/0/attempt"), ("/papers/0/attempt", "1"))
        self.check(("differs", "/papers/0/attempt"), ("/papers/0/attempt", GONE))
        self.check(("differs", "/papers/0/zz"), ("/papers/0/zz", 1), ("/papers/0/attempt", 9))
        self.check(("differs", "/papers/0/a~1~0"), ("/papers/0/a~1~0", 1), ("/papers/0/b", 9))
        self.check(("differs", "/papers/1/key_hash"), ("/papers/1/key_hash", HEX), ("/papers/1/sections", []))
        self.check(("differs", "/papers/0/sections"), ("/papers/0/sections", {}))
        self.check(("differs", "/papers/0/sections"), ("/papers/0/sections", GONE), ("/papers/1/attempt", 9))
        self.check(("differs", "/papers/0/sections/0"), ("/papers/0/sections", []))
        self.check(("differs", "/papers/0/sections/1"), ("/papers/0/sections/-", {}))
        self.check(("differs", "/papers/0/sections/0/id"), ("/papers/0/sections/0/id", "B"))
        at = "/papers/0/sections/0/items"
        self.check(("differs", at + "/0/id"), (at + "/0/id", "i05"), (at + "/0/options", []))
        self.check(("differs", at + "/4"), (at + "/4", GONE))
        self.check(("differs", at + "/5"), (at + "/-", 1))
        self.check(("differs", at + "/0/options/0"), (at + "/0/options/0", "o2"), (at + "/0/options/1", "o3"))
        self.check(("differs", at + "/0/options/4"), (at + "/0/options/-", "o5"))
        self.check(("differs", at + "/0/fixed"), (at + "/0/fixed", True))
        self.check(("differs", "/draws"), ("/draws", {}))
        self.check(("differs", "/draws/0"), ("/draws", []))
        self.check(("differs", "/draws/1"), ("/draws/-", None))
        self.check(("differs", "/draws/0/id"), ("/draws/0/id", "@task"), ("/draws/0/taken", []))
        self.check(("differs", "/draws/0/taken/0"), ("/draws/0/taken/0", "e1"), ("/draws/0/taken/1", "e5"))
        self.check(("differs", "/draws/0/taken/2"), ("/draws/0/taken/2", GONE))

    def test_papers_by_place(self):
        self.check(("malformed", "/papers"), ("/papers", {}))
        self.check(("malformed", "/papers"), ("/papers", None), ("/reveals", []))
        self.check(("malformed", "/reveals"), ("/papers", None), ("/reveals", None))
        self.check(("missing", "/papers/0/candidate"), ("/papers/0", 5))
        self.check(("missing", "/papers/1/candidate"), ("/papers/1/candidate", GONE))
        self.check(("differs", "/papers/0/candidate"), ("/papers/0/candidate", "000124"), ("/papers/1", 5))
        self.check(("differs", "/papers/0/candidate"), ("/papers/0/candidate", None))
        self.check(("differs", "/papers/1/candidate"), ("/papers/1", GONE))
        self.check(("differs", "/papers/0/candidate"), ("/papers/0", GONE))
        self.check(("differs", "/papers/2/candidate"), ("/papers/-", {"candidate": "000125"}))
        self.check(("missing", "/papers/2/candidate"), ("/papers/-", {}))
        self.check(("differs", "/papers/1/candidate"), ("/papers/1", GONE), ("/reveals/0/secret", HEX))

    def test_no_paper(self):
        for change in (("/manifest/constraints/facility_sum/target", 5000),
                       ("/manifest/constraints/enemies/0", ["i%02d" % i for i in range(1, 18)])):
            start = time.time()
            evidence = rehashed(change)
            self.assertEqual(refusal(r.replay, dump(evidence)), ("no-paper", ""))
            self.assertEqual(refusal(r.replay, dump(altered(evidence, ("/master_hash", 1)))), ("no-paper", ""))
            self.assertEqual(refusal(r.replay, dump(altered(evidence, ("/beacon", None)))),
                             ("beacon-mismatch", "/beacon"))
            self.assertEqual(refusal(r.papers, dump(evidence["manifest"]), dump(reveals_of(evidence))), ("no-paper", ""))
            self.assertLess(time.time() - start, 10)
        evidence = rehashed(("/manifest/sections", []))
        self.assertEqual(refusal(r.replay, dump(evidence)), ("no-paper", ""))


class SlipRefused(unittest.TestCase):
    CASES = [
        ("", 5, "malformed", ""), ("/spec", "exam-seed-slip/v2", "other-spec", "/spec"), ("/spec", GONE, "missing", "/spec"),
        ("/x", 1, "unknown-key", "/x"), ("/path", GONE, "missing", "/path"), ("/exam", "", "malformed", "/exam"),
        ("/session", 1, "malformed", "/session"), ("/candidate", 123, "malformed", "/candidate"),
        ("/candidate", "12a", "malformed", "/candidate"), ("/manifest_hash", "", "malformed", "/manifest_hash"),
        ("/papers_root", None, "malformed", "/papers_root"), ("/paper_key", "A" * 64, "malformed", "/paper_key"),
        ("/index", -1, "malformed", "/index"), ("/index", "0", "malformed", "/index"),
        ("/size", True, "malformed", "/size"), ("/path", "", "malformed", "/path"), ("/path/0", 1, "malformed", "/path/0"),
        ([("/exam", "X"), ("/path/0", 1)], None, "malformed", "/path/0"),
        ("/exam", "X", "differs", "/exam"), ("/session", "S2", "differs", "/session"),
        ("/manifest_hash", HEX, "differs", "/manifest_hash"), ("/size", 3, "differs", "/size"),
        ("/size", 0, "differs", "/size"), ("/index", 2, "differs", "/candidate"), ("/index", 1, "differs", "/candidate"),
        ("/index", 2**53 - 1, "differs", "/candidate"), ("/candidate", "000124", "differs", "/candidate"),
        ("/papers_root", HEX, "differs", "/papers_root"), ("/paper_key", HEX, "differs", "/path"),
        ("/path", [], "differs", "/path"), ("/path/0", HEX, "differs", "/path"), ("/path/-", HEX, "differs", "/path"),
        ([("/index", 1), ("/candidate", "000124")], None, "differs", "/path"),
    ]

    def test_refused(self):
        for where, new, code, path in self.CASES:
            changes = where if isinstance(where, list) else [(where, new)]
            with self.subTest(changes=changes):
                slip = altered(json.loads(SLIP), *changes)
                self.assertEqual(refusal(r.check_slip, slip, dump(MANIFEST), ROOT), (code, path))
        other_root = altered(json.loads(SLIP), ("/papers_root", HEX))
        self.assertEqual(refusal(r.check_slip, other_root, dump(MANIFEST)), ("differs", "/path"))
        self.assertEqual(refusal(r.check_slip, json.loads(SLIP), dump(MANIFEST), HEX), ("differs", "/papers_root"))
        self.assertEqual(refusal(r.check_slip, json.loads(SLIP), b"{"), ("not-json", ""))

    def test_no_paper(self):
        manifest = altered(MANIFEST, ("/constraints/facility_sum/target", 5000))
        slip = dict(json.loads(SLIP), manifest_hash=r.manifest_hash(manifest).hex())
        self.assertEqual(refusal(r.check_slip, slip, dump(manifest)), ("no-paper", ""))


    def test_qr_text(self):
        text = r.slip_text("https://exam.example", json.loads(SLIP))
        self.assertEqual(r.slip_of_text(text, dump(MANIFEST), ROOT), json.loads(SLIP))
        for bad in (text[:-1], text + "A", text + ".", text + "=", text.replace(".0.2.", ".00.2."),
                    text.replace(".0.2.", ".0.02."), text.replace(".0.2.", ".0."), text.replace(".0.2.", ".-1.2."),
                    text.replace(".0.2.", ".0.9007199254740992."), text.replace("#000123", "#12x"), text + "\n",
                    text.replace("#", "?"), text.replace("/S1/", "//"), text.replace("Gkg.", "Gk."),
                    text.replace("Gkg.", "Gkh."), text.replace("-XM", "+XM"), ""):
            self.assertEqual(refusal(r.slip_of_text, bad, dump(MANIFEST), ROOT), ("malformed", ""), bad)
        alone = altered(MANIFEST, ("/candidates", ["1"]))
        empty = r.slip_of_text(text.split("#")[0] + "#1.0.1." + "A" * 43 + ".", dump(alone), ROOT)
        self.assertEqual(empty["path"], [])


class OtherFilesRefused(unittest.TestCase):
    def test_cancelled(self):
        whole = json.loads(CANCELLED)
        for where, new, code, path in [
                ("", [], "malformed", ""), ("/spec", "x", "other-spec", "/spec"), ("/spec", GONE, "missing", "/spec"),
                ("/papers", [], "unknown-key", "/papers"), ("/reason", GONE, "missing", "/reason"),
                ("/manifest_hash", HEX, "differs", "/manifest_hash"), ("/reason", "", "malformed", "/reason"),
                ("/reason", None, "malformed", "/reason")] + [
                ("/cancelled_at", at, "malformed", "/cancelled_at") for at in (
                    None, 5, "", "2026-12-12", "2026-12-12T00:45:00", "2026-12-12T00:45:00+00:00", "2026-12-12 00:45:00Z",
                    "2026-12-12T00:45:00.0Z", "2026-12-12t00:45:00z", "2026-13-12T00:45:00Z", "2026-00-12T00:45:00Z",
                    "2026-02-29T00:45:00Z", "2100-02-29T00:45:00Z", "2026-04-31T00:45:00Z", "2026-12-00T00:45:00Z",
                    "2026-12-12T24:00:00Z", "2026-12-12T00:60:00Z", "2026-12-12T00:45:60Z", "2026-12-12T00:45:00Z\n",
                    "２026-12-12T00:45:00Z")]:
            with self.subTest(where=where, new=new):
                self.assertEqual(refusal(r.check_cancelled, altered(whole, (where, new))), (code, path))
        for change in (("/cancelled_at", "2024-02-29T23:59:59Z"), ("/reveals", []), ("/beacon", None),
                       ("/excluded", ["union"]), ("/reason", " ")):
            self.assertEqual(refusal(r.replay, dump(altered(whole, change))), "ok")

    def test_secret(self):
        whole = json.loads(SECRET)
        for where, new, code, path in [
                ("", "x", "malformed", ""), ("/spec", "x", "other-spec", "/spec"), ("/spec", GONE, "missing", "/spec"),
                ("/x", 1, "unknown-key", "/x"), ("/commitment", GONE, "missing", "/commitment"),
                ("/exam", "", "malformed", "/exam"), ("/session", [], "malformed", "/session"),
                ("/contributor", "a:b", "malformed", "/contributor"), ("/secret", "01", "malformed", "/secret"),
                ("/commitment", "AB" * 32, "malformed", "/commitment"), ("/secret", HEX, "wrong-secret", "/secret"),
                ("/commitment", HEX, "wrong-secret", "/secret"), ("/session", "S2", "wrong-secret", "/secret")]:
            with self.subTest(where=where, new=new):
                self.assertEqual(refusal(r.check_secret, altered(whole, (where, new))), (code, path))

    def test_kind(self):
        for data, kind in ((DRAW, "evidence"), (SLIP, "slip"), (CANCELLED, "cancelled"), (SECRET, "secret"),
                           (b"[]", "evidence"), (b'{"spec":[]}', "evidence"), (b'{"spec":"exam-seed/v1"}', "evidence")):
            self.assertEqual(r.kind_of(r.read_json(data)), kind)


class CommandLine(unittest.TestCase):
    def call(self, *arguments):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                status = r.main(list(arguments))
            except SystemExit as stop:
                status = stop.code
        return status, out.getvalue(), err.getvalue()

    def test_all(self):
        names = {name: os.path.join(HOUSE, "tests", "vectors", name + "-vector.json") for name in
                 ("draw", "slip", "cancelled", "secret")}
        with tempfile.TemporaryDirectory() as folder:
            def put(name, value):
                with open(os.path.join(folder, name), "wb") as file:
                    file.write(value)
                return os.path.join(folder, name)
            manifest = put("manifest", dump(MANIFEST))
            bad = put("bad", dump(altered(EVIDENCE, ("/line\nbreak", 1))))
            cut = put("cut", DRAW[:100])
            status, out, _ = self.call(names["draw"], names["cancelled"], names["secret"])
            self.assertEqual((status, out), (0, "".join(["%s: ok\n" % names[name] for name in
                                                         ("draw", "cancelled", "secret")])))
            status, out, err = self.call("--manifest", manifest, names["slip"])
            self.assertEqual((status, out), (0, "%s: ok\n" % names["slip"]))
            self.assertIn("fits itself", err)
            self.assertEqual(self.call("--manifest", manifest, "--papers-root", ROOT, names["slip"])[0::2], (0, ""))
            status, out, _ = self.call("--manifest", manifest, "--papers-root", HEX, names["slip"])
            self.assertEqual(status, 1)
            self.assertTrue(out.startswith(names["slip"] + ": refused: differs /papers_root -- "))
            status, out, _ = self.call(bad, names["draw"], cut)
            self.assertEqual(status, 1)
            lines = out.splitlines()
            self.assertEqual(len(lines), 3)
            self.assertTrue(lines[0].startswith(bad + ": refused: unknown-key /line\\u000abreak -- "))
            self.assertEqual(lines[1], names["draw"] + ": ok")
            self.assertTrue(lines[2].startswith(cut + ": refused: not-json  -- "))
            for arguments in ([], [names["slip"]], [os.path.join(folder, "none")], [folder], ["--papers-root", "x", bad],
                              ["--manifest", folder, names["slip"]], ["--what"]):
                self.assertEqual(self.call(*arguments)[0], 2, arguments)
            for name in names:
                self.assertEqual(self.call("--manifest", manifest, "--trace", names[name])[0], 0)
            self.assertEqual(self.call("--trace", bad)[0], 1)
            self.assertEqual(self.call("--trace", cut)[0], 1)


class Fuzz(unittest.TestCase):
    """Whatever the bytes are: ok, or one of the page's codes; never another exception."""

    def check(self, data, manifest=None):
        try:
            r.check_file(data, manifest or dump(MANIFEST), None)
        except r.Refused as refused:
            self.assertIn(refused.code, r.CODES)

    def test_truncations_and_flips(self):
        source = random.Random(1)
        for data in (DRAW, SLIP, CANCELLED, SECRET):
            small = json.dumps(json.loads(data), separators=(",", ":")).encode()
            for end in range(0, len(small), 1 + len(small) // 300):
                self.assertEqual(refusal(r.check_file, small[:end], dump(MANIFEST), None), ("not-json", ""))
            for _ in range(300):
                flipped = bytearray(small)
                for _ in range(source.choice((1, 1, 1, 2, 5))):
                    flipped[source.randrange(len(small))] = source.randrange(256)
                self.check(bytes(flipped))

    def test_odd_values(self):
        source = random.Random(2)
        odd = (None, True, False, 0, 1, -1, 2**53 - 1, "", "x", "0" * 64, "@a", [], [[]], {}, {"id": 1}, "雪", "\x00")
        for data in (DRAW, SLIP, CANCELLED, SECRET):
            for _ in range(400):
                value = json.loads(data)
                at = value
                while True:
                    place = source.choice(list(at) if isinstance(at, dict) else range(len(at)))
                    if isinstance(at[place], (dict, list)) and at[place] and source.random() < 0.85:
                        at = at[place]
                        continue
                    if source.random() < 0.2:
                        del at[place]
                    else:
                        at[place] = copy.deepcopy(source.choice(odd))
                    break
                if isinstance(value.get("manifest"), dict) and source.random() < 0.5:
                    with contextlib.suppress(Exception):
                        value["manifest_hash"] = r.manifest_hash(value["manifest"]).hex()
                self.check(dump(value))


if __name__ == "__main__":
    unittest.main()
