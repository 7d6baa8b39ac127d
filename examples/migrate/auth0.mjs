// Converts the organizations, members, users and invitations of Auth0 into a data file.

import { domainOf } from "../writers/node/normal.mjs";
import { run } from "./program.mjs";
import * as times from "./times.mjs";

const PROVIDERS = { "google-oauth2": "google", github: "github", windowslive: "microsoft" };
// A database connection and passwordless email send a link or code to the address.
const PROVING_PROVIDERS = new Set(["auth0", "email"]);

function addOrganization(record, id, discoveryDomains, migration) {
  const domains = discoveryDomains.map((domain) => {
    domain.ignore("id", "verification_txt", "verification_host", "use_for_organization_discovery");
    const [name, status] = [domain.text("domain"), domain.text("status")];
    migration.report.unread("discovery_domains", domain, id);
    if (status !== "verified") migration.report.add("leftOut", `domains with status ${status}`, `${id}: ${name}`);
    return { name, isVerified: status === "verified" };
  });
  const branding = record.optionalRecord("branding");
  migration.addOrganization({
    id,
    name: record.optionalText("display_name") ?? record.text("name"),
    slug: record.text("name"),
    organization_logo_url: branding?.optionalText("logo_url"),
    metadata: record.freeForm("metadata"),
    // An API call can set the status, so a verified domain is not proved by DNS.
    domains: domains.filter((domain) => domain.isVerified),
  });
  if (branding) migration.report.unread("organizations.branding", branding, id);
  migration.report.unread("organizations", record, id);
}

/** Returns the identities of a user, each with the address that it brought and the provider's mark of it. */
function identitiesOf(user, userId) {
  return user.records("identities").map((identity) => {
    const [provider, subject] = [identity.text("provider"), identity.id("user_id")];
    const profile = `${provider}|${subject}` === userId ? user : identity.optionalRecord("profileData");
    const isVerified = profile?.optionalFlag("email_verified") ?? false;
    return { provider, subject, email: profile?.optionalText("email"), isVerified };
  });
}

/** Returns the reason for which the address of a user is not verified, or undefined. */
function unverified(address, identities) {
  const ofAddress = identities.filter(({ email, isVerified }) => isVerified && email?.toLowerCase() === address.toLowerCase());
  if (ofAddress.length === 0) return "email_verified is false";
  const isGmail = domainOf(address).toLowerCase() === "gmail.com";
  const proves = ({ provider }) => PROVING_PROVIDERS.has(provider) || (provider === "google-oauth2" && isGmail);
  const providers = [...new Set(ofAddress.map(({ provider }) => provider))].sort().join(", ");
  return ofAddress.some(proves) ? undefined : `email_verified comes only from ${providers}`;
}

/** Returns the accounts at other providers. A password or a code needs no registration. */
function accountsOf(identities) {
  const others = identities.filter(({ provider }) => !PROVING_PROVIDERS.has(provider) && provider !== "sms");
  return others.map(({ provider, subject }) => ({ provider: PROVIDERS[provider] ?? provider, subject }));
}

function addMember({ organization, member, user, userId, roleNames }, migration) {
  const id = [organization, userId];
  const roles = member.records("roles").map((role) => {
    roleNames.set(role.text("id"), role.text("name"));
    return role.text("name");
  });
  const address = user.optionalText("email");
  if (!address) {
    migration.report.add("leftOut", "members of organizations without an email address", userId);
    user.ignoreAll();
    return;
  }
  const identities = identitiesOf(user, userId);
  const database = identities.find(({ provider }) => provider === "auth0");
  const name = user.optionalText("name");
  migration.addMember({
    id,
    organization,
    address,
    unverified: unverified(address, identities),
    inactive: user.optionalFlag("blocked") ? "users that are blocked" : undefined,
    // Without a name, Auth0 returns the address.
    name: name === address ? undefined : name,
    externalId: userId,
    roles,
    metadata: user.freeForm("app_metadata"),
    untrustedMetadata: user.freeForm("user_metadata"),
    passwordId: database && `auth0-${database.subject}`,
    accounts: accountsOf(identities),
    secondFactor: user.optionalTexts("multifactor").length > 0,
    created_at: times.fromText(user, "created_at"),
    updated_at: times.fromText(user, "updated_at"),
  });
  member.ignore("user_id", "email", "name", "picture");
  migration.report.unread("members", member, userId);
}

/** Adds the invitations of an organization. They have the ids of roles, whose names are those of the members' roles. */
function addInvitations(organization, records, roleNames, migration) {
  for (const [id, invitation] of migration.index(records, "id", "invitations")) {
    const expires = times.required(times.fromText, invitation, "expires_at");
    if (!migration.isValid(invitation, id, { expires })) continue;
    const roles = invitation.optionalTexts("roles");
    for (const role of roles.filter((role) => !roleNames.has(role))) {
      migration.report.add(
        "changed",
        "roles of invitations whose name is not in the document, so the id is kept",
        `${id}: ${role}`,
      );
    }
    invitation.ignore("organization_id");
    migration.addInvitation({
      id,
      organization,
      address: invitation.record("invitee").text("email"),
      roles: roles.map((role) => roleNames.get(role) ?? role),
      metadata: invitation.freeForm("app_metadata"),
      untrustedMetadata: invitation.freeForm("user_metadata"),
      created_at: times.fromText(invitation, "created_at"),
    });
    migration.report.unread("invitations", invitation, id);
  }
}

export function convert(source, migration) {
  const organizations = migration.index(source.records("organizations"), "id", "organizations");
  const users = migration.index(source.records("users"), "user_id", "users");
  const domains = source.recordsById("discovery_domains", organizations);
  const members = source.recordsById("members", organizations);
  const invitations = source.recordsById("invitations", organizations);
  const [used, roleNames] = [new Set(), new Map()];
  for (const [id, record] of organizations) {
    addOrganization(record, id, domains.get(id), migration);
    for (const [userId, member] of migration.index(members.get(id), "user_id", "members")) {
      const user = migration.find(users, member, "user_id", "user");
      if (!user) continue;
      used.add(userId);
      addMember({ organization: id, member, user, userId, roleNames }, migration);
    }
  }
  for (const id of organizations.keys()) addInvitations(id, invitations.get(id), roleNames, migration);
  migration.reportUsers(users, used);
}

run(import.meta, convert);
