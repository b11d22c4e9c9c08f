// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesOf, CANCELLED, changed, EVIDENCE, FRAGMENT, HASH, loose, MANIFEST, outcome, QR, ROOT, SECRET, SLIP } from "./draw-helpers.mjs";
import { Words } from "../../assets/js/draw/chacha.js";
import { deriveDraw, deriveMaster, derivePaper, derivePaperKey, paperLeaf, plan, streamPrefix } from "../../assets/js/draw/derive.js";
import { E, expand, hmac, hmacKey, join, leafHash, merkleRoot, rootOfPath, sha256, toHex, utf8 } from "../../assets/js/draw/hash.js";
import { checkCancelled, checkSlip, commitment, newSecret, readSecret, readSlip, readSlipText, replay, replayAny, secretFile, secretQrText, slipRoot } from "../../assets/js/draw/index.js";
import { jcs, parse } from "../../assets/js/draw/json.js";
import { manifestHash, readManifest } from "../../assets/js/draw/manifest.js";
import { readReveals } from "../../assets/js/draw/reveals.js";

/** @typedef {import("./draw-helpers.mjs").Loose} Loose */

async function session() {
  const evidence = /** @type {Map<string, import("../../assets/js/draw/forms.js").Json>} */ (parse(EVIDENCE));
  const value = evidence.get("manifest") ?? null;
  const manifest = readManifest(value);
  const master = await deriveMaster(manifest, await manifestHash(value), readReveals(evidence));
  return { value, manifest, master, key: await hmacKey(master) };
}

/** @param {CryptoKey} key @param {string} section @param {string} purpose @param {string} index */
const streamKey = (key, section, purpose, index) => expand(key, join([streamPrefix(section, purpose), E(index)]));

test("the vector's way to the master", async () => {
  const { value, master } = await session();
  const text = jcs(value);
  assert.equal(utf8(text).length, 3953);
  assert.ok(text.startsWith('{"bank":{"id":"demo","package":"abab') && text.endsWith('"session":"S1","spec":"exam-seed/v1"}'));
  assert.equal(await manifestHash(value), HASH);
  const ikm = join([E("bureau", new Uint8Array(32).fill(1)), E("union", new Uint8Array(32).fill(2))]);
  assert.equal(toHex(ikm), `0000000662757265617500000020${"01".repeat(32)}00000005756e696f6e00000020${"02".repeat(32)}`);
  const salt = await sha256(E("exam-seed/v1/beacon", "ssq/2026001", "1.2.3.4.5.6./7./"));
  assert.equal(toHex(salt), "e40be42b05bb18f27e83d7644a7f06842d1b7d01af874e03ea3d855b714c829b");
  assert.equal(toHex(await hmac(await hmacKey(salt), ikm)), "d598d06a2b71d6d6e7fa9b750a877ac9fed970b414edeb2b91ba2d84cc6ba36f");
  assert.equal(toHex(master), "b41a7e7d8f7e3899f226d9fdab598afdd57da7038fc6e0f8d90905b51f98e718");
  assert.equal(toHex(await sha256(master)), "a87fe5282ceacf9269bb7ea18cf85ceb1963dbc0312ea50c5599f2e378f462e7");
});

test("the vector's keys, leaves and root", async () => {
  const { manifest, key } = await session();
  const wanted = [
    ["000123", "02c2b40638462fe5cc15e4b11df7feda268c60eb2ba3af7c7bc48fbbfc961a48",
    "62ee945f770a0cb3a6cbc3502b41e6532276e00e764852428295467cd2d39f52", "bc0a634915c5129b078bb4a4871fcde72dd1436bac6ea8a5daf72533fd0c0059"],
    ["000124", "5bdbc03e9eac4361c1d1f61a1cd5ed3b4efdf2ed741003024112d4b8a1b971ea",
    "01af7b355a6eb7f044a8f3a27e4c58a055eafddc1a78e4d4eb8ed2308fcf1338", "008c15f5fd5ccfeaa31b969b0707c6b77c0b21546ebe6bfd48a818d67c8e02b4"],
  ];
  const leaves = [];
  for (const [candidate, paper, hash, leaf] of wanted) {
    const paperKey = await derivePaperKey(key, manifest, candidate);
    const keyHash = toHex(await sha256(paperKey));
    const own = paperLeaf(candidate, keyHash);
    assert.deepEqual([toHex(paperKey), keyHash, toHex(await leafHash(own))], [paper, hash, leaf]);
    leaves.push(own);
  }
  assert.equal(toHex(await merkleRoot(leaves)), ROOT);
  const panel = await derivePaperKey(key, manifest, "@panel");
  assert.equal(toHex(panel), "ff8bcdeb16cad01f2d2e8f75e27614db7d782380d32b482cab2090ba215c594e");
  assert.equal(toHex(await streamKey(await hmacKey(panel), "", "draw", "")), "72dfe8a95846eb378ca2de174747e2392638c3b68f423ee78561cbcaf3936ac4");
  assert.deepEqual(await deriveDraw(key, manifest, manifest.draws[0]), { id: "@panel", taken: ["e5", "e1", "e2"] });
});

