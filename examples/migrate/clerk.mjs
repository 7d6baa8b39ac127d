// Converts the organizations, domains, users, memberships and invitations of Clerk into a data file.

import { domainOf } from "../writers/node/normal.mjs";
import { fullName } from "./names.mjs";
import { run } from "./program.mjs";
import { InputError } from "./source_record.mjs";
import * as times from "./times.mjs";

// Strategies with which Clerk itself sent a code or link to the address. `admin`, `ticket` and `from_…` send nothing.
const PROVING_STRATEGIES = new Set(["email_code", "email_link"]);
const JOIN_AUTOMATICALLY = "automatic_invitation";
const NO_APPROVAL = "domains with automatic_suggestion, whose approval step does not exist here";

const lifetime = (record) => ({
  created_at: times.fromMilliseconds(record, "created_at"),
  updated_at: times.fromMilliseconds(record, "updated_at"),
});

/** Returns the verified domains of each organization. */
function domainsByOrganization(source, organizations, migration) {
  const byOrganization = new Map();
  for (const [id, record] of migration.index(source.records("domains"), "id", "domains")) {
    if (!migration.find(organizations, record, "organization_id", "organization")) continue;
    const organization = record.text("organization_id");
    const domain = verifiedDomain(record, organization, migration.report);
    record.ignore("object", "affiliation_email_address", "created_at", "updated_at");
    migration.report.unread("domains", record, id);
    if (domain) byOrganization.set(organization, [...(byOrganization.get(organization) ?? []), domain]);
  }
  return byOrganization;
}

/** Returns a domain if an email code or DNS verified it. Only one mode lets people join without an approval. */
function verifiedDomain(record, organization, report) {
  const [name, mode] = [record.text("name"), record.text("enrollment_mode")];
  const [older, affiliation] = [record.optionalRecord("verification"), record.optionalRecord("affiliation_verification")];
  const isAffiliated = (affiliation ?? older)?.text("status") === "verified";
  const ownership = record.optionalRecord("ownership_verification");
  const isOwned = ownership?.text("status") === "verified";
  if (!isAffiliated && !isOwned) {
    report.add("leftOut", "domains that are not verified", `${organization}: ${name}`);
    return undefined;
  }
  if (mode === "automatic_suggestion") report.add("changed", NO_APPROVAL, `${organization}: ${name}`);
  // Other strategies grant the ownership without a DNS record.
  const proven = isOwned && ownership.text("strategy") === "txt";
  return { name, joinable: isAffiliated && mode === JOIN_AUTOMATICALLY, proven };
}

function addOrganization(record, id, domains, migration) {
  record.ignore("object", "pending_invitations_count");
  const logo = record.optionalText("image_url");
  migration.addOrganization({
    id,
    name: record.text("name"),
    slug: record.optionalText("slug"),
    organization_logo_url: record.optionalFlag("has_image") ? logo : undefined,
    metadata: record.freeForm("public_metadata"),
    domains,
    ...lifetime(record),
  });
  migration.report.unread("organizations", record, id);
}

/** Returns the primary address of a user as a record, or undefined. */
function primaryAddress(user) {
  const primary = user.optionalText("primary_email_address_id");
  return user.records("email_addresses").find((address) => address.text("id") === primary);
}

/** Returns the reason for which an address is not verified, or undefined. */
function unverified(address) {
  const verification = address.optionalRecord("verification");
  if (verification?.text("status") !== "verified") return "addresses without the status verified";
  const strategy = verification.text("strategy");
  const isGmail = strategy === "from_oauth_google" && domainOf(address.text("email_address")).toLowerCase() === "gmail.com";
  return PROVING_STRATEGIES.has(strategy) || isGmail ? undefined : `the verification strategy ${strategy}`;
}

/** Returns the accounts that Clerk verified. */
function accountsOf(user, report) {
  return user.optionalRecords("external_accounts").flatMap((account) => {
    const provider = account.text("provider").replace(/^oauth_/, "");
    const isVerified = account.optionalRecord("verification")?.text("status") === "verified";
    if (isVerified) return [{ provider, subject: account.id("provider_user_id") }];
    report.add("leftOut", "external accounts that are not verified", account.text("id"));
    return [];
  });
}

