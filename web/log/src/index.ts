// Verifies the transparency log in a browser, without dependencies and without trusting the server that sent the page's data.

export { MalformedError } from "./bytes.ts";
export { type Checkpoint, parseCheckpoint } from "./checkpoint.ts";
export { leafHash, provesConsistency, provesInclusion } from "./merkle.ts";
export {
  type NoteSignature,
  type NoteVerification,
  parseNote,
  parseVerifierKey,
  type SignedNote,
  type VerifierKey,
  verifyNote,
} from "./note.ts";
export {
  commitment,
  encodeOpening,
  type LogProof,
  type Opening,
  parseOpening,
  parseProof,
  type ProofVerification,
  type Trust,
  verifyProof,
} from "./proof.ts";
