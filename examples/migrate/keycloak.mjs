// Converts the export of a Keycloak realm, with its organizations and users, into a data file.

import { domainOf } from "../writers/node/normal.mjs";
import { fullName } from "./names.mjs";
import { run } from "./program.mjs";
import { InputError } from "./source_record.mjs";
import * as times from "./times.mjs";

const PROVIDERS = new Set(["google", "github", "microsoft"]);

function addOrganization(record, id, migration) {
  const domains = record.optionalRecords("domains").map((domain) => {
    const [name, isVerified] = [domain.text("name"), domain.optionalFlag("verified")];
    if (!isVerified) migration.report.add("leftOut", "domains that are not verified", `${id}: ${name}`);
    return { name, isVerified };
  });
  for (const broker of record.optionalRecords("identityProviders")) {
    migration.report.add("leftOut", "SSO connections", `${id}: ${broker.text("alias")}`);
  }
  record.ignore("enabled", "members");
  migration.addOrganization({
    id,
    name: record.text("name"),
    slug: record.optionalText("alias"),
    metadata: record.freeForm("attributes"),
    // An administrator ticks the box, so a verified domain is not proved by DNS.
    domains: domains.filter((domain) => domain.isVerified),
  });
  migration.report.unread("organizations", record, id);
}

/** Returns the identity providers of the realm by alias. */
function providersByAlias(source) {
  const providers = source
    .optionalRecords("identityProviders")
    .map((provider) => [
      provider.text("alias"),
      { type: provider.text("providerId"), trustsEmail: provider.optionalFlag("trustEmail") },
    ]);
  return new Map(providers);
}

/** Returns the accounts of a user at identity providers. An unknown provider keeps its alias. */
function brokeredAccounts(user, providers) {
  return user.optionalRecords("federatedIdentities").map((identity) => {
    const alias = identity.text("identityProvider");
    const { type, trustsEmail } = providers.get(alias) ?? { trustsEmail: true };
    return { alias, provider: PROVIDERS.has(type) ? type : alias, type, trustsEmail, subject: identity.id("userId") };
  });
}

/** Returns the reason for which the address of a user is not verified, or undefined. */
function unverified(user, accounts, { sendsMail, managed }) {
  if (!user.optionalFlag("emailVerified")) return "emailVerified is false";
  if (!sendsMail) return "the realm sends no verification mails (verifyEmail is off)";
  if (user.optionalTexts("requiredActions").includes("VERIFY_EMAIL")) return "the action VERIFY_EMAIL is required";
  if (managed.has(user.text("username"))) return "the user is managed by an organization";
  if (user.optionalText("federationLink")) return "emailVerified can come from user federation";
  const isGmail = domainOf(user.text("email")).toLowerCase() === "gmail.com";
  const unproven = accounts.find(({ type, trustsEmail }) => trustsEmail && !(type === "google" && isGmail));
  return unproven && `emailVerified can come from the identity provider ${unproven.alias}`;
}

function addMember({ organization, member, user }, realm, migration) {
  const userId = user.text("id");
  const address = user.optionalText("email");
  member.ignore("username", "membershipType");
  if (!address) {
    migration.report.add("leftOut", "members of organizations without an email address", userId);
    user.ignoreAll();
    return;
  }
  const accounts = brokeredAccounts(user, realm.providers);
  const credentials = user.optionalRecords("credentials").map((credential) => credential.text("type"));
  migration.addMember({
    id: [organization, userId],
    organization,
    address,
    unverified: unverified(user, accounts, realm),
    inactive: user.flag("enabled") ? undefined : "users that are not enabled",
    name: fullName(user.optionalText("firstName"), user.optionalText("lastName")),
    externalId: userId,
    // Users can edit attributes if the profile of the realm allows it.
    untrustedMetadata: user.freeForm("attributes"),
    passwordId: credentials.includes("password") ? `keycloak-${userId}` : undefined,
    accounts,
    secondFactor: credentials.some((type) => type !== "password"),
    created_at: times.fromMilliseconds(user, "createdTimestamp"),
  });
  migration.report.unread("members", member, userId);
}

/** Returns the usernames that are managed by any organization. Its identity provider made these accounts. */
function managedUsernames(organizations) {
  const members = [...organizations.values()].flatMap((record) => record.optionalRecords("members"));
  const managed = members.filter((member) => member.text("membershipType") !== "UNMANAGED");
  return new Set(managed.map((member) => member.text("username")));
}

/** Returns the lists of the export, and explains the exports that do not have them. */
function listsOf(source, migration) {
  if (!source.has("users")) throw new InputError("/users: the export has no users; export them with --users realm_file");
  if (!source.has("organizations"))
    throw new InputError("/organizations: the export has no organizations, like a partial export");
  const organizations = migration.index(source.records("organizations"), "id", "organizations");
  return { organizations, users: migration.index(source.records("users"), "username", "users") };
}

export function convert(source, migration) {
  const { organizations, users } = listsOf(source, migration);
  const realm = {
    providers: providersByAlias(source),
    sendsMail: source.optionalFlag("verifyEmail"),
    managed: managedUsernames(organizations),
  };
  const used = new Set();
  for (const [id, record] of organizations) {
    if (!record.flag("enabled")) {
      migration.report.add("leftOut", "organizations that are not enabled, with their members", id);
      continue;
    }
    addOrganization(record, id, migration);
    for (const member of record.optionalRecords("members")) {
      const user = migration.find(users, member, "username", "user");
      if (!user) continue;
      used.add(member.text("username"));
      addMember({ organization: id, member, user }, realm, migration);
    }
  }
  reportUsers(users, used, migration);
  // The other settings of a realm, such as clients and flows, are not about organizations.
  source.ignoreAll();
}

function reportUsers(users, used, migration) {
  for (const user of users.values()) user.ignore("username", "totp", "notBefore", "disableableCredentialTypes");
  const people = [...users].filter(([, user]) => !user.has("serviceAccountClientId"));
  const byId = new Map(people.map(([name, user]) => [used.has(name) ? user.text("id") : name, user]));
  migration.reportUsers(byId, new Set([...used].map((name) => users.get(name).text("id"))));
}

run(import.meta, convert);