/** Returns the reason for which a user must not sign in, or undefined. */
function inactive(user) {
  const states = ["banned", "locked", "deprovisioned"].filter((state) => user.optionalFlag(state));
  return states.length > 0 ? `users that are ${states[0]}` : undefined;
}

function addMembership({ id, membership, user, userId }, migration) {
  const address = primaryAddress(user);
  membership.ignore("object", "organization", "public_user_data");
  const [membershipMetadata, userMetadata] = [membership.freeForm("public_metadata"), user.freeForm("public_metadata")];
  if (!address) {
    migration.report.add("leftOut", "memberships of users without an email address", id);
    user.ignoreAll();
    return;
  }
  const fields = {
    id,
    organization: membership.record("organization").text("id"),
    address: address.text("email_address"),
    unverified: unverified(address),
    inactive: inactive(user),
    name: fullName(user.optionalText("first_name"), user.optionalText("last_name")),
    externalId: migration.externalId(userId, user.optionalText("external_id")),
    roles: [membership.text("role")],
    metadata: Object.keys(membershipMetadata).length + Object.keys(userMetadata).length > 0 && {
      membership: membershipMetadata,
      user: userMetadata,
    },
    untrustedMetadata: user.freeForm("unsafe_metadata"),
    passwordId: user.optionalFlag("password_enabled") ? `clerk-${userId}` : undefined,
    accounts: accountsOf(user, migration.report),
    secondFactor: user.optionalFlag("two_factor_enabled"),
    ...lifetime(membership),
  };
  migration.report.unread("memberships", membership, id);
  migration.addMember(fields);
}

function addInvitations(source, organizations, migration) {
  for (const [id, invitation] of migration.index(source.records("invitations"), "id", "invitations")) {
    const status = invitation.text("status");
    const expires = times.required(times.fromMilliseconds, invitation, "expires_at");
    if (!migration.isValid(invitation, id, { status, expires })) continue;
    if (!migration.find(organizations, invitation, "organization_id", "organization")) continue;
    invitation.ignore("object", "role_name", "public_organization_data");
    migration.addInvitation({
      id,
      organization: invitation.text("organization_id"),
      address: invitation.text("email_address"),
      roles: [invitation.text("role")],
      metadata: invitation.freeForm("public_metadata"),
      ...lifetime(invitation),
    });
    migration.report.unread("invitations", invitation, id);
  }
}

/** Fails if Clerk counted more members of an organization than the document has. */
function checkMemberCounts(organizations, memberships) {
  const found = new Map();
  for (const membership of memberships.values()) {
    const id = membership.record("organization").text("id");
    found.set(id, (found.get(id) ?? 0) + 1);
  }
  for (const [id, record] of organizations) {
    const [expected, count] = [record.optionalNumber("members_count") ?? 0, found.get(id) ?? 0];
    if (expected <= count) continue;
    throw new InputError(
      `${record.pointer}/members_count: ${expected}, but the document has ${count} memberships; read all pages again`,
    );
  }
}

export function convert(source, migration) {
  const organizations = migration.index(source.records("organizations"), "id", "organizations");
  const users = migration.index(source.records("users"), "id", "users");
  const memberships = migration.index(source.records("memberships"), "id", "memberships");
  checkMemberCounts(organizations, memberships);
  const domains = domainsByOrganization(source, organizations, migration);
  for (const [id, record] of organizations) addOrganization(record, id, domains.get(id), migration);
  const used = new Set();
  for (const [id, membership] of memberships) {
    const publicUserData = membership.record("public_user_data");
    const user = migration.find(users, publicUserData, "user_id", "user");
    const organization = migration.find(organizations, membership.record("organization"), "id", "organization");
    if (!user || !organization) continue;
    const userId = publicUserData.text("user_id");
    used.add(userId);
    addMembership({ id, membership, user, userId }, migration);
  }
  addInvitations(source, organizations, migration);
  reportAddresses(users, migration.report);
  migration.reportUsers(users, used);
}

function reportAddresses(users, report) {
  for (const [id, user] of users) {
    const others = user.records("email_addresses").length - 1;
    if (others > 0) report.add("leftOut", "users with further addresses, which are not Members' addresses", id);
    user.ignore("object", "created_at", "updated_at", "organization_memberships");
    if (!user.optionalFlag("has_image")) user.ignore("image_url");
  }
}

run(import.meta, convert);
