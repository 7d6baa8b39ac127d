// Converts the organizations, users, memberships and invitations of WorkOS AuthKit into a data file.

import { domainOf, normalDomain } from "../writers/node/normal.mjs";
import { fullName } from "./names.mjs";
import { run } from "./program.mjs";
import * as times from "./times.mjs";
import { InputError } from "./source_record.mjs";

const PROVIDERS = { GoogleOAuth: "google", GitHubOAuth: "github", MicrosoftOAuth: "microsoft" };
// WorkOS marks the address as verified at a sign-in by Google or Apple. After other providers, it sends a code.
const VERIFIED_BY_CODE = new Set(["GitHubOAuth", "MicrosoftOAuth"]);
const STATUSES = new Set(["active", "inactive", "pending"]);

/** Returns a domain in a form that can be compared. A domain that is not valid is equal to no valid one. */
function comparable(domain) {
  try {
    return normalDomain(domain);
  } catch {
    return domain;
  }
}

const lifetime = (record) => ({
  created_at: times.fromText(record, "created_at"),
  updated_at: times.fromText(record, "updated_at"),
});

/** Adds an organization. Returns its verified domains with their owner. */
function addOrganization(record, id, migration) {
  const domains = record.records("domains").map((domain) => {
    domain.ignore("object", "id", "organization_id", "created_at", "updated_at", "verification_token", "verification_prefix");
    const [name, state, strategy] = [domain.text("domain"), domain.text("state"), domain.optionalText("verification_strategy")];
    if (state !== "verified") migration.report.add("leftOut", `domains with state ${state}`, `${id}: ${name}`);
    migration.report.unread("organizations.domains", domain, id);
    return { name, owner: id, isVerified: state === "verified", proven: strategy === "dns" };
  });
  const verified = domains.filter((domain) => domain.isVerified);
  record.ignore("object");
  migration.addOrganization({
    id,
    name: record.text("name"),
    organization_external_id: record.optionalText("external_id"),
    metadata: record.freeForm("metadata"),
    domains: verified,
    ...lifetime(record),
  });
  migration.report.unread("organizations", record, id);
  return verified;
}

/** Returns the verified domains with their owners, by the domain in normal form. */
function byDomain(domains) {
  const owners = new Map();
  for (const domain of domains) {
    const name = comparable(domain.name);
    owners.set(name, [...(owners.get(name) ?? []), domain]);
  }
  return owners;
}

/** Returns the reason for which the address of a user is not verified in an organization, or undefined. */
function unverified(user, identities, organization, verifiedDomains) {
  if (!user.flag("email_verified")) return "email_verified is false";
  if (!identities) return "the document has no identities of the user";
  const domain = comparable(domainOf(user.text("email")));
  for (const { type } of identities) {
    const isProven = VERIFIED_BY_CODE.has(type) || (type === "GoogleOAuth" && domain === "gmail.com");
    if (!isProven) return `email_verified can come from ${type}`;
  }
  // A connection of an organization verifies the addresses of its domains, which proves them to this organization only.
  const owners = verifiedDomains.get(domain) ?? [];
  const isForeign = owners.some(({ owner, proven }) => owner !== organization || !proven);
  return isForeign ? "email_verified can come from the SSO connection of another organization" : undefined;
}

/** Returns the identities of a user, or undefined if the document does not have them. */
function identitiesOf(identities, userId) {
  if (!identities?.has(userId)) return undefined;
  return identities.records(userId).map((identity) => {
    identity.ignore("type");
    const type = identity.text("provider");
    return { type, provider: PROVIDERS[type] ?? type, subject: identity.id("idp_id") };
  });
}

function rolesOf(membership) {
  const roles = [membership.optionalRecord("role"), ...membership.optionalRecords("roles")].filter(Boolean);
  return roles.map((role) => role.text("slug"));
}

/** Returns the invitations that can still be accepted, by organization and address. */
function validInvitations(source, organizations, migration) {
  const valid = new Map();
  for (const [id, invitation] of migration.index(source.records("invitations"), "id", "invitations")) {
    const [address, status] = [invitation.text("email"), invitation.text("state")];
    const expires = times.required(times.fromText, invitation, "expires_at");
    if (!migration.isValid(invitation, id, { status, expires })) continue;
    if (!invitation.has("organization_id")) {
      migration.report.add("leftOut", "invitations without an organization", id);
      continue;
    }
    if (!migration.find(organizations, invitation, "organization_id", "organization")) continue;
    const organization = invitation.text("organization_id");
    invitation.ignore("object");
    const fields = { id, organization, address, ...lifetime(invitation) };
    migration.report.unread("invitations", invitation, id);
    valid.set(`${organization} ${address.toLowerCase()}`, fields);
  }
  return valid;
}

/** Adds the Member of a membership. WorkOS creates a pending one for an invitation; it has the roles of the invited person. */
function addMembership({ id, membership, user, userId }, { identities, domains, invitations }, migration) {
  const organization = membership.text("organization_id");
  const status = membership.text("status");
  if (!STATUSES.has(status)) throw new InputError(`${membership.pointer}/status: unknown status ${JSON.stringify(status)}`);
  const fields = {
    id,
    address: user.text("email"),
    name: fullName(user.optionalText("first_name"), user.optionalText("last_name")),
    externalId: migration.externalId(userId, user.optionalText("external_id")),
    roles: rolesOf(membership),
    metadata: user.freeForm("metadata"),
    ...lifetime(membership),
  };
  membership.ignore("object", "organization_name");
  migration.report.unread("organization_memberships", membership, id);
  if (status !== "pending") {
    migration.addMember({
      ...fields,
      organization,
      inactive: status === "inactive" ? "memberships with status inactive" : undefined,
      unverified: unverified(user, identities, organization, domains),
      accounts: identities ?? [],
    });
    return;
  }
  const key = `${organization} ${fields.address.toLowerCase()}`;
  const invitation = invitations.get(key);
  if (invitation) invitations.set(key, { ...invitation, ...fields });
  else migration.report.add("leftOut", "pending memberships without a valid invitation", id);
}

export function convert(source, migration) {
  const organizations = migration.index(source.records("organizations"), "id", "organizations");
  const users = migration.index(source.records("users"), "id", "users");
  const memberships = migration.index(source.records("organization_memberships"), "id", "memberships");
  const allIdentities = source.optionalRecord("identities");
  const domains = byDomain([...organizations].flatMap(([id, record]) => addOrganization(record, id, migration)));
  const invitations = validInvitations(source, organizations, migration);
  const used = new Set();
  for (const [id, membership] of memberships) {
    const user = migration.find(users, membership, "user_id", "user");
    const organization = migration.find(organizations, membership, "organization_id", "organization");
    if (!user || !organization) continue;
    const userId = membership.text("user_id");
    used.add(userId);
    user.ignore("object", "created_at", "updated_at");
    const identities = identitiesOf(allIdentities, userId);
    addMembership({ id, membership, user, userId }, { identities, domains, invitations }, migration);
  }
  for (const invitation of invitations.values()) migration.addInvitation(invitation);
  migration.reportUsers(users, used);
}

run(import.meta, convert);
