// Converts the organizations, users and invitations of PropelAuth into a data file.

import { fullName, sha256 } from "./names.mjs";
import { run } from "./program.mjs";
import * as times from "./times.mjs";

function addOrganization(record, id, migration) {
  const isJoinable = record.flag("domainAutojoin");
  const domain = record.optionalText("domain");
  for (const extra of record.optionalTexts("extraDomains")) {
    migration.report.add("leftOut", "extra domains, which are not allowed automatically", `${id}: ${extra}`);
  }
  if (record.optionalFlag("isSamlConfigured")) migration.report.add("leftOut", "SSO connections", id);
  record.ignore("canSetupSaml", "isSamlInTestMode");
  migration.addOrganization({
    id,
    name: record.text("name"),
    slug: record.optionalText("urlSafeOrgSlug"),
    organization_external_id: record.optionalText("legacyOrgId"),
    metadata: record.freeForm("metadata"),
    // PropelAuth's API does not say whether the domain was proved.
    domains: domain ? [{ name: domain, joinable: isJoinable }] : [],
    email_invites: record.flag("domainRestrict") ? "RESTRICTED" : undefined,
    created_at: times.fromSeconds(record, "createdAt"),
  });
  migration.report.unread("orgs", record, id);
}

/** Returns the reason for which the address of a user is not verified, or undefined. */
function unverified(user, hasSaml) {
  if (!user.flag("emailConfirmed")) return "emailConfirmed is false";
  if (!user.flag("hasPassword")) return "emailConfirmed can come from a social login, because the user has no password";
  return hasSaml ? "emailConfirmed can come from a SAML connection" : undefined;
}

/** Returns the reason for which a user must not sign in, or undefined. */
function inactive(user) {
  if (!user.flag("enabled")) return "users that are not enabled";
  return user.flag("locked") ? "users that are locked" : undefined;
}

function addMember(organization, user, userId, hasSaml, migration) {
  const id = [organization, userId];
  user.ignore("userId", "canCreateOrgs", "lastActiveAt", "orgIdToOrgInfo");
  migration.addMember({
    id,
    organization,
    address: user.text("email"),
    unverified: unverified(user, hasSaml),
    inactive: inactive(user),
    name: fullName(user.optionalText("firstName"), user.optionalText("lastName")),
    externalId: migration.externalId(userId, user.optionalText("legacyUserId")),
    roles: [user.text("roleInOrg"), ...user.optionalTexts("additionalRolesInOrg")],
    metadata: user.freeForm("metadata"),
    // Users can edit properties if the settings of the project allow it.
    untrustedMetadata: user.freeForm("properties"),
    passwordId: user.flag("hasPassword") ? `propelauth-${userId}` : undefined,
    secondFactor: user.optionalFlag("mfaEnabled"),
    created_at: times.fromSeconds(user, "createdAt"),
  });
  migration.report.unread("usersInOrg", user, userId);
}

/** Returns an id for an invitation, because PropelAuth returns no id. It is the same in each run. */
const invitationId = (organization, address) => [organization, `invite-${sha256(address.toLowerCase()).slice(0, 32)}`];

function addInvitations(source, organizations, migration) {
  for (const invite of source.records("invites")) {
    const [organization, address] = [invite.text("orgId"), invite.text("inviteeEmail")];
    const id = invitationId(organization, address);
    const expires = times.required(times.fromSeconds, invite, "expiresAt");
    if (!migration.isValid(invite, id.join(":"), { expires })) continue;
    if (!migration.find(organizations, invite, "orgId", "organization")) continue;
    invite.ignore("orgName");
    migration.addInvitation({
      id,
      organization,
      address,
      roles: [invite.text("roleInOrg"), ...invite.optionalTexts("additionalRolesInOrg")],
      created_at: times.fromSeconds(invite, "createdAt"),
    });
    migration.report.unread("invites", invite, id.join(":"));
  }
}

export function convert(source, migration) {
  const organizations = migration.index(source.records("orgs"), "orgId", "organizations");
  const users = source.recordsById("usersInOrg", organizations);
  const samlUsers = new Set();
  for (const [id, record] of organizations) {
    if (!record.optionalFlag("isSamlConfigured")) continue;
    for (const user of users.get(id)) samlUsers.add(user.text("userId"));
  }
  for (const [id, record] of organizations) {
    addOrganization(record, id, migration);
    for (const [userId, user] of migration.index(users.get(id), "userId", "users")) {
      addMember(id, user, userId, samlUsers.has(userId), migration);
    }
  }
  addInvitations(source, organizations, migration);
}

run(import.meta, convert);
