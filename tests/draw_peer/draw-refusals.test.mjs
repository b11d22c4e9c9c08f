// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesOf, CANCELLED, changed, EVIDENCE, HASH, loose, MANIFEST, outcome, rehashed, ROOT } from "./draw-helpers.mjs";
import { byBytes } from "../../assets/js/draw/forms.js";
import { utf8 } from "../../assets/js/draw/hash.js";
import { checkCancelled, replay, replayAny } from "../../assets/js/draw/index.js";
import { jcs, parse } from "../../assets/js/draw/json.js";
import { manifestHash, readManifest } from "../../assets/js/draw/manifest.js";

/** @typedef {import("./draw-helpers.mjs").Loose} Loose */

test("JSON: what is refused", () => {
  const wrong = ["", " ", "{", "[", "[1", "[1,", "[1,]", "[,1]", "{\"a\":1,}", "{,}", "{\"a\"}", "{\"a\":}", "{a:1}", "{1:1}", "'a'", "\"a", "\"\\",
    "\"\\u12", "\"\\x\"", "1.0", "1e3", "1E3", "-0", "-0.0", "01",
    "-01", "+1", ".5", "1.", "-", "0x1", "NaN", "Infinity", "-Infinity", "9007199254740992", "-9007199254740992", "9007199254740993",
    "1" + "0".repeat(400), "tru", "True", "nul", "truefalse", "1 1", "[] x", "{\"a\":1,\"a\":1}", "[{\"b\":{\"a\":1,\"\\u0061\":1}}]",
    "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800x\"", "\"\\ud800\\u0041\"", "\"\\ud800\\ud800\"", "\"\\ud800\u{10000}\"", "\"\\udc00\\ud800\"",
    "\"a\nb\"", "\"a\tb\"", "\"\u0000\"", "\"\u001f\"", "\ufeff1", "1\ufeff", "\u00a01", "1\u000b", "1\u000c", "/**/1", "1//", "1\0",
    "[".repeat(128) + "]".repeat(128), "[".repeat(100_000), "{\"a\":".repeat(128) + "1" + "}".repeat(128), "undefined", "\"\\u00g0\"",
    "\"\\u+041\"", "\"\\u 041\""];
  for (const text of wrong) assert.throws(() => parse(utf8(text)), { name: "Refused", code: "not-json", path: undefined }, text.slice(0, 40));
  for (const bytes of [[0x22, 0xff, 0x22], [0x22, 0xc0, 0x80, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22], [0x22, 0xf4, 0x90, 0x80, 0x80, 0x22],
    [0x22, 0xe4, 0xbd], [0xff, 0xfe, 0x31, 0]]) {
    assert.throws(() => parse(Uint8Array.from(bytes)), { code: "not-json" });
  }
});

