// Proofs that something was logged (C2SP tlog-proof), with what was logged in their extra data.

import { type Bytes, concat, equal, MalformedError, ofBase64, ofDecimal, sha256, utf8 } from "./bytes.ts";
import { type Checkpoint, parseCheckpoint, parseHash } from "./checkpoint.ts";
import { leafHash, provesInclusion } from "./merkle.ts";
import { parseNote, type SignedNote, type VerifierKey, verifyNote } from "./note.ts";

export interface LogProof {
  readonly extra: Bytes | null;
  readonly index: bigint;
  readonly path: readonly Bytes[];
  readonly note: SignedNote;
  readonly checkpoint: Checkpoint;
}

/** What an entry commits to. */
export interface Opening {
  readonly salt: Bytes;
  readonly content: Bytes;
}

/** Whom one trusts: any of the log's keys, and so many of the witnesses. */
export interface Trust {
  readonly log: readonly VerifierKey[];
  readonly witnesses: readonly VerifierKey[];
  readonly threshold: number;
}

export type ProofVerification =
  | {
      readonly result: "proven";
      readonly checkpoint: Checkpoint;
      readonly index: bigint;
      readonly opening: Opening;
      /** The names of the witnesses that have cosigned, and when, in POSIX seconds. */
      readonly witnesses: readonly { readonly name: string; readonly time: bigint }[];
    }
  | { readonly result: "entry" | "checkpoint" | "inclusion" };

const HEADER = "c2sp.org/tlog-proof@v1";
const EXTRA = "extra ";
const INDEX = "index ";
const MAX_PATH = 63;
const SALT_BYTES = 32;
const COMMITMENT_LABEL = utf8("haihe.city/commitment/v1\n");
const OPENING_LABEL = utf8("haihe.city/opening/v1\n");

/** The log's entry for salt and content. */
export function commitment(opening: Opening): Promise<Bytes> {
  return sha256(COMMITMENT_LABEL, opening.salt, opening.content);
}

/** Salt and content of a proof's extra data; null where it has something else. */
export function parseOpening(extra: Bytes): Opening | null {
  const head = OPENING_LABEL.length + SALT_BYTES;
  if (extra.length < head || !equal(extra.slice(0, OPENING_LABEL.length), OPENING_LABEL)) {
    return null;
  }
  return { salt: extra.slice(OPENING_LABEL.length, head), content: extra.slice(head) };
}

/** The extra data of a proof for salt and content. */
export function encodeOpening(opening: Opening): Bytes {
  return concat(OPENING_LABEL, opening.salt, opening.content);
}

/** Reads a proof. Nothing of it is verified yet. */
export function parseProof(proof: string): LogProof {
  const separator = proof.indexOf("\n\n");
  if (separator < 0) {
    throw new MalformedError("no empty line before the checkpoint");
  }
  const lines = proof.slice(0, separator).split("\n");
  if (lines.shift() !== HEADER) {
    throw new MalformedError(`a first line that is not ${HEADER}`);
  }
  let extra: Bytes | null = null;
  if (lines[0]?.startsWith(EXTRA)) {
    extra = ofBase64(lines.shift()!.slice(EXTRA.length));
    if (extra === null) {
      throw new MalformedError("extra data that is not base64");
    }
  }
  const indexLine = lines.shift() ?? "";
  const index = indexLine.startsWith(INDEX) ? ofDecimal(indexLine.slice(INDEX.length)) : null;
  if (index === null || lines.length > MAX_PATH) {
    throw new MalformedError(`no index, or more than ${MAX_PATH} hashes`);
  }
  const note = parseNote(proof.slice(separator + 2));
  return { extra, index, path: lines.map(parseHash), note, checkpoint: parseCheckpoint(note.text) };
}

/** Verifies that what the proof says was logged, and seen by enough witnesses (tlog-proof, Verifying a tlog proof). */
export async function verifyProof(proof: LogProof, trust: Trust): Promise<ProofVerification> {
  const opening = proof.extra === null ? null : parseOpening(proof.extra);
  if (opening === null) {
    return { result: "entry" };
  }
  const { checkpoint } = proof;
  const log = trust.log.filter((key) => key.name === checkpoint.origin);
  const verification = await verifyNote(proof.note, [...log, ...trust.witnesses]);
  if (verification.result !== "verified" || !verification.signatures.some(({ key }) => log.includes(key))) {
    return { result: "checkpoint" };
  }
  // A public key under two names is one witness.
  const distinct = trust.witnesses.filter(
    (witness, at) => trust.witnesses.findIndex((other) => equal(other.publicKey, witness.publicKey)) === at,
  );
  const witnesses = distinct.flatMap((witness) => {
    const time = verification.signatures.find(({ key }) => key === witness)?.time ?? null;
    return time === null ? [] : [{ name: witness.name, time }];
  });
  if (witnesses.length < trust.threshold) {
    return { result: "checkpoint" };
  }
  const leaf = await leafHash(await commitment(opening));
  if (!(await provesInclusion(proof.index, checkpoint.size, leaf, proof.path, checkpoint.root))) {
    return { result: "inclusion" };
  }
  return { result: "proven", checkpoint, index: proof.index, opening, witnesses };
}