test("the vector's streams and rungs", async () => {
  const { manifest, key } = await session();
  const paper = await hmacKey(await derivePaperKey(key, manifest, "000123"));
  const first = await streamKey(paper, "A", "draw", "A1/0/0");
  assert.equal(toHex(first), "b5950f781af32b994d048bf2279b1a078ac25281a324f6f84f563d3e2bd2f0d7");
  assert.equal(new Words(first).next().toString(16), "71e596580aa3bd21");
  assert.equal(toHex(await streamKey(paper, "A", "item-order", "")), "5aae2596ab0e4323d8a91593c3198eab9b2f92939d7a1768b33121c05488af54");
  const { slots } = plan(manifest);
  assert.equal(slots.map(({ rung }) => rung.map(({ id }) => id).join(" ")).join(" | "),
    "i05 i10 i01 | i06 i02 i07 | i03 i08 i04 i09 | i15 i11 i16 | i12 i17 i13 i14");
  for (const [attempt, wanted] of ["i05 i02 i09 i11 i13", "i10 i07 i04 i16 i17"].entries()) {
    const items = await Promise.all(slots.map(async ({ rung, index }) => rung[new Words(await streamKey(paper, "A",
      "draw", `${index}${attempt}`)).bounded(rung.length)].id));
    assert.equal(items.join(" "), wanted);
  }
  const options = await streamKey(paper, "A", "options", "i05");
  assert.equal(toHex(options), "12b7e38a420fd754d74ef67f770c2b62cc24815f0de24b785c9ebc1cfafe3be0");
  const words = new Words(options);
  assert.equal(Array.from({ length: 8 }, () => words.next().toString(16)).join(" "),
    "7057c5cc5998fd39 cc452049c8bdc202 ff9b088bf2fda2fd bdd3d3fed453fa18 2e2e9a7f63a4e9fc a562654be2552df9 e3ecefd964723b6b a1b1f5d4666f915c");
  const again = new Words(options);
  assert.deepEqual(Array.from({ length: 3 }, () => again.boundedBig((1n << 63n) + 1n)), [8095156336688954681n, 3327767046596651516n, 1360198964400541385n]);
  const ten = Array.from({ length: 10 }, (_, i) => i);
  assert.equal(new Words(options).shuffle(ten).join(" "), "9 7 0 8 4 2 6 5 3 1");
  assert.equal(new Words(options).draw(Array.from({ length: 20 }, (_, i) => i), 5).join(" "), "1 7 5 9 16");
});

