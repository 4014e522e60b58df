// Judges the text of a ticket's QR code by itself: whose it is, for this forum, and signed by us.
const PREFIX = "FA1";
const SIGNED_AS = new TextEncoder().encode("forumapp ticket 1\n");
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const CLAIM = 34;
const LENGTH = CLAIM + 64;

export const looksLikeTicket = (text) => normal(text).startsWith(PREFIX) && normal(text).length > 40;

export function importKey(jwk) {
  return crypto.subtle.importKey("jwk", jwk, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
}

// {word: "genuine", uid, version}, or {word: "foreign"} (another forum's), or {word: "forged"}.
export async function readTicket(text, key, forum) {
  const raw = bytesOf(normal(text).slice(PREFIX.length));
  if (raw === null || raw.length !== LENGTH) return { word: "forged" };
  const claim = raw.subarray(0, CLAIM);
  const signed = new Uint8Array([...SIGNED_AS, ...claim]);
  const isOurs = await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, raw.subarray(CLAIM), signed);
  if (!isOurs) return { word: "forged" };
  if (uuid(claim.subarray(16, 32)) !== forum) return { word: "foreign" };
  return { word: "genuine", uid: uuid(claim.subarray(0, 16)), version: claim[32] * 256 + claim[33] };
}

const normal = (text) => text.trim().toUpperCase();

function bytesOf(text) {
  const found = [];
  let bits = 0, held = 0;
  for (const letter of text) {
    const value = ALPHABET.indexOf(letter);
    if (value < 0) return null;
    held = (held << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      found.push((held >> bits) & 255);
      held &= (1 << bits) - 1;
    }
  }
  return new Uint8Array(found);
}

function uuid(bytes) {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
