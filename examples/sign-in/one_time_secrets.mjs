// Links and codes that are used once, in the memory of this process. A real application keeps them in its database.

import { createHash, randomBytes, randomInt, timingSafeEqual } from "node:crypto";

const PERIOD_MS = 10 * 60_000;
// In each period. The limit of codes also limits what guessing can achieve: a new code does not give new attempts.
const LINKS_PER_ADDRESS = 5;
const CODES_PER_MEMBER = 5;
const ATTEMPTS_PER_MEMBER = 10;

const hash = (text) => createHash("sha256").update(text).digest();

export class OneTimeSecrets {
  #links = new Map();
  #codes = new Map();
  #counts = new Map();

  constructor() {
    setInterval(() => this.#forgetExpired(), PERIOD_MS).unref();
  }

  /** Returns the token of a new link, or undefined if the address has got too many. Only its hash is kept. */
  createLink(content) {
    if (this.#count(`link ${content.address}`) > LINKS_PER_ADDRESS) return undefined;
    const token = randomBytes(32).toString("base64url");
    this.#links.set(hash(token).toString("hex"), { content, ends: ending() });
    return token;
  }

  /** Returns the content of a link that can still be used. */
  findLink(token) {
    return live(this.#links.get(hash(token).toString("hex")))?.content;
  }

  /** Returns the content of a link, and ends it. */
  useLink(token) {
    const content = this.findLink(token);
    this.#links.delete(hash(token).toString("hex"));
    return content;
  }

  /**
   * Returns a new code of six digits for a session and the Member whose second factor it is, or undefined if the Member has got too
   * many. It replaces the last one.
   */
  createCode(session, member, content) {
    if (this.#count(`code ${member}`) > CODES_PER_MEMBER) return undefined;
    const code = String(randomInt(1_000_000)).padStart(6, "0");
    this.#codes.set(`${session} ${member}`, { code: hash(code), content, ends: ending() });
    return code;
  }

  /** Returns the content of a code, and ends it. Returns undefined for a wrong code, and after too many attempts. */
  useCode(session, member, code) {
    const kept = live(this.#codes.get(`${session} ${member}`));
    const isAllowed = this.#count(`attempt ${member}`) <= ATTEMPTS_PER_MEMBER;
    if (!kept || !isAllowed || !timingSafeEqual(kept.code, hash(code))) return undefined;
    this.#codes.delete(`${session} ${member}`);
    return kept.content;
  }

  /** Counts an event, and returns how many there were in the period. */
  #count(name) {
    const count = live(this.#counts.get(name)) ?? { number: 0, ends: ending() };
    count.number += 1;
    this.#counts.set(name, count);
    return count.number;
  }

  #forgetExpired() {
    for (const map of [this.#links, this.#codes, this.#counts]) {
      for (const [key, kept] of map) if (!live(kept)) map.delete(key);
    }
  }
}

const ending = () => Date.now() + PERIOD_MS;
const live = (kept) => (kept && kept.ends > Date.now() ? kept : undefined);
