import { chacha20poly1305 } from "../vendor/noble-ciphers/chacha.js";
import { scrypt } from "../vendor/noble-hashes/scrypt.js";
import { canonicalText } from "./canonical.js";

const bytes = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
const utf8 = (text) => new TextEncoder().encode(text);

/** What was sealed for this answer, or null: a wrong key fails authentication. */
export function openSeal(seal, keyText, uid) {
  const key = scrypt(utf8(canonicalText(keyText)), bytes(seal.salt), { N: seal.N, r: 8, p: 1, dkLen: 32 });
  for (const [nonce, box] of seal.boxes) {
    try {
      const text = chacha20poly1305(key, bytes(nonce), utf8(uid)).decrypt(bytes(box));
      return JSON.parse(new TextDecoder().decode(text));
    } catch {
      // not the box of this answer
    }
  }
  return null;
}
