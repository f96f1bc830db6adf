// Checkpoints (C2SP tlog-checkpoint).

import { type Bytes, MalformedError, ofBase64, ofDecimal } from "./bytes.ts";

export interface Checkpoint {
  readonly origin: string;
  readonly size: bigint;
  readonly root: Bytes;
  readonly extensions: readonly string[];
}

const HASH_BYTES = 32;

/** A hash in base64. */
export function parseHash(text: string): Bytes {
  const bytes = ofBase64(text);
  if (bytes === null || bytes.length !== HASH_BYTES) {
    throw new MalformedError("a line that is not base64 of a hash");
  }
  return bytes;
}

/** Reads the text of a note. */
export function parseCheckpoint(text: string): Checkpoint {
  const lines = text.split("\n");
  if (lines.pop() !== "" || lines.length < 3 || lines.includes("")) {
    throw new MalformedError("a checkpoint that is not three lines or more, none of them empty");
  }
  const [origin, sizeLine, rootLine, ...extensions] = lines;
  const size = ofDecimal(sizeLine!);
  if (size === null) {
    throw new MalformedError("a tree size that is not decimal without leading zeroes");
  }
  return { origin: origin!, size, root: parseHash(rootLine!), extensions };
}
