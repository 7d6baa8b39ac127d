// Input that the programs refuse: the message, the exit code, and no output.

import assert from "node:assert/strict";
import { test } from "node:test";
import { convert, pathOf, sample } from "./commands.mjs";

/** Runs the program of a service with a changed sample. */
function convertChanged(service, change) {
  const document = sample(service);
  return convert(service, ["-"], JSON.stringify(change(document) ?? document));
}

const without = (field) => (document) => void delete document[field];
const set = (path, value) => (document) => {
  const parts = path.split("/");
  const last = parts.pop();
  parts.reduce((object, part) => object[part], document)[last] = value;
};

const CASES = [
  ["workos", "missing list", without("invitations"), "/invitations: expected a list, but the field is missing"],
  [
    "workos",
    "page instead of a list",
    set("users", { object: "list", data: [], list_metadata: { after: null } }),
    "/users: expected a list, but found an object with the list `data`: join the lists of all pages",
  ],
  [
    "workos",
    "objects of the SDK",
    (document) => {
      const { email_verified, ...user } = document.users[0];
      document.users[0] = { ...user, emailVerified: email_verified };
    },
    "/users/0/email_verified: expected true or false, but the field is missing; emailVerified is an SDK's name of it: save the responses of the API itself",
  ],
  ["workos", "list of texts", set("users/0", "user_01"), "/users/0: expected an object, but found a text"],
  ["workos", "list in place of the document", () => [], "the document: expected an object, but found a list"],
  ["workos", "empty id", set("organizations/0/id", ""), "/organizations/0/id: expected a text, but found an empty text"],
  [
    "workos",
    "unknown status of a membership",
    set("organization_memberships/0/status", "paused"),
    '/organization_memberships/0/status: unknown status "paused"',
  ],
  [
    "workos",
    "time that is not RFC 3339",
    set("organizations/0/created_at", "2026-01-02 03:04:05"),
    "/organizations/0/created_at: expected a time such as 2026-01-31T12:00:00Z",
  ],
  [
    "workos",
    "invitation without an end",
    set("invitations/0/expires_at", null),
    "/invitations/0/expires_at: expected a time, but the field is missing",
  ],
  [
    "workos",
    "references to missing records",
    (document) => {
      document.organization_memberships[0].user_id = "user_99";
      document.organization_memberships[1].organization_id = "org_99";
      document.invitations[0].organization_id = "org_98";
    },
    "/invitations/0/organization_id: the document has no organization org_98\n" +
      "/organization_memberships/0/user_id: the document has no user user_99\n" +
      "/organization_memberships/1/organization_id: the document has no organization org_99",
  ],
  [
    "workos",
    "two versions of a record",
    (document) => void document.users.push({ ...document.users[0], email: "other@foo-corp.example" }),
    "/users/11/id: /users/0 has the same id and other values; read the users again",
  ],
  [
    "clerk",
    "time in seconds",
    set("organizations/0/created_at", 1767225600),
    "/organizations/0/created_at: expected a time in milliseconds since 1970",
  ],
  [
    "clerk",
    "missing page of memberships",
    set("organizations/0/members_count", 11),
    "/organizations/0/members_count: 11, but the document has 10 memberships; read all pages again",
  ],
  [
    "clerk",
    "user of a membership is missing",
    set("memberships/0/public_user_data/user_id", "user_99"),
    "/memberships/0/public_user_data/user_id: the document has no user user_99",
  ],
  [
    "auth0",
    "organization without a list of members",
    (document) => void delete document.members.org_Qx7zW4,
    "/members/org_Qx7zW4: expected a list, but the field is missing",
  ],
  [
    "auth0",
    "list of an unknown organization",
    set("invitations/org_99", []),
    '/invitations: the document has no organization "org_99"',
  ],
  [
    "auth0",
    "members without roles",
    (document) => void delete document.members.org_Nd6yV3[0].roles,
    "/members/org_Nd6yV3/0/roles: expected a list, but the field is missing",
  ],
  ["keycloak", "export without users", without("users"), "/users: the export has no users; export them with --users realm_file"],
  [
    "keycloak",
    "partial export",
    without("organizations"),
    "/organizations: the export has no organizations, like a partial export",
  ],
  [
    "keycloak",
    "username that is not in the export",
    set("organizations/0/members/0/username", "eva"),
    "/organizations/0/members/0/username: the document has no user eva",
  ],
  [
    "better-auth",
    "flag of SQLite",
    set("user/0/emailVerified", 1),
    "/user/0/emailVerified: expected true or false, but found a number",
  ],
  [
    "propelauth",
    "organizations of a query",
    (document) => void delete document.orgs[0].domainAutojoin,
    "/orgs/0/domainAutojoin: expected true or false, but the field is missing",
  ],
  [
    "propelauth",
    "responses of the API",
    (document) => {
      const { inviteeEmail, ...invite } = document.invites[0];
      document.invites[0] = { ...invite, invitee_email: inviteeEmail };
    },
    "/invites/0/inviteeEmail: expected a text, but the field is missing; invitee_email is the API's name of it: save the objects of the SDK",
  ],
  [
    "propelauth",
    "time in milliseconds",
    set("invites/0/expiresAt", 1767225600000),
    "/invites/0/expiresAt: expected a time in seconds since 1970",
  ],
];

