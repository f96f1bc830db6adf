// Signed notes and verifier keys (C2SP signed-note), of the two kinds that browsers verify by themselves: Ed25519 (0x01) and
// Ed25519 cosignatures with a time (0x04, C2SP tlog-cosignature). Lines of other keys and kinds are ignored, as the specification asks.

import { parseCheckpoint } from "./checkpoint.ts";
import { type Bytes, concat, equal, hex, MalformedError, ofBase64, sha256, utf8 } from "./bytes.ts";

export interface NoteSignature {
  readonly name: string;
  readonly keyId: Bytes;
  readonly signature: Bytes;
}

export interface SignedNote {
  /** With its final newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

export interface VerifierKey {
  readonly name: string;
  readonly id: Bytes;
  readonly cosigns: boolean;
  readonly publicKey: Bytes;
  readonly key: CryptoKey;
  readonly vkey: string;
}

export interface VerifiedSignature {
  readonly key: VerifierKey;
  /** POSIX seconds, of cosignatures. */
  readonly time: bigint | null;
}

export type NoteVerification =
  | { readonly result: "verified"; readonly signatures: readonly VerifiedSignature[] }
  | { readonly result: "forged"; readonly key: VerifierKey }
  | { readonly result: "unsigned" };

const MAX_SIGNATURES = 100;
const MAX_LENGTH = 1 << 20;
const DASH = "— ";
const ED25519 = 0x01;
const ED25519_COSIGNATURE = 0x04;
const ED25519_KEY_BYTES = 32;
const KEY_ID_BYTES = 4;
const TIME_BYTES = 8;

function isKeyName(name: string): boolean {
  // \s and \p{Z} are Unicode's spaces but for U+0085.
  return name !== "" && !/[\s\p{Z}\u0085+]/u.test(name);
}

function parseSignature(line: string): NoteSignature {
  const parts = line.startsWith(DASH) ? line.slice(DASH.length).split(" ") : [];
  const bytes = ofBase64(parts[1] ?? "");
  if (parts.length !== 2 || !isKeyName(parts[0]!) || bytes === null || bytes.length <= KEY_ID_BYTES) {
    throw new MalformedError("a line that is no signature line");
  }
  return { name: parts[0]!, keyId: bytes.slice(0, KEY_ID_BYTES), signature: bytes.slice(KEY_ID_BYTES) };
}

/** Reads a note. That it was read says nothing yet. */
export function parseNote(note: string): SignedNote {
  if (note.length > MAX_LENGTH) {
    throw new MalformedError(`a note of ${note.length} characters (expected: <= ${MAX_LENGTH})`);
  }
  if (/[\0-\x09\x0b-\x1f]/.test(note) || !note.isWellFormed()) {
    throw new MalformedError("control characters, or text that is not Unicode");
  }
  const separator = note.lastIndexOf("\n\n");
  if (separator < 0 || !note.endsWith("\n")) {
    throw new MalformedError("no empty line before the signatures, or no newline at the end");
  }
  const lines = note.slice(separator + 2).split("\n").slice(0, -1);
  if (lines.length === 0 || lines.length > MAX_SIGNATURES) {
    throw new MalformedError(`${lines.length} signature lines (expected: 1 to ${MAX_SIGNATURES})`);
  }
  return { text: note.slice(0, separator + 1), signatures: lines.map(parseSignature) };
}

/** Reads a vkey line of one of the two kinds. */
export async function parseVerifierKey(vkey: string): Promise<VerifierKey> {
  const [name, id, ...rest] = vkey.split("+");
  const typeAndKey = ofBase64(rest.join("+"));
  if (name === undefined || !isKeyName(name) || typeAndKey === null) {
    throw new MalformedError("a key that is not NAME+ID+BASE64");
  }
  const type = typeAndKey[0];
  if ((type !== ED25519 && type !== ED25519_COSIGNATURE) || typeAndKey.length !== 1 + ED25519_KEY_BYTES) {
    throw new MalformedError("a key that is neither of type 0x01 nor 0x04");
  }
  const keyId = (await sha256(utf8(`${name}\n`), typeAndKey)).slice(0, KEY_ID_BYTES);
  if (id !== hex(keyId)) {
    throw new MalformedError("a key with another id than its own");
  }
  const publicKey = typeAndKey.slice(1);
  const key = await crypto.subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
  return { name, id: keyId, cosigns: type === ED25519_COSIGNATURE, publicKey, key, vkey };
}

async function verifyLine(text: string, line: NoteSignature, key: VerifierKey): Promise<VerifiedSignature | null> {
  if (!key.cosigns) {
    return (await crypto.subtle.verify("Ed25519", key.key, line.signature, utf8(text))) ? { key, time: null } : null;
  }
  if (line.signature.length < TIME_BYTES) {
    return null;
  }
  const time = new DataView(line.signature.buffer).getBigInt64(0);
  try {
    parseCheckpoint(text);
  } catch {
    return null;
  }
  const message = concat(utf8(`cosignature/v1\ntime ${time}\n`), utf8(text));
  const valid = await crypto.subtle.verify("Ed25519", key.key, line.signature.slice(TIME_BYTES), message);
  return time >= 0n && valid ? { key, time } : null;
}

/** Verifies all lines of known keys; one that is forged refuses the whole note. */
export async function verifyNote(note: SignedNote, keys: readonly VerifierKey[]): Promise<NoteVerification> {
  const signatures: VerifiedSignature[] = [];
  for (const line of note.signatures) {
    const key = keys.find((known) => known.name === line.name && equal(known.id, line.keyId));
    if (key === undefined) {
      continue;
    }
    const verified = await verifyLine(note.text, line, key);
    if (verified === null) {
      return { result: "forged", key };
    }
    signatures.push(verified);
  }
  return signatures.length === 0 ? { result: "unsigned" } : { result: "verified", signatures };
}
