// Reads samples from a server that divides them into pages, and compares the joined document with the sample.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { test } from "node:test";
import { ApiClient } from "./api_client.mjs";
import { collectAuth0, collectClerk, collectWorkos } from "./collectors.mjs";
import { pathOf, sample } from "./commands.mjs";
import { auth0, clerk, serve, workos } from "./stub_services.mjs";

const client = (url) => new ApiClient(url, "test-key");
const paths = (requests) => [...new Set(requests.map((request) => request.split("?")[0]))];

test("workos document is collected from all pages", async () => {
  const expected = sample("workos");
  for (const { id } of expected.users) expected.identities[id] ??= [];
  await serve(workos, expected, async (url, requests) => {
    assert.deepEqual(await collectWorkos(client(url)), expected);
    assert.equal(requests[1], "/organizations?limit=100&after=org_02BAR");
    assert.ok(
      requests.includes(
        "/user_management/organization_memberships?organization_id=org_03BAZ&statuses=active%2Cinactive%2Cpending&limit=100",
      ),
    );
    assert.equal(paths(requests).length, 4 + expected.users.length);
  });
});

test("clerk document is collected from all pages", async () => {
  const document = sample("clerk");
  await serve(clerk, document, async (url, requests) => {
    const collected = await collectClerk(client(url), 2);
    assert.deepEqual(collected, { ...document, invitations: document.invitations.filter(({ status }) => status === "pending") });
    assert.equal(requests[0], "/v1/organizations?include_members_count=true&order_by=%2Bcreated_at&limit=2&offset=0");
    assert.ok(requests.includes("/v1/organizations/org_2abc/invitations?status=pending&limit=2&offset=2"));
    assert.equal(paths(requests).length, 3 + 2 * document.organizations.length);
  });
});

test("auth0 document is collected from all pages", async () => {
  const document = sample("auth0");
  await serve(auth0, document, async (url, requests) => {
    const collected = await collectAuth0(client(url), 2);
    // Users without an organization are not read.
    const users = document.users.filter(({ user_id }) => user_id !== "auth0|solo");
    const byId = (a, b) => (a.user_id < b.user_id ? -1 : 1);
    assert.deepEqual(collected.users.sort(byId), users.sort(byId));
    assert.deepEqual({ ...collected, users: [] }, { ...document, users: [] });
    assert.ok(requests.includes("/api/v2/users/samlp%7Cacme%7Cjo%40acme0.example"));
    assert.ok(
      requests.includes(
        "/api/v2/organizations/org_Nd6yV3/members?fields=user_id%2Cname%2Cemail%2Cpicture%2Croles&include_fields=true&take=50&from=2",
      ),
    );
  });
});

test("throttled and failed requests are repeated", async () => {
  const document = sample("workos");
  const use = async (url, requests) => {
    const { organizations } = await collectWorkos(client(url));
    assert.deepEqual(organizations, document.organizations);
    assert.deepEqual(requests.slice(0, 4), [
      "/organizations?limit=100",
      "/organizations?limit=100",
      "/organizations?limit=100",
      "/organizations?limit=100&after=org_02BAR",
    ]);
  };
  await serve(workos, document, use, [429, 503]);
});

test("wrong token is not repeated", async () => {
  await serve(workos, sample("workos"), async (url, requests) => {
    await assert.rejects(collectWorkos(new ApiClient(url, "wrong")), { message: "GET /organizations: status 401" });
    assert.equal(requests.length, 1);
  });
});

test("response without a list is refused", async () => {
  await serve(
    () => ({ data: null }),
    {},
    async (url) => {
      await assert.rejects(collectWorkos(client(url)), { message: "GET /organizations: the response has no list data" });
      await assert.rejects(collectClerk(client(url)), { message: "GET /v1/organizations: the response has no list" });
      await assert.rejects(collectAuth0(client(url)), {
        message: "GET /api/v2/organizations: the response has no list organizations",
      });
    },
  );
});

test("list that changes while being read", async () => {
  const changed = () => ({ data: [{ id: "org_1" }], total_count: 2 });
  await serve(changed, {}, async (url) => {
    const message = "GET /v1/organizations: 1 of 2 records were read; run the program again";
    await assert.rejects(collectClerk(client(url)), { message });
  });
});

test("token is not sent over plain HTTP", () => {
  assert.throws(() => new ApiClient("http://api.workos.com", "k"), {
    message: "http://api.workos.com: the token is sent only over https",
  });
});

/** Runs collect.mjs without blocking the server. */
function collect(args, env) {
  const child = spawn(process.execPath, [pathOf("collect.mjs"), ...args], { env: { PATH: process.env.PATH, ...env } });
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"]) child[name].on("data", (data) => (output[name] += data));
  return new Promise((resolve) => child.on("close", (status) => resolve({ status, ...output })));
}

test("collected document is printed for its program", async () => {
  const document = sample("clerk");
  await serve(clerk, document, async (url) => {
    const { status, stdout, stderr } = await collect(["clerk"], { CLERK_SECRET_KEY: "test-key", API_URL: url });
    assert.deepEqual([status, stderr], [0, ""]);
    assert.deepEqual(JSON.parse(stdout).memberships, document.memberships);
  });
});

for (const [name, args, env, status, message] of [
  ["unknown service", ["okta"], {}, 2, /^error: usage: node collect\.mjs /],
  ["missing token", ["workos"], {}, 1, /^error: set the environment variable WORKOS_API_KEY\n$/],
  ["missing URL", ["auth0"], { AUTH0_TOKEN: "t" }, 1, /^error: set the environment variable API_URL, such as /],
  [
    "server that does not answer",
    ["workos"],
    { WORKOS_API_KEY: "k", API_URL: "http://127.0.0.1:9" },
    1,
    /^error: fetch failed \(.+\)\n$/,
  ],
]) {
  test(`collect reports: ${name}`, async () => {
    const result = await collect(args, env);
    assert.deepEqual([result.status, result.stdout], [status, ""]);
    assert.match(result.stderr, message);
  });
}
