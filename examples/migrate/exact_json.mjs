// JSON whose numbers keep their text. JavaScript's numbers turn 1.0 into 1 and 12345678901234567890 into
// 12345678901234567000, but metadata must be copied unchanged.

import { randomBytes } from "node:crypto";

// Marks a number that is kept as text. It is random, so no text of the input can be taken for a number.
const MARK = `number-${randomBytes(16).toString("hex")}:`;
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const MARKED = new RegExp(`"${MARK}([^"]*)"`, "g");

const isKept = (token) => token.startsWith('"') || String(Number(token)) === token;

/** Parses JSON. A number that JavaScript would change becomes a marked text. Throws a SyntaxError like `JSON.parse`. */
export function parse(text) {
  const value = JSON.parse(text);
  const marked = text.replace(TOKENS, (token) => (isKept(token) ? token : JSON.stringify(MARK + token)));
  return marked === text ? value : JSON.parse(marked);
}

/** Serializes a value of `parse`, with the numbers as they were written. */
export const stringify = (value) => JSON.stringify(value, null, 2).replace(MARKED, "$1");

export const isMarkedNumber = (value) => typeof value === "string" && value.startsWith(MARK);

/** Returns the number of a JSON number, marked or not, and undefined for every other value. */
export function numberOf(value) {
  if (isMarkedNumber(value)) return Number(value.slice(MARK.length));
  return typeof value === "number" ? value : undefined;
}
