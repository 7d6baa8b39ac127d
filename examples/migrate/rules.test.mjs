// The rules that all services share, and those of a service that its sample cannot show.

import assert from "node:assert/strict";
import { test } from "node:test";
import { parse, stringify } from "./exact_json.mjs";
import { isSharedMailboxDomain } from "./mailbox_domains.mjs";
import { Migration } from "./migration.mjs";
import { idFrom, shortName, slugProblem } from "./names.mjs";
import { SourceRecord } from "./source_record.mjs";
import * as times from "./times.mjs";
import { sample, textOf } from "./commands.mjs";
import { convertDocument } from "./program.mjs";

const vectors = JSON.parse(textOf("../../docs/test-vectors.json"));

/** Converts a changed sample, and returns its Members by id, and the report. */
async function converted(service, change) {
  const document = sample(service);
  change(document);
  const { convert } = await import(`./${service}.mjs`);
  const { data, report } = convertDocument(convert, Buffer.from(JSON.stringify(document)));
  const members = JSON.parse(data).organizations.flatMap((organization) => organization.members);
  return { members: new Map(members.map((member) => [member.member_id, member])), report: report.toJSON() };
}

test("shared mailbox domains are those of the vectors", () => {
  // Without the Public Suffix List, these public suffixes are not found. `orgctl import` refuses them.
  const notFound = ["mail.github.io", "github.io", "k12.ca.us", "xn--55qx5d.cn"];
  const { common, not_common: notCommon } = vectors.mailbox_providers;
  assert.deepEqual(
    common.filter((domain) => !isSharedMailboxDomain(domain)),
    notFound,
  );
  assert.deepEqual(
    notCommon.filter((domain) => isSharedMailboxDomain(domain)),
    [],
  );
});

test("ids keep different texts different", () => {
  assert.equal(idFrom("org_1", "auth0|5f7c"), "org_1:auth0|5f7c");
  assert.equal(idFrom("samlp|acme|joe@acme.example"), "samlp|acme|joe%40acme.example");
  assert.equal(idFrom("a%40b#c d:é😀\ud800"), "a%2540b%23c%20d%3A%C3%A9%F0%9F%98%80%EF%BF%BD");
  assert.equal(idFrom("x".repeat(128)), "x".repeat(128));
  assert.equal(idFrom("x".repeat(129)), "sha256-0ec9eb33e74510bcdd1f2ea55206e82f21649c5c2becbf2b433eb475b34c01bd");
});

test("slugs are those of the vectors", () => {
  const { accepted, refused } = vectors.slugs;
  assert.deepEqual(
    accepted.filter(({ given }) => slugProblem(given)),
    [],
  );
  assert.deepEqual(
    refused.filter((slug) => !slugProblem(slug)),
    [],
  );
});

test("long names are cut between characters", () => {
  assert.equal(shortName("é".repeat(128)), "é".repeat(128));
  assert.equal(shortName("😀".repeat(129)), "😀".repeat(128));
});

test("numbers keep their text", () => {
  const text =
    '{\n  "a": 1.0,\n  "b": -0,\n  "c": [\n    1e2,\n    12345678901234567890\n  ],\n  "d": "1.0",\n  "e": "\\"2.0",\n  "f": 3\n}';
  assert.equal(stringify(parse(text)), text);
  assert.throws(() => parse('{"a": 01}'), SyntaxError);
});

test("times are in one format", () => {
  const record = new SourceRecord(
    parse('{"text": "2026-01-02T03:04:05.678+01:00", "ms": 1767225600000, "s": 1767225600.0, "no": null}'),
  );
  assert.equal(times.fromText(record, "text"), "2026-01-02T02:04:05Z");
  assert.equal(times.fromMilliseconds(record, "ms"), "2026-01-01T00:00:00Z");
  assert.equal(times.fromSeconds(record, "s"), "2026-01-01T00:00:00Z");
  assert.equal(times.fromText(record, "no"), undefined);
});

