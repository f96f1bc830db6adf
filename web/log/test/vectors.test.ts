import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { base64, hex, ofBase64, ofHex } from "../src/bytes.ts";
import {
  commitment,
  encodeOpening,
  leafHash,
  MalformedError,
  parseNote,
  parseProof,
  parseVerifierKey,
  provesConsistency,
  provesInclusion,
  verifyNote,
  verifyProof,
} from "../src/index.ts";

// Made by the Java library's own test, which checks that they still agree.
const FILE = new URL("../../../libs/merkle/src/test/resources/city/haihe/merkle/vectors.json", import.meta.url);

interface Vectors {
  leaves: { entry: string; hash: string }[];
  commitments: { salt: string; content: string; commitment: string }[];
  inclusion: { index: string; size: string; leaf: string; root: string; path: string[]; valid: boolean }[];
  consistency: { earlier: string; later: string; earlierRoot: string; laterRoot: string; path: string[]; valid: boolean }[];
  keys: { vkey: string; valid: boolean }[];
  notes: { name: string; keys: string[]; note: string; result: string; signatures: number }[];
  proofs: { name: string; log: string[]; witnesses: string[]; threshold: number; proof: string; result: string }[];
}

const vectors = JSON.parse(readFileSync(FILE, "utf8")) as Vectors;
const bytes = (text: string) => ofBase64(text)!;
const keysOf = (vkeys: string[]) => Promise.all(vkeys.map(parseVerifierKey));

/** The answer, or "malformed" where the text cannot even be read. */
async function orMalformed(answer: () => Promise<string>): Promise<string> {
  try {
    return await answer();
  } catch (error) {
    assert.ok(error instanceof MalformedError, String(error));
    return "malformed";
  }
}

test("entries hash to their leaves", async () => {
  for (const { entry, hash } of vectors.leaves) {
    assert.equal(base64(await leafHash(ofHex(entry))), hash);
  }
});

test("salt and content give the commitment", async () => {
  for (const vector of vectors.commitments) {
    const opening = { salt: ofHex(vector.salt), content: ofHex(vector.content) };
    assert.equal(hex(await commitment(opening)), vector.commitment);
  }
});

test("inclusion proofs hold where they should and nowhere else", async () => {
  for (const { index, size, leaf, root, path, valid } of vectors.inclusion) {
    const proven = await provesInclusion(BigInt(index), BigInt(size), bytes(leaf), path.map(bytes), bytes(root));
    assert.equal(proven, valid, `index ${index} in ${size}`);
  }
  assert.ok(vectors.inclusion.some(({ valid }) => !valid));
});

test("consistency proofs hold where they should and nowhere else", async () => {
  for (const vector of vectors.consistency) {
    const proven = await provesConsistency(
      BigInt(vector.earlier),
      BigInt(vector.later),
      bytes(vector.earlierRoot),
      bytes(vector.laterRoot),
      vector.path.map(bytes),
    );
    assert.equal(proven, vector.valid, `${vector.earlier} to ${vector.later}`);
  }
  assert.ok(vectors.consistency.some(({ valid }) => !valid));
});

test("keys are read or refused", async () => {
  for (const { vkey, valid } of vectors.keys) {
    const result = await orMalformed(async () => (await parseVerifierKey(vkey)).vkey);
    assert.equal(result, valid ? vkey : "malformed");
  }
});

for (const vector of vectors.notes) {
  test(`note: ${vector.name}`, async () => {
    const keys = await keysOf(vector.keys);
    let signatures = 0;
    const result = await orMalformed(async () => {
      const verification = await verifyNote(parseNote(vector.note), keys);
      signatures = verification.result === "verified" ? verification.signatures.length : 0;
      return verification.result;
    });
    assert.equal(result, vector.result);
    assert.equal(signatures, vector.signatures);
  });
}

for (const vector of vectors.proofs) {
  test(`proof: ${vector.name}`, async () => {
    const trust = {
      log: await keysOf(vector.log),
      witnesses: await keysOf(vector.witnesses),
      threshold: vector.threshold,
    };
    const result = await orMalformed(async () => (await verifyProof(parseProof(vector.proof), trust)).result);
    assert.equal(result, vector.result);
  });
}

test("a proof says what was logged, and who saw it when", async () => {
  const vector = vectors.proofs[0]!;
  const trust = { log: await keysOf(vector.log), witnesses: await keysOf(vector.witnesses), threshold: 2 };
  const proof = parseProof(vector.proof);
  const verification = await verifyProof(proof, trust);
  assert.ok(verification.result === "proven");
  assert.equal(new TextDecoder().decode(verification.opening.content), "entry 600");
  assert.deepEqual(encodeOpening(verification.opening), proof.extra);
  assert.equal(verification.index, 600n);
  const time = BigInt(Date.parse("2026-11-24T10:00:00Z") / 1000);
  assert.deepEqual(verification.witnesses, [
    { name: "witness.example/w1", time },
    { name: "witness.example/w3", time },
  ]);
});

test("a proof is verified within 100 ms", async () => {
  const vector = vectors.proofs[0]!;
  const times: number[] = [];
  for (let round = 0; round < 20; round++) {
    const started = performance.now();
    const trust = { log: await keysOf(vector.log), witnesses: await keysOf(vector.witnesses), threshold: 2 };
    await verifyProof(parseProof(vector.proof), trust);
    times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  assert.ok(times[10]! < 100, `${times[10]} ms`);
});

test("any changed character of a proof is noticed", async () => {
  const vector = vectors.proofs.find(({ name }) => name === "only the log")!;
  const trust = { log: await keysOf(vector.log), witnesses: [], threshold: 0 };
  // Up to the end of the log's Ed25519 line: the lines behind it are of kinds that are not verified here.
  const end = vector.proof.indexOf("\n", vector.proof.indexOf("— log.example/city"));
  for (let at = 0; at < end; at++) {
    const other = vector.proof[at] === "A" ? "B" : "A";
    const changed = vector.proof.slice(0, at) + other + vector.proof.slice(at + 1);
    const result = await orMalformed(async () => (await verifyProof(parseProof(changed), trust)).result);
    assert.notEqual(result, "proven", `character ${at}: ${vector.proof.slice(at - 10, at + 10)}`);
  }
});
