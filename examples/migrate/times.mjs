// Times of the services in RFC 3339, the format of data files.

import { InputError } from "./source_record.mjs";

const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;
// An earlier year means that seconds were read as milliseconds, a later one the opposite.
const YEARS = { first: 2000, last: 2999 };

function checked(date, record, field, unit) {
  const year = date.getUTCFullYear();
  if (year >= YEARS.first && year <= YEARS.last) return `${date.toISOString().slice(0, 19)}Z`;
  throw new InputError(`${record.pointer}/${field}: expected a time ${unit}`);
}

/** Returns a time that is stored as text, or undefined if it is missing. */
export function fromText(record, field) {
  const text = record.optionalText(field);
  if (text === undefined) return undefined;
  return checked(new Date(RFC3339.test(text) ? text : NaN), record, field, "such as 2026-01-31T12:00:00Z");
}

/** Returns a time that is stored as Unix time in milliseconds, or undefined if it is missing. */
export function fromMilliseconds(record, field) {
  const time = record.optionalNumber(field);
  return time === undefined ? undefined : checked(new Date(time), record, field, "in milliseconds since 1970");
}

/** Returns a time that is stored as Unix time in seconds, or undefined if it is missing. */
export function fromSeconds(record, field) {
  const time = record.optionalNumber(field);
  return time === undefined ? undefined : checked(new Date(time * 1000), record, field, "in seconds since 1970");
}

/** Returns a time that must be there, such as the end of an invitation. */
export function required(parse, record, field) {
  const time = parse(record, field);
  if (time === undefined) throw new InputError(`${record.pointer}/${field}: expected a time, but the field is missing`);
  return time;
}