test("invitation is valid until its last second", () => {
  const migration = new Migration({ now: new Date("2026-01-01T00:00:00.999Z") });
  const isValid = (expires, status) => migration.isValid(undefined, "i", { expires, status });
  assert.deepEqual([isValid("2026-01-01T00:00:01Z"), isValid("2026-01-01T00:00:00Z")], [true, false]);
  assert.equal(isValid("2099-01-01T00:00:00Z", "revoked"), false);
});

/** Returns the Members that remain of accounts at one address. */
function kept(...accounts) {
  const migration = new Migration();
  migration.addOrganization({ id: "o", name: "O" });
  for (const account of accounts) migration.addMember({ organization: "o", address: "Amy@acme.example", ...account });
  const { organizations } = migration.finish();
  return organizations[0].members.map(({ member_id }) => member_id);
}

test("active verified account of an address is kept", () => {
  const deleted = { id: "deleted", inactive: "blocked" };
  const unverified = { id: "unverified", unverified: "no proof" };
  const verified = { id: "verified" };
  assert.deepEqual(kept(deleted, unverified, verified), ["verified"]);
  assert.deepEqual(kept(verified, unverified, deleted), ["verified"]);
  assert.deepEqual(kept(deleted, unverified), ["unverified"]);
  assert.deepEqual(kept(unverified, { ...unverified, id: "second" }), ["unverified"]);
});

test("record that occurs twice is used once", async () => {
  const { report } = await converted("workos", ({ users }) => void users.push(users[0]));
  assert.deepEqual(report.leftOut["users that occur twice"], ["user_01"]);
});

test("realm without verification mails proves no address", async () => {
  const { members, report } = await converted("keycloak", (realm) => void delete realm.verifyEmail);
  assert.deepEqual(
    [...members.values()].filter((member) => member.email_address_verified && member.status === "active"),
    [],
  );
  const reason = "the realm sends no verification mails (verifyEmail is off)";
  assert.deepEqual(report.notVerified[reason].slice(0, 2), ["c1a0:6b1d", "c1a0:6b4d"]);
});

test("identity provider with trusted addresses proves none", async () => {
  const { members } = await converted("keycloak", (realm) => void (realm.identityProviders[1].trustEmail = true));
  assert.deepEqual(members.get("c1a0:6b1d").email_address_verified, false);
  assert.deepEqual(members.get("c1a0:6b1d").oauth_registrations, undefined);
});

test("verified domain without proof is not trusted", async () => {
  const { members } = await converted("workos", ({ organizations }) => {
    organizations[0].domains[0].verification_strategy = "manual";
  });
  assert.equal(members.get("om_01").email_address_verified, false);
});

test("other organization's domain is compared normalized", async () => {
  const { members } = await converted("workos", ({ organizations, users }) => {
    organizations[1].domains[0].domain = "BÜCHER.example";
    users[2].email = "guy@xn--bcher-kva.example";
  });
  assert.equal(members.get("om_03").email_address_verified, false);
});

test("GitHub account without numeric id", async () => {
  const { members, report } = await converted("workos", ({ identities }) => void (identities.user_03[0].idp_id = "octocat"));
  assert.equal(members.get("om_03").oauth_registrations, undefined);
  const reason = "GitHub accounts without a numeric id, because a name can be taken by another account";
  assert.deepEqual(report.leftOut[reason], ["om_03: github", "om_11: github"]);
});

test("numeric ids of better-auth do not collide", async () => {
  const { members } = await converted("better-auth", (document) => {
    document.member[0].id = 1;
    document.invitation[0].id = 1;
  });
  assert.equal(members.get("1").email_address, "flo@better.example");
  assert.equal(members.get("invitation:1").email_address, "ida@better.example");
});

test("fields that nothing reads are reported", async () => {
  const { report } = await converted("propelauth", (document) => {
    document.orgs[0].newSetting = { on: true };
    document.roles = [{ name: "Owner" }];
  });
  assert.deepEqual(report.unmapped["orgs.newSetting"], ["1189c444-8a2d-4c41-8b4b-ae43ce79a492"]);
  assert.deepEqual(report.unmapped["lists that are not read"], ["roles"]);
});