test("ChaCha20, trees and commitments of the page", async () => {
  assert.equal(new Words(Uint8Array.from({ length: 32 }, (_, i) => i)).next().toString(16), "6a19c5d97d2bfd39");
  const leaves = [0, 1, 2, 3, 4].map((byte) => Uint8Array.of(byte));
  assert.equal(toHex(await merkleRoot([])), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  assert.equal(toHex(await merkleRoot(leaves.slice(0, 3))), "3b6cccd7e3e023ff393006f030315ee7ad9eb111b022b41fba7e5b7a3973f688");
  assert.equal(toHex(await merkleRoot(leaves)), "b855b42d6c30f5b087e05266783fbd6e394f7b926013ccaa67700a8b0c5a596f");
  assert.equal(await commitment("EX-2026-001", "S1",
    "bureau", new Uint8Array(32).fill(1)), "84ae626a571e21700878a701b740044e453996537235e1eade1b116fb5caced0");
  assert.equal(await commitment("EX-2026-001", "S1",
    "union", new Uint8Array(32).fill(2)), "e7f49f3df6f90f2959b5570f8db3d8e141d8cc9ef5fcf32313606af302f2ab20");
});

test("node's own ChaCha20 and HKDF say the same", async () => {
  const { createCipheriv, hkdfSync } = await import("node:crypto");
  for (let round = 0; round < 20; round++) {
    const key = newSecret();
    const keystream = createCipheriv("chacha20", key, Buffer.alloc(16)).update(Buffer.alloc(800));
    const words = new Words(key);
    for (let i = 0; i < 100; i++) assert.equal(words.next(), keystream.readBigUInt64LE(8 * i));
  }
  const [salt, ikm, info] = [newSecret(), newSecret(), newSecret()];
  const own = await expand(await hmacKey(await hmac(await hmacKey(salt), ikm)), info);
  assert.deepEqual(own, new Uint8Array(hkdfSync("sha256", ikm, salt, info, 32)));
});

test("bounded in doubles is bounded in BigInt", () => {
  class Given extends Words {
    /** @param {bigint[]} words */
    constructor(words) { super(new Uint8Array(32)); this.words = words; }
    step() {
      const word = this.words.shift() ?? 5n;
      this.high = Number(word >> 32n);
      this.low = Number(word & 0xffff_ffffn);
    }
  }
  for (const n of [1, 2, 3, 5, 7, 10, 641, 65536, 65537, 999_983, 2 ** 26 - 1, 2 ** 26, 2 ** 26 + 1, 2 ** 31 + 11, 2 ** 40 + 15]) {
    const over = (1n << 64n) % BigInt(n);
    const edge = (1n << 64n) - over;
    for (const word of [0n, 1n, edge - 1n, edge, edge + 1n, (1n << 64n) - 1n, 0xffff_ffff_0000_0000n, 0xffff_fffen << 32n | 0xffff_ffffn, 0x1234_5678_9abc_def0n]) {
      if (word >= 1n << 64n) continue;
      const wanted = word < edge ? word % BigInt(n) : 77n % BigInt(n);
      assert.equal(new Given([word, 77n]).bounded(n), Number(wanted), `${n} ${word}`);
    }
  }
});

test("inclusion paths of all sizes", async () => {
  /** @param {Uint8Array<ArrayBuffer>[]} leaves @param {number} m @returns {Promise<Uint8Array<ArrayBuffer>[]>} */
  const pathOf = async (leaves, m) => {
    if (leaves.length === 1) return [];
    let k = 1;
    while (k * 2 < leaves.length) k *= 2;
    const [left, right] = [leaves.slice(0, k), leaves.slice(k)];
    return m < k ? [...await pathOf(left, m), await merkleRoot(right)] : [...await pathOf(right, m - k), await merkleRoot(left)];
  };
  for (let size = 1; size <= 13; size++) {
    const leaves = Array.from({ length: size }, (_, i) => Uint8Array.of(i));
    const root = toHex(await merkleRoot(leaves));
    for (let i = 0; i < size; i++) {
      const path = await pathOf(leaves, i);
      const found = await rootOfPath(leaves[i], i, size, path);
      assert.equal(found && toHex(found), root);
      assert.equal(await rootOfPath(leaves[i], i, size, [...path, new Uint8Array(32)]), null);
      if (size > 1) assert.notDeepEqual(await rootOfPath(leaves[i], i, size, path.slice(1)), found);
    }
  }
});

test("the four vectors are accepted", async () => {
  /** @type {number[][]} */
  const told = [];
  const found = await replay(EVIDENCE, { onProgress: (...both) => { told.push(both); } });
  assert.deepEqual(told, [[1, 2], [2, 2]]);
  const given = loose(EVIDENCE);
  assert.deepEqual(found, { papers: given.papers, draws: given.draws, manifestHash: HASH, masterHash: given.master_hash, papersRoot: ROOT, publiclyRandom: true });
  assert.equal((await replayAny(EVIDENCE)).kind, "evidence");
  const cancelled = await replayAny(CANCELLED);
  assert.deepEqual(cancelled, { kind: "cancelled", ...await checkCancelled(CANCELLED) });
  assert.equal(cancelled.manifestHash, HASH);
  assert.deepEqual(await checkSlip(readSlip(SLIP), MANIFEST, ROOT), given.papers[0]);
  assert.deepEqual((await readSecret(SECRET)).commitment, loose(SECRET).commitment);
});

test("an abort is no refusal", async () => {
  await assert.rejects(replay(EVIDENCE, { signal: AbortSignal.abort() }), { name: "AbortError" });
});

test("fixed options keep their places, unshuffled ones their order", async () => {
  const value = loose(MANIFEST);
  value.constraints = {};
  value.sections[0].cells[0].items.forEach((/** @type {Loose} */ item) => { item.options = [{ id: "f1", fixed: true }, { id: "b", fixed: false }, { id: "f2", fixed: true }, { id: "a" }]; });
  value.sections.push({ id: "B", shuffle_items: false, shuffle_options: false, cells: [{ id: "A1", count: 2, items: [{ id: "z", facility: 0, leaf: HASH, options: [{ id: "y" }, { id: "x" }] }, { id: "w", facility: 0, leaf: HASH, options: [] }] }] });
  const paper = await derivePaper(plan(readManifest(parse(bytesOf(value)))), "1", newSecret());
  assert.equal(paper.attempt, 0);
  for (const { id, options } of paper.sections[0].items) if (id <= "i10") assert.match(options.join(" "), /^f1 (?:a f2 b|b f2 a)$/);
  assert.deepEqual(paper.sections[1], { id: "B", items: [{ id: "w", options: [] }, { id: "z", options: ["y", "x"] }] });
});

test("slips", async () => {
  /** @type {[string, (s: Loose) => unknown][]} */
  const cases = [
    ["malformed ", () => []], ["other-spec /spec", (s) => { s.spec = ""; }], ["missing /spec", () => ({})], ["unknown-key /x", (s) => { s.x = 1; }],
    ["malformed /exam", (s) => { s.exam = 1; }], ["malformed /candidate", (s) => { s.candidate = 123; }],
    ["malformed /paper_key", (s) => { s.paper_key = ""; }], ["malformed /index", (s) => { s.index = -1; }],
    ["malformed /size", (s) => { s.size = "2"; }], ["malformed /path", (s) => { s.path = null; }], ["malformed /path/0", (s) => { s.path = [1]; }],
    ["differs /exam", (s) => { s.exam = "x"; s.session = "x"; }], ["differs /session", (s) => { s.session = "x"; }],
    ["differs /manifest_hash", (s) => { s.manifest_hash = ROOT; }], ["differs /size", (s) => { s.size = 3; s.index = 2; }],
    ["differs /candidate", (s) => { s.index = 2; }], ["differs /candidate", (s) => { s.index = 1; }],
    ["differs /papers_root", (s) => { s.papers_root = HASH; }], ["differs /path", (s) => { s.path = []; }],
    ["differs /path", (s) => { s.path.push(HASH); }],
    ["differs /path", (s) => { s.path = [HASH]; }], ["differs /path", (s) => { s.paper_key = HASH; }],
  ];
  for (const [wanted, change] of cases) assert.equal(await outcome(() => checkSlip(readSlip(changed(SLIP, change)), MANIFEST, ROOT)), wanted, String(change));
  assert.equal(await outcome(() => checkSlip(readSlip(changed(SLIP, (s) => { s.papers_root = HASH; })), MANIFEST)), "differs /path");
  assert.equal(await outcome(() => checkSlip(readSlip(SLIP), MANIFEST)), "ok");
  await assert.rejects(checkSlip(readSlip(SLIP), changed(MANIFEST, (m) => { m.exam = ""; })), { code: "malformed", path: "/exam", file: "manifest" });
  assert.equal(await outcome(() => checkSlip(readSlip(SLIP), utf8("{"))), "not-json");
});

test("slips as text", async () => {
  const paper = loose(EVIDENCE).papers[0];
  for (const text of [FRAGMENT, `#${FRAGMENT}`, `https://jiangheng.example:8443/draw/EX-2026-001/S1/slip#${FRAGMENT}`]) {
    assert.deepEqual(await checkSlip(readSlipText(text), MANIFEST, ROOT), paper);
    assert.equal(await slipRoot(readSlipText(text)), ROOT);
    assert.equal(await outcome(() => checkSlip(readSlipText(text), MANIFEST, HASH)), "differs /path");
    assert.equal(await outcome(() => checkSlip(readSlipText(text), MANIFEST)), "ok");
  }
  assert.equal(await outcome(() => checkSlip(readSlipText(`https://x/draw/EX-2026-001/S2/slip#${FRAGMENT}`), MANIFEST, ROOT)), "differs /session");
  const [candidate, index, size, key, path] = FRAGMENT.split(".");
  assert.deepEqual(readSlipText([candidate, "0", "1", key, ""].join(".")).path, []);
  const wrong = ["", "#", "https://x/draw/a/b/slip",
    "https://x/draw/a/b/slip#", `https://x/draw/a/slip#${FRAGMENT}`, `/draw/a/b/slip#${FRAGMENT}`, `${FRAGMENT}.`, `${FRAGMENT}#`, `${FRAGMENT} `, [candidate, index, size, key].join("."),
    ["", index, size, key, path].join("."), ["x", index, size, key, path].join("."), [candidate, "00", size, key, path].join("."), [candidate, "", size, key, path].join("."), [candidate, "-1", size, key, path].join("."),
    [candidate, index, "02", key, path].join("."), [candidate, index, "9007199254740992", key, path].join("."), [candidate, index, size, key.slice(1), path].join("."), [candidate, index, size, `${key}=`, path].join("."),
    [candidate, index, size, key.replace("-",
    "+"), path].join("."), [candidate, index, size, `${key.slice(0, -1)}h`, path].join("."), [candidate, index, size, key, path.slice(4)].join("."), [candidate, index, size, key, "A"].join(".")];
  for (const text of wrong) assert.equal(await outcome(() => readSlipText(text)), "malformed ", text);
});

test("secrets", async () => {
  const one = new Uint8Array(32).fill(1);
  assert.equal(secretQrText("EX-2026-001", "S1", "bureau", one), QR);
  const written = await secretFile("EX-2026-001", "S1", "bureau", one);
  assert.equal(new TextDecoder().decode(written), JSON.stringify(loose(SECRET)));
  for (const given of [SECRET, written, new TextDecoder().decode(written), QR]) assert.deepEqual((await readSecret(given)).secret, one);
  assert.notDeepEqual(newSecret(), newSecret());
  /** @type {[string, (s: Loose) => unknown][]} */
  const cases = [["malformed ", () => 1], ["other-spec /spec", (s) => { s.spec = "exam-seed-secret/v2"; s.x = 1; }],
    ["missing /commitment", (s) => { delete s.commitment; }], ["malformed /contributor", (s) => { s.contributor = ""; }],
    ["malformed /secret", (s) => { s.secret += "0"; s.commitment = ""; }], ["malformed /commitment", (s) => { s.commitment = ""; }],
    ["wrong-secret /secret", (s) => { s.exam = "x"; }], ["wrong-secret /secret", (s) => { s.commitment = HASH; }]];
  for (const [wanted, change] of cases) assert.equal(await outcome(() => readSecret(changed(SECRET, change))), wanted, String(change));
  for (const text of [`${QR}\n`, `${QR}0`, QR.slice(0, -1), QR.replace(":S1", ""), QR.replace(":S1",
    ":"), `${QR.slice(0, -1)}A`, `${QR}:x`]) assert.equal(await outcome(() => readSecret(text)), "malformed ");
  for (const text of [` ${QR}`, QR.toLowerCase(), "", "\ufeff{}"]) assert.equal(await outcome(() => readSecret(text)), "not-json");
  assert.equal(await outcome(() => commitment("", "S1", "bureau", one)), "malformed /exam");
  assert.equal(await outcome(() => secretFile("E", "S1", "bureau", one.slice(1))), "malformed /secret");
});