test("JSON: what is read, and its canonical form", () => {
  /** @param {string} text */
  const canonical = (text) => jcs(parse(utf8(text)));
  const right = [["0", "0"], [" -9007199254740991\r\n\t", "-9007199254740991"], ["9007199254740991", "9007199254740991"], ["[ ]", "[]"], ["{ }",
    "{}"],
    ["[true,false,null]", "[true,false,null]"], ["\"\\u0041\\/\\u00e9\"", "\"A/é\""], ["\"\\ud83d\\uDE00\u{1f600}\"", "\"\u{1f600}\u{1f600}\""],
    ["\"\\b\\t\\n\\f\\r\\u0000\\u001F\\u007f\\\"\\\\\"", "\"\\b\\t\\n\\f\\r\\u0000\\u001f\u007f\\\"\\\\\""], ["\"\ufeff\u2028\"", "\"\ufeff\u2028\""],
    ["{\"\u{1f600}\":1,\"\ufb33\":2,\"b\":3,\"10\":4,\"9\":5,\"__proto__\":6,\"\":7}",
    "{\"\":7,\"10\":4,\"9\":5,\"__proto__\":6,\"b\":3,\"\u{1f600}\":1,\"\ufb33\":2}"],
    ["[".repeat(127) + "]".repeat(127), "[".repeat(127) + "]".repeat(127)]];
  for (const [text, wanted] of right) assert.equal(canonical(text), wanted);
  const odd = ["", "a", "a\u0000", "ab", "\u007f", "\u00e9", "\ud7ff", "\ue000", "\uffff", "\u{10000}", "\u{10ffff}", "\u{10000}a"];
  for (const a of odd) for (const b of odd) assert.equal(Math.sign(byBytes(a, b)), Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
});

/** @type {[string, (m: Loose) => unknown][]} what is done to the manifest, and what is said below /manifest */
const MANIFESTS = [
  ["malformed ", () => []], ["malformed ", () => 5], ["malformed ", () => "x"],
  ["other-spec /spec", (m) => { m.spec = "exam-seed/v2"; m.zzz = 1; }], ["other-spec /spec", (m) => { m.spec = null; }],
  ["other-spec /spec", () => ({ spec: 1 })],
  ["missing /spec", () => ({})], ["missing /exam", () => ({ spec: "exam-seed/v1" })], ["missing /spec", (m) => { delete m.spec; delete m.exam; }],
  ["unknown-key /a", (m) => { m.b = 1; m.a = 1; delete m.exam; }], ["unknown-key /a~1~0b", (m) => { m["a/~b"] = 1; }],
  ["unknown-key /\ufb33", (m) => { m["\u{1f600}"] = 1; m["\ufb33"] = 1; }],
  ["unknown-key /__proto__", (m) => { Object.defineProperty(m, "__proto__", { value: 1, enumerable: true }); }],
  ["unknown-key /", (m) => { m[""] = 1; }],
  ["missing /deadlines", (m) => { delete m.deadlines; }], ["missing /beacon", (m) => { delete m.beacon; }],
  ["malformed /constraints", (m) => { m.constraints = null; m.exam = ""; }], ["unknown-key /constraints/x", (m) => { m.constraints.x = 1; }],
  ["malformed /constraints/enemies", (m) => { m.constraints.enemies = null; }],
  ["malformed /constraints/enemies/1", (m) => { m.constraints.enemies[1] = {}; }],
  ["malformed /constraints/enemies/0/2", (m) => { m.constraints.enemies[0][2] = "a b"; }],
  ["malformed /constraints/facility_sum", (m) => { m.constraints.facility_sum = null; }],
  ["missing /constraints/facility_sum/tolerance", (m) => { delete m.constraints.facility_sum.tolerance; }],
  ["malformed /constraints/facility_sum/target", (m) => { m.constraints.facility_sum.target = -1; }],
  ["malformed /constraints/facility_sum/tolerance", (m) => { m.constraints.facility_sum.tolerance = "1"; }],
  ["malformed /exam", (m) => { m.exam = "x".repeat(65); }], ["malformed /exam", (m) => { m.exam = "x\n"; }],
  ["malformed /session", (m) => { m.session = "é"; }], ["malformed /opens", (m) => { m.opens = null; }],
  ["malformed /bank", (m) => { m.bank = null; }], ["missing /bank/id", (m) => { m.bank = {}; }], ["unknown-key /bank/x", (m) => { m.bank.x = 1; }],
  ["malformed /bank/version", (m) => { m.bank.version = 1; }],
  ["malformed /bank/package", (m) => { m.bank.package = "AB".repeat(32); }],
  ["malformed /sections", (m) => { m.sections = {}; }], ["malformed /sections/0", (m) => { m.sections[0] = []; }],
  ["missing /sections/0/cells", (m) => { delete m.sections[0].cells; }],
  ["duplicate /sections/1/id", (m) => { m.sections.push({ id: "A", shuffle_items: 1, shuffle_options: 1, cells: 1 }); }],
  ["malformed /sections/0/shuffle_items", (m) => { m.sections[0].shuffle_items = 1; m.sections[0].shuffle_options = 1; }],
  ["malformed /sections/0/shuffle_options", (m) => { m.sections[0].shuffle_options = null; }],
  ["malformed /sections/0/cells", (m) => { m.sections[0].cells = null; }],
  ["duplicate /sections/0/cells/1/id", (m) => { m.sections[0].cells[1].id = "A1"; m.sections[0].cells[1].count = 0; }],
  ["malformed /sections/0/cells/0/items", (m) => { m.sections[0].cells[0].items = null; }],
  ["not-in-pool /sections/0/cells/0/count", (m) => { m.sections[0].cells[0].items = []; }],
  ["not-in-pool /sections/0/cells/0/count", (m) => { m.sections[0].cells[0].count = 11; }],
  ["not-in-pool /sections/0/cells/0/count", (m) => { m.sections[0].cells[0].count = 0; }],
  ["malformed /sections/0/cells/0/count", (m) => { m.sections[0].cells[0].count = -1; }],
  ["malformed /sections/0/cells/0/count", (m) => { m.sections[0].cells[0].count = true; }],
  ["malformed /sections/0/cells/0/items/3/facility", (m) => { m.sections[0].cells[0].items[3].facility = 1001; m.sections[0].cells[0].count = 0; }],
  ["malformed /sections/0/cells/0/items/3/leaf", (m) => { m.sections[0].cells[0].items[3].leaf = ""; }],
  ["malformed /sections/0/cells/0/items/3/options", (m) => { m.sections[0].cells[0].items[3].options = null; }],
  ["malformed /sections/0/cells/0/items/3/options/3/fixed", (m) => { m.sections[0].cells[0].items[3].options[3].fixed = null; m.sections[0].cells[0].items[3].id = "i01"; }],
  ["duplicate /sections/0/cells/0/items/3/options/3/id", (m) => { Object.assign(m.sections[0].cells[0].items[3].options[3], { id: "o1", fixed: 1 }); }],
  ["unknown-key /sections/0/cells/0/items/3/options/3/x", (m) => { m.sections[0].cells[0].items[3].options[3].x = 1; }],
  ["duplicate /sections/0/cells/1/items/0/id", (m) => { m.sections[0].cells[1].items[0].id = "i01"; }],
  ["malformed /draws", (m) => { m.draws = null; }], ["malformed /draws/0/id", (m) => { m.draws[0].id = "panel"; }],
  ["malformed /draws/0/id", (m) => { m.draws[0].id = "@panel/"; }], ["malformed /draws/0/id", (m) => { m.draws[0].id = "@Panel"; }],
  ["duplicate /draws/1/id", (m) => { m.draws.push(m.draws[0]); }],
  ["duplicate /draws/0/from/2", (m) => { m.draws[0].from[2] = "e1"; m.draws[0].from[3] = 1; }],
  ["malformed /draws/0/from/3", (m) => { m.draws[0].from[3] = 1; }],
  ["not-in-pool /draws/0/take", (m) => { m.draws[0].take = 6; }], ["not-in-pool /draws/0/take", (m) => { m.draws[0].take = 0; }],
  ["not-in-pool /draws/0/take", (m) => { m.draws[0].from = []; }], ["malformed /draws/0/take", (m) => { m.draws[0].take = null; }],
  ["malformed /candidates", (m) => { m.candidates = null; }], ["malformed /candidates/0", (m) => { m.candidates[0] = 123; }],
  ["malformed /candidates/1", (m) => { m.candidates[1] = "1".repeat(21); }],
  ["duplicate /candidates/1", (m) => { m.candidates[1] = "000123"; }], ["unsorted /candidates/1", (m) => { m.candidates = ["9", "10"]; }],
  ["malformed /roster_root", (m) => { m.roster_root = null; }], ["malformed /contributors", (m) => { m.contributors = {}; }],
  ["malformed /contributors", (m) => { m.contributors = []; m.beacon = 1; }],
  ["duplicate /contributors/1/id", (m) => { m.contributors[1] = { id: "bureau", commitment: 1 }; }],
  ["malformed /contributors/1/commitment", (m) => { m.contributors[1].commitment = 1; }],
  ["malformed /beacon", (m) => { m.beacon = false; }], ["missing /beacon/fallback", (m) => { delete m.beacon.fallback; }],
  ["malformed /beacon/groups", (m) => { m.beacon.groups = null; }],
  ["malformed /beacon/groups/0/of", (m) => { m.beacon.groups[0] = { take: -1, of: -1 }; }],
  ["malformed /beacon/groups/0/take", (m) => { m.beacon.groups[0].take = -1; }],
  ["not-in-pool /beacon/groups/0/take", (m) => { m.beacon.groups[0].take = 34; }],
  ["not-in-pool /beacon/groups/1/take", (m) => { m.beacon.groups[1].take = 0; }],
  ["weak-beacon /beacon/groups", (m) => { m.beacon.groups = []; m.beacon.event = ""; }],
  ["weak-beacon /beacon/groups", (m) => { m.beacon.groups = [{ take: 1, of: 2 ** 24 - 1 }]; }],
  ["weak-beacon /beacon/groups", (m) => { m.beacon.groups = [{ take: 2 ** 53 - 1, of: 2 ** 53 - 1 }]; }],
  ["malformed /beacon/event", (m) => { m.beacon.event = ""; m.beacon.fallback = ""; }],
  ["malformed /beacon/fallback", (m) => { m.beacon.fallback = 1; }],
  ["malformed /deadlines", (m) => { m.deadlines = []; }], ["malformed /deadlines/b", (m) => { m.deadlines = { z: 1, b: 1 }; }],
  ["unknown-key /deadlines/aé", (m) => { m.deadlines = { b: 1, "aé": "" }; }],
];

test("manifests: every check in its order", async () => {
  for (const [wanted, change] of MANIFESTS) {
    const spoilt = changed(MANIFEST, change);
    assert.equal(await outcome(() => readManifest(parse(spoilt))), wanted, String(change));
    const [code, path] = wanted.split(" ");
    const evidence = changed(EVIDENCE, (e) => { e.manifest = change(e.manifest) ?? e.manifest; });
    assert.equal(await outcome(() => replay(evidence)), `${code} /manifest${path}`);
  }
});

test("manifests: what is allowed", async () => {
  /** @type {((m: Loose) => unknown)[]} */
  const fine = [(m) => { m.sections = []; }, (m) => { m.sections[0].cells = []; }, (m) => { m.candidates = []; m.draws = []; },
    (m) => { m.opens = ""; m.bank.version = ""; m.deadlines = { "": "", "a/~\n": "x" }; },
    (m) => { delete m.constraints; }, (m) => { m.constraints = {}; }, (m) => { m.constraints.enemies = [[], ["x", "x"], ["i01"]]; },
    (m) => { m.constraints.facility_sum = { target: 2 ** 53 - 1, tolerance: 0 }; },
    (m) => { m.beacon = null; }, (m) => { m.beacon.groups = [{ take: 1, of: 2 ** 24 }]; },
    (m) => { m.beacon.groups = [{ take: 2 ** 52, of: 2 ** 53 - 1 }]; }, (m) => { m.beacon.groups = Array(24).fill({ take: 1, of: 2 }); },
    (m) => { m.sections[0].cells[0].items[0].options = []; }, (m) => { m.candidates = ["0", "00", "10", "9"]; }];
  for (const change of fine) assert.equal(await outcome(() => readManifest(parse(changed(MANIFEST, change)))), "ok", String(change));
});

/** @type {[string, (e: Loose) => unknown][]} */
const EVIDENCES = [
  ["malformed ", () => []], ["unknown-key /spec", (e) => { e.spec = "exam-seed/v1"; }], ["missing /manifest", () => ({})],
  ["missing /draws", (e) => { delete e.draws; }],
  ["differs /manifest_hash", (e) => { e.manifest.opens = "later"; e.reveals = 1; }], ["differs /manifest_hash", (e) => { e.manifest_hash = null; }],
  ["differs /manifest_hash", (e) => { e.manifest.sections[0].cells[0].items[0].options[0].fixed = false; }],
  ["malformed /reveals", (e) => { e.reveals = null; e.excluded = null; }], ["malformed /reveals/0", (e) => { e.reveals[0] = 1; }],
  ["unknown-key /reveals/0/x", (e) => { e.reveals[0].x = 1; }],
  ["duplicate /reveals/1/id", (e) => { e.reveals[1] = { id: "bureau", secret: 1 }; }],
  ["malformed /reveals/1/secret", (e) => { e.reveals[1].secret = "AA".repeat(32); }],
  ["malformed /excluded", (e) => { e.excluded = {}; }], ["malformed /excluded/0", (e) => { e.excluded = [""]; }],
  ["duplicate /excluded/1", (e) => { e.excluded = ["x", "x"]; }],
  ["malformed /beacon", (e) => { e.beacon = []; }], ["missing /beacon/value", (e) => { delete e.beacon.value; }],
  ["malformed /beacon/value", (e) => { e.beacon.value = 1; e.papers = null; }],
  ["malformed /papers", (e) => { e.papers = {}; e.reveals = []; }], ["missing /papers/0/candidate", (e) => { e.papers[0] = 1; }],
  ["missing /papers/2/candidate", (e) => { e.papers.push({}); }],
  ["differs /papers/1/candidate", (e) => { e.papers.pop(); e.reveals = []; }],
  ["differs /papers/2/candidate", (e) => { e.papers.push({ candidate: "1" }); }], ["differs /papers/0/candidate", (e) => { e.papers.reverse(); }],
  ["differs /papers/0/candidate", (e) => { e.papers[0].candidate = null; }],
  ["not-a-contributor /reveals/1/id", (e) => { e.reveals[1].id = "x"; }],
  ["wrong-secret /reveals/1/secret", (e) => { e.reveals[1].secret = "03".repeat(32); }],
  ["wrong-secret /reveals/0/secret", (e) => { e.reveals[0].secret = "03".repeat(32); e.reveals[1].id = "x"; }],
  ["not-a-contributor /excluded/0", (e) => { e.excluded = ["x"]; }], ["revealed-and-excluded /excluded/0", (e) => { e.excluded = ["union", "x"]; }],
  ["no-reveals /reveals", (e) => { e.reveals = []; e.excluded = ["bureau", "union"]; }], ["no-reveals /reveals", (e) => { e.reveals = []; }],
  ["not-accounted-for /reveals", (e) => { e.reveals.pop(); e.beacon = null; }],
  ["beacon-mismatch /beacon", (e) => { e.beacon = null; }],
  ["other-event /beacon/event", (e) => { e.beacon.event = "ssq/2026003"; e.beacon.value = ""; }],
  ...["", "1.2.3.4.5.6./7.", "1.2.3.4.5.6/7/", "1.2.3.4.5.6./7./ ", "1.2.3.4.5.6./7.//", "1.2.3.4.5.6./", "1.2.3.4.5./7./", "1.2.3.4.5.6.7./7./",
  "2.1.3.4.5.6./7./", "1.1.3.4.5.6./7./", "0.2.3.4.5.6./7./", "01.2.3.4.5.6./7./",
    "1.2.3.4.5.34./7./", "1.2.3.4.5.6./17./", "1.2.3.4.5.+6./7./", "1.2.3.4.5.6./٧./", "1..3.4.5.6./7./", "1.2.3.4.5.9007199254740993./7./",
    "7./1.2.3.4.5.6./"].map((value) => /** @type {[string, (e: Loose) => unknown]} */ (["no-outcome /beacon/value", (e) => { e.beacon.value = value; }])),
  // Sound reveals, other numbers: all is derived, and nothing is as given.
  ["differs /master_hash", (e) => { e.beacon.value = "1.2.3.4.5.7./7./"; }], ["differs /master_hash", (e) => { e.beacon.event = "ssq/2026002"; }],
  ["differs /master_hash", (e) => { e.reveals.pop(); e.excluded = ["union"]; }],
  ["differs /master_hash", (e) => { e.master_hash = 1; e.papers_root = 1; }],
  ["differs /papers_root", (e) => { e.papers_root = e.papers_root.toUpperCase(); e.papers[0].attempt = 2; }],
  ["differs /papers/0/x", (e) => { e.papers[0].x = null; e.papers[0].attempt = 2; }],
  ["differs /papers/0/a", (e) => { e.papers[0].b = 1; e.papers[0].a = 1; }],
  ["differs /papers/0/attempt", (e) => { e.papers[0].attempt = 0; e.papers[0].key_hash = ""; }],
  ["differs /papers/0/attempt", (e) => { delete e.papers[0].attempt; }], ["differs /papers/0/attempt", (e) => { e.papers[0].attempt = "1"; }],
  ["differs /papers/1/key_hash", (e) => { e.papers[1].key_hash = ""; e.draws = null; }],
  ["differs /papers/0/sections", (e) => { e.papers[0].sections = {}; }],
  ["differs /papers/0/sections/0/items/0/options/1", (e) => { e.papers[0].sections[0].items[0].options.reverse()[0] = "o3"; e.papers[0].sections[0].items[0].options[3] = "o4"; }],
  ["differs /papers/0/sections/0/items/5", (e) => { e.papers[0].sections[0].items.push(null); }],
  ["differs /papers/0/sections/0/items/4", (e) => { e.papers[0].sections[0].items.pop(); }],
  ["differs /papers/0/sections/0/items/2/id", (e) => { e.papers[0].sections[0].items[2].id = "i01"; }],
  ["differs /papers/0/sections/0/items/2", (e) => { e.papers[0].sections[0].items[2] = []; }], ["differs /draws", (e) => { e.draws = null; }],
  ["differs /draws/1", (e) => { e.draws.push(1); }], ["differs /draws/0/taken/0", (e) => { e.draws[0].taken.reverse(); }],
  ["differs /draws/0/id", (e) => { delete e.draws[0].id; }], ["ok", (e) => { e.reveals.reverse(); }],
];

test("evidences: every check in its order", async () => {
  for (const [wanted, change] of EVIDENCES) {
    assert.equal(await outcome(() => replay(changed(EVIDENCE, change))), wanted, String(change));
  }
  assert.equal(await outcome(() => replay(utf8("{}x"))), "not-json");
});

test("no paper fits, before anything is compared", async () => {
  const evidence = await rehashed((m, e) => { m.constraints.enemies = [Array.from({ length: 17 }, (_, i) => `i${String(i + 1).padStart(2, "0")}`)]; e.master_hash = null; });
  assert.equal(await outcome(() => replay(evidence)), "no-paper");
  const none = await rehashed((m, e) => { m.sections = []; e.master_hash = null; });
  assert.equal(await outcome(() => replay(none)), "no-paper");
  const empty = await rehashed((m, e) => { m.sections = []; m.constraints.facility_sum.tolerance = 2000; e.master_hash = null; });
  assert.equal(await outcome(() => replay(empty)), "differs /master_hash");
});

test("cancelled files", async () => {
  /** @type {[string, (c: Loose) => unknown][]} */
  const cases = [
    ["missing /reason", (c) => { delete c.reason; }], ["unknown-key /x", (c) => { c.x = 1; }],
    ["duplicate /manifest/contributors/1/id", (c) => { c.manifest.contributors[1].id = "bureau"; c.manifest_hash = 1; }],
    ["differs /manifest_hash", (c) => { c.manifest_hash = ROOT; c.reason = ""; }],
    ["malformed /reason", (c) => { c.reason = ""; c.cancelled_at = ""; }],
    ...["", "2026-12-12T00:45:00", "2026-12-12T00:45:00+00:00", "2026-12-12 00:45:00Z", "2026-12-12T00:45:00.0Z", "2026-02-29T00:00:00Z",
    "2100-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z", "2026-04-31T00:00:00Z",
      "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:60Z", "2026-01-01T00:00:00Z\n",
      "+2026-01-01T00:00:00Z", 5].map((at) => /** @type {[string, (c: Loose) => unknown]} */ (["malformed /cancelled_at", (c) => { c.cancelled_at = at; c.reveals = 1; }])),
    ["ok", (c) => { c.cancelled_at = "2028-02-29T23:59:59Z"; }], ["malformed /reveals", (c) => { c.reveals = null; }],
    ["ok", (c) => { c.reveals = []; }], ["ok", (c) => { c.reveals = []; c.excluded = ["union"]; c.beacon = null; }],
    ["wrong-secret /reveals/0/secret", (c) => { c.reveals[0].secret = HASH; }],
    ["not-a-contributor /reveals/0/id", (c) => { c.reveals[0].id = "x"; }],
    ["revealed-and-excluded /excluded/0", (c) => { c.excluded = ["bureau"]; }], ["not-a-contributor /excluded/0", (c) => { c.excluded = ["x"]; }],
    ["other-event /beacon/event", (c) => { c.beacon.event = ""; }], ["no-outcome /beacon/value", (c) => { c.beacon.value = ""; }],
  ];
  for (const [wanted, change] of cases) assert.equal(await outcome(() => replayAny(changed(CANCELLED, change))), wanted, String(change));
  const other = changed(CANCELLED, (c) => { c.spec = "x"; });
  assert.equal(await outcome(() => checkCancelled(other)), "other-spec /spec");
  assert.equal(await outcome(() => replayAny(other)), "unknown-key /cancelled_at");
  const value = loose(CANCELLED);
  value.manifest.beacon = null;
  value.manifest_hash = await manifestHash(parse(bytesOf(value.manifest)));
  assert.equal(await outcome(() => replayAny(bytesOf(value))), "beacon-mismatch /beacon");
});
