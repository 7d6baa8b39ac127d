// Ids, slugs and names in the formats of the data model.

import { createHash } from "node:crypto";

const MAXIMUM_ID = 128;
const MAXIMUM_NAME = 128;
const SLUG = /^[A-Za-z0-9\-._~]{2,128}$/;

export const sha256 = (text) => createHash("sha256").update(text).digest("hex");

/**
 * Returns an id of visible ASCII characters without `#` and `@`, such as org_1:samlp|joe%40acme.com. Every other character is
 * percent-encoded, and a long id is replaced by its hash, so different ids stay different.
 */
export function idFrom(...parts) {
  const encode = (part) => part.replace(/[^!-~]|[#%:@]/gu, (character) => encodeURIComponent(character.toWellFormed()));
  const id = parts.map(encode).join(":");
  return id.length <= MAXIMUM_ID ? id : `sha256-${sha256(id)}`;
}

/** Returns the reason for which a text cannot be a slug, or undefined. */
export function slugProblem(text) {
  if (!SLUG.test(text)) return "slugs that are not 2 to 128 of A-Z a-z 0-9 - . _ ~";
  return /^organization-(test|live)-/i.test(text) ? "slugs that could be mistaken for an id" : undefined;
}

/** Returns the name with at most 128 characters. */
export const shortName = (name) => [...name].slice(0, MAXIMUM_NAME).join("");

export const fullName = (...parts) => parts.filter(Boolean).join(" ") || undefined;
