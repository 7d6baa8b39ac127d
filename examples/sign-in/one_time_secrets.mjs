// Links and codes that are used once. A real application keeps them in its database, and limits how often an address or a phone
// number gets one.

import { createHash, randomBytes, randomInt, timingSafeEqual } from "node:crypto";

const MINUTES = 10;
const ATTEMPTS = 5;

const hash = (text) => createHash("sha256").update(text).digest();

export class OneTimeSecrets {
  #links = new Map();
  #codes = new Map();

  /** Returns the token of a new link. Only its hash is kept. */
  createLink(content) {
    this.#forgetExpired();
    const token = randomBytes(32).toString("base64url");
    this.#links.set(hash(token).toString("hex"), { content, ends: ending() });
    return token;
  }

  /** Returns the content of a link that can still be used. */
  findLink(token) {
    return live(this.#links.get(hash(String(token)).toString("hex")))?.content;
  }

  /** Returns the content of a link, and ends it. */
  useLink(token) {
    const content = this.findLink(token);
    this.#links.delete(hash(String(token)).toString("hex"));
    return content;
  }

  /** Returns a new code of six digits. It replaces the last one for the same purpose. */
  createCode(purpose, content) {
    this.#forgetExpired();
    const code = String(randomInt(1_000_000)).padStart(6, "0");
    this.#codes.set(purpose, { code: hash(code), content, attempts: 0, ends: ending() });
    return code;
  }

  /** Returns the content of a code, and ends it. A few wrong attempts end it too. */
  useCode(purpose, code) {
    const kept = live(this.#codes.get(purpose));
    if (!kept) return undefined;
    kept.attempts += 1;
    const isRight = timingSafeEqual(kept.code, hash(String(code)));
    if (isRight || kept.attempts >= ATTEMPTS) this.#codes.delete(purpose);
    return isRight ? kept.content : undefined;
  }

  #forgetExpired() {
    for (const map of [this.#links, this.#codes]) {
      for (const [key, kept] of map) if (!live(kept)) map.delete(key);
    }
  }
}

const ending = () => Date.now() + MINUTES * 60_000;
const live = (kept) => (kept && kept.ends > Date.now() ? kept : undefined);
