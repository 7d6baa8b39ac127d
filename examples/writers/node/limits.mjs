// The limits of docs/data-model.md, which are checked before any read or write.

import { edgesOf, reservedAddresses } from "./items.mjs";
import { isSharedMailboxDomain } from "./mailbox_domains.mjs";
import { normalDomain } from "./normal.mjs";

export const LIMITS = {
  object_bytes: 64 * 1024,
  organization_name_characters: 128,
  slug_characters: [2, 128],
  edge_bytes: 150_000,
  retired_addresses: 25,
  free_form_levels: 64,
  intermediate_session_seconds: 24 * 60 * 60,
  member_session_seconds: 366 * 24 * 60 * 60,
};
// Reserved for fields with default values, which this writer omits and the project's tools write.
const BYTES_OF_DEFAULTS = 2000;
const SLUG = /^[A-Za-z0-9\-._~]{2,128}$/;
const LOOKS_LIKE_AN_ID = /^organization-(test|live)-/i;
const E164 = /^\+[1-9][0-9]{1,14}$/;

/** The data is inconsistent, conflicts with stored data, or exceeds a limit. Retrying does not help. */
export class Refused extends Error {}

export function refuseIf(condition, message) {
  if (condition) throw new Refused(message);
}

const bytesOf = (text) => Buffer.byteLength(text);

function checkObject(object) {
  for (const field of Object.values(object)) checkPortable(field);
  const limit = LIMITS.object_bytes - BYTES_OF_DEFAULTS;
  refuseIf(bytesOf(JSON.stringify(object)) > limit, `the object takes more than ${limit} bytes of JSON text`);
}

export function checkOrganization(organization) {
  const { organization_name: name, organization_slug: slug } = organization;
  const domains = ["email_allowed_domains", "claimed_email_domains"].flatMap((field) => organization[field] ?? []);
  const shared = domains.map(normalDomain).find(isSharedMailboxDomain);
  refuseIf(shared, `${shared} is a shared mailbox domain or a public suffix`);
  refuseIf([...(name ?? "")].length > LIMITS.organization_name_characters, "organization_name is too long");
  refuseIf(slug && (!SLUG.test(slug) || LOOKS_LIKE_AN_ID.test(slug)), "organization_slug is malformed");
  const edgeBytes = [...edgesOf(organization)].reduce((sum, edge) => sum + bytesOf(edge) + 1, 0);
  refuseIf(edgeBytes > LIMITS.edge_bytes, "too many domains and tenants");
  checkObject(organization);
}

/** `member` is in normal form. */
export function checkMember(member) {
  const phone = member.mfa_phone_number;
  refuseIf(phone && !E164.test(phone), "mfa_phone_number is not in E.164 format, such as +15550100000");
  refuseIf(reservedAddresses(member).size > LIMITS.retired_addresses, "too many retired addresses");
  checkObject(member);
}

const RESERVED_KEYS = ["$serde_json::private::RawValue", "$serde_json::private::Number"];

/** Refuses values that some common JSON parsers reject. */
export function checkPortable(value, levels = LIMITS.free_form_levels) {
  refuseIf(typeof value === "number" && !Number.isFinite(value), "a number is not finite");
  refuseIf(typeof value === "string" && !value.isWellFormed(), "a string contains half of a surrogate pair");
  if (value === null || typeof value !== "object") return;
  refuseIf(levels === 0, `nested deeper than ${LIMITS.free_form_levels} levels`);
  for (const [key, inner] of Object.entries(value)) {
    checkPortable(key);
    refuseIf(RESERVED_KEYS.includes(key), `${key} is reserved by the parser serde_json`);
    checkPortable(inner, levels - 1);
  }
}

/** Refuses a lifetime that Stytch refuses. Your service may set a lower maximum. */
export function checkSessionMinutes(minutes) {
  refuseIf(!Number.isInteger(minutes) || minutes < 5 || minutes > 527_040, "a session lasts 5 to 527,040 minutes");
}

/** `kind` is "ist" or "session-token"; times are seconds since 1970. */
export function checkSessionLength(kind, expiresAt, now = Math.floor(Date.now() / 1000)) {
  const limit = kind === "ist" ? LIMITS.intermediate_session_seconds : LIMITS.member_session_seconds;
  refuseIf(expiresAt - now > limit, `the session lasts more than ${limit} seconds`);
}