for (const [service, name, change, message] of CASES) {
  test(`${service}: ${name}`, () => {
    const { status, stdout, stderr } = convertChanged(service, change);
    assert.deepEqual({ status, stdout, stderr }, { status: 1, stdout: "", stderr: `error: ${message}\n` });
  });
}

test("control characters of the input are not printed", () => {
  const { stderr } = convertChanged("workos", set("organization_memberships/0/user_id", "\u001b[31m\n\u202euser"));
  assert.equal(stderr, "error: /organization_memberships/0/user_id: the document has no user \ufffd[31m\ufffd\ufffduser\n");
});

test("more than ten missing references are counted", () => {
  const { stderr } = convertChanged("better-auth", (document) => {
    document.member = [...Array(12).keys()].map((n) => ({ ...document.member[0], id: `m${n}`, userId: "u99" }));
  });
  const lines = [...Array(10).keys()].map((n) => `/member/${n}/userId: the document has no user u99`);
  assert.equal(stderr, `error: ${lines.join("\n")}\nand 2 more\n`);
});

const NOT_ONE_OBJECT = "error: the document is not one JSON object; join all pages in one document\n";
for (const [name, input, stderr] of [
  ["text that is not JSON", "organizations", NOT_ONE_OBJECT],
  ["JSON that ends too early", '{"organizations": [', NOT_ONE_OBJECT],
  ["two documents", '{"organizations": []}\n{"users": []}', NOT_ONE_OBJECT],
  ["UTF-16", Buffer.from("\ufeff{}", "utf16le"), "error: the document is not UTF-8 text\n"],
]) {
  test(`refused: ${name}`, () => {
    const result = convert("workos", ["-"], input);
    assert.deepEqual(result, { status: 1, stdout: "", stderr });
  });
}

test("a file that does not exist", () => {
  const { status, stdout, stderr } = convert("workos", ["missing.json"]);
  assert.deepEqual([status, stdout], [1, ""]);
  assert.equal(stderr, "error: ENOENT: no such file or directory, open 'missing.json'\n");
});

for (const [name, args] of [
  ["no file", []],
  ["two files", ["a.json", "b.json"]],
  ["an unknown option", ["--trust-verified", pathOf("samples/workos.json")]],
]) {
  test(`usage error: ${name}`, () => {
    const { status, stdout, stderr } = convert("workos", args);
    assert.deepEqual([status, stdout], [2, ""]);
    assert.match(stderr, /usage: node SERVICE\.mjs /);
  });
}

test("help is printed to standard output", () => {
  const { status, stdout, stderr } = convert("workos", ["--help"]);
  assert.deepEqual([status, stderr], [0, ""]);
  assert.match(stdout, /^usage: node SERVICE\.mjs /);
});
