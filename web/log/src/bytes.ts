// Bytes and their text forms. Each has one spelling only: no text may have two forms that both verify.

export type Bytes = Uint8Array<ArrayBuffer>;

/** A text that is not what its format says. */
export class MalformedError extends Error {
  override name = "MalformedError";
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

export function base64(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) {
    binary += String.fromCharCode(byte);
  }
  return btoa(binary);
}

/** RFC 4648 section 4 with padding and without stray bits; null where it is not that. */
export function ofBase64(text: string): Bytes | null {
  if (!BASE64.test(text)) {
    return null;
  }
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  return base64(bytes) === text ? bytes : null;
}

export function ofHex(text: string): Bytes {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function utf8(text: string): Bytes {
  return new TextEncoder().encode(text);
}

export function concat(...parts: Uint8Array[]): Bytes {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

export async function sha256(...parts: Uint8Array[]): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", concat(...parts)));
}

/** Decimal without leading zeroes, below 2^63; null where it is not that. */
export function ofDecimal(text: string): bigint | null {
  if (!/^(?:0|[1-9][0-9]{0,18})$/.test(text)) {
    return null;
  }
  const value = BigInt(text);
  return value < 1n << 63n ? value : null;
}
