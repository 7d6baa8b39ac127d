// Converts the tables of better-auth's organization plugin into a data file.

import { domainOf } from "../writers/node/normal.mjs";
import * as exactJson from "./exact_json.mjs";
import { run } from "./program.mjs";
import * as times from "./times.mjs";

const PASSWORD = "credential";

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** Returns the metadata of an organization, which the plugin stores as JSON text. */
function metadataOf(record, id, report) {
  let value = record.raw("metadata") ?? {};
  try {
    if (typeof value === "string") value = value === "" ? {} : exactJson.parse(value);
  } catch {
    value = undefined;
  }
  if (isObject(value)) return value;
  report.add("leftOut", "metadata that is not a JSON object", id);
  return {};
}

function addOrganization(record, id, migration) {
  migration.addOrganization({
    id,
    name: record.text("name"),
    slug: record.optionalText("slug"),
    organization_logo_url: record.optionalText("logo"),
    metadata: metadataOf(record, id, migration.report),
    created_at: times.fromText(record, "createdAt"),
    updated_at: times.fromText(record, "updatedAt"),
  });
  migration.report.unread("organization", record, id);
}

/** Returns the accounts by user. Tokens and password hashes are not read. */
function accountsByUser(source, users, migration) {
  const byUser = new Map();
  for (const [id, account] of migration.index(source.records("account"), "id", "accounts")) {
    if (!migration.find(users, account, "userId", "user")) continue;
    const userId = account.id("userId");
    account.ignore("createdAt", "updatedAt", "scope", "password");
    byUser.set(userId, [
      ...(byUser.get(userId) ?? []),
      { provider: account.text("providerId"), subject: account.id("accountId") },
    ]);
    migration.report.unread("account", account, id);
  }
  return byUser;
}

/** Returns the reason for which the address of a user is not verified, or undefined. */
function unverified(user, accounts) {
  if (!user.flag("emailVerified")) return "emailVerified is false";
  const isGmail = domainOf(user.text("email")).toLowerCase() === "gmail.com";
  const isProven = ({ provider }) => provider === PASSWORD || (provider === "google" && isGmail);
  const other = accounts.find((account) => !isProven(account));
  return other && `emailVerified can come from ${other.provider}`;
}

/** Returns true if the admin plugin bans the user now. */
function isBanned(user, migration) {
  const expires = times.fromText(user, "banExpires");
  return user.optionalFlag("banned") && (expires === undefined || expires > migration.now);
}

const rolesOf = (record) =>
  (record.optionalText("role") ?? "")
    .split(",")
    .map((role) => role.trim())
    .filter(Boolean);

function addMember({ id, member, user, accounts }, migration) {
  const userId = member.id("userId");
  migration.addMember({
    id,
    organization: member.id("organizationId"),
    address: user.text("email"),
    unverified: unverified(user, accounts),
    inactive: isBanned(user, migration) ? "users that are banned" : undefined,
    name: user.optionalText("name"),
    externalId: userId,
    roles: rolesOf(member),
    passwordId: accounts.some(({ provider }) => provider === PASSWORD) ? `better-auth-${userId}` : undefined,
    accounts: accounts.filter(({ provider }) => provider !== PASSWORD),
    secondFactor: user.optionalFlag("twoFactorEnabled"),
    created_at: times.fromText(member, "createdAt"),
  });
  migration.report.unread("member", member, id);
}

function addInvitations(source, organizations, migration) {
  for (const [id, invitation] of migration.index(source.records("invitation"), "id", "invitations")) {
    const status = invitation.text("status");
    const expires = times.required(times.fromText, invitation, "expiresAt");
    if (!migration.isValid(invitation, id, { status, expires })) continue;
    if (!migration.find(organizations, invitation, "organizationId", "organization")) continue;
    migration.addInvitation({
      // Ids can be numbers, which are unique in one table only.
      id: ["invitation", id],
      organization: invitation.id("organizationId"),
      address: invitation.text("email"),
      roles: rolesOf(invitation),
      created_at: times.fromText(invitation, "createdAt"),
    });
    migration.report.unread("invitation", invitation, id);
  }
}

export function convert(source, migration) {
  const organizations = migration.index(source.records("organization"), "id", "organizations");
  const users = migration.index(source.records("user"), "id", "users");
  const accounts = accountsByUser(source, users, migration);
  for (const [id, record] of organizations) addOrganization(record, id, migration);
  const used = new Set();
  for (const [id, member] of migration.index(source.records("member"), "id", "members")) {
    const user = migration.find(users, member, "userId", "user");
    const organization = migration.find(organizations, member, "organizationId", "organization");
    if (!user || !organization) continue;
    used.add(member.id("userId"));
    addMember({ id, member, user, accounts: accounts.get(member.id("userId")) ?? [] }, migration);
  }
  addInvitations(source, organizations, migration);
  for (const user of users.values()) user.ignore("createdAt", "updatedAt");
  migration.reportUsers(users, used, "user");
}

run(import.meta, convert);
