// Imports each sample into tables of its own, checks them, and asks what people see.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { askFunction, convert, pathOf, Project } from "./commands.mjs";
import { PEOPLE } from "./people.mjs";

const folder = mkdtempSync(join(tmpdir(), "migrate-"));
after(() => rmSync(folder, { recursive: true }));

const STYTCH_PAGES = ["organizations-1", "organizations-2", "members"].map((name) => pathOf(`samples/stytch-${name}.json`));

/** Returns the files to import. A Stytch project needs no conversion. */
function filesOf(service) {
  if (service === "stytch") return STYTCH_PAGES;
  const file = join(folder, `${service}.json`);
  writeFileSync(file, convert(service, [pathOf(`samples/${service}.json`)]).stdout);
  return [file];
}

/** Returns the summary of an import in which every record is in one column: added, changed or unchanged. */
function summary({ counts: [organizations, members], leftOut }, column, { verb = "imported", left = "left out" } = {}) {
  const row = (name, count) =>
    [name, ...["added", "changed", "unchanged"].map((other) => (other === column ? count : 0))].join(" ");
  const lines = [`${verb} added changed unchanged`, row("organizations", organizations), row("Members", members)];
  return [...lines, ...(leftOut ? [`${left}: ${leftOut}`] : [])].join("\n");
}

const DRY_RUN = { verb: "would be", left: "would be left out" };
const compact = (text) => text.trim().replace(/ +/g, " ");

/** Creates a project with the data of a sample. */
function imported(service) {
  const project = Project.create(service);
  project.orgctl("import", ...filesOf(service));
  return project;
}

for (const [service, expected] of Object.entries(PEOPLE)) {
  test(`${service} sample is imported without a warning`, () => {
    const project = Project.create(service);
    const files = filesOf(service);
    const checked = `Checked ${expected.checked} and 0 session items: no inconsistencies.\n`;
    assert.equal(compact(project.orgctl("import", "--dry-run", ...files)), summary(expected, "added", DRY_RUN));
    assert.equal(compact(project.orgctl("import", ...files)), summary(expected, "added"));
    assert.equal(project.orgctl("check"), checked);
    assert.equal(compact(project.orgctl("import", ...files)), summary(expected, "unchanged"));
    assert.equal(project.orgctl("check"), checked);
  });

  test(`${service} people see their organizations`, () => {
    const { before, changes, input, after: later } = expected;
    const project = imported(service);
    const see = (people) => people.map(([email, factors]) => [email, factors, project.sees(email, ...factors)]);
    assert.deepEqual(see(before), before);
    for (const change of changes) project.orgctlWith(change.at(-1) === "-" ? input : "", ...change);
    assert.deepEqual(see(later), later);
    assert.match(project.orgctl("check"), /: no inconsistencies\.\n$/);
  });
}

test("discovery function returns the imported organizations", async () => {
  const project = Project.served();
  project.orgctl("import", ...filesOf("clerk"));
  for (const [email, factors, expected] of PEOPLE.clerk.before) {
    assert.deepEqual([email, factors, await askFunction(project.signIn(email, ...factors))], [email, factors, expected]);
  }
});

test("first sign-in by mail drops the password", () => {
  const project = imported("auth0");
  const [organization, email] = ["org_Nd6yV3", "uma@acme0.example"];
  const { email_address_verified, member_password_id } = project.enter(organization, email, "magic_link");
  assert.deepEqual({ email_address_verified, member_password_id }, { email_address_verified: true, member_password_id: "" });
  assert.deepEqual(project.sees(email, "password:auth0-unv"), []);
});

test("first sign-in by both keeps the password", () => {
  const project = imported("auth0");
  const [organization, email, password] = ["org_Nd6yV3", "uma@acme0.example", "password:auth0-unv"];
  const { email_address_verified, member_password_id } = project.enter(organization, email, password, "magic_link");
  assert.deepEqual([email_address_verified, member_password_id], [true, "auth0-unv"]);
  assert.deepEqual(project.sees(email, password), ["Acme 0: active_member"]);
});

test("second import resets later changes", () => {
  const project = imported("clerk");
  const [verified, invited] = ["adam@clerkish.example", "bo@clerkish.example"];
  assert.equal(project.enter("clerkish", verified, "magic_link").email_address_verified, true);
  assert.equal(project.enter("clerkish", invited, "magic_link").status, "active");
  const dryRun = project.orgctl("import", "--dry-run", ...filesOf("clerk"));
  assert.equal(compact(dryRun).split("\n").at(-1), "Members 0 2 10");
  project.orgctl("import", ...filesOf("clerk"));
  assert.equal(project.member("clerkish", verified).email_address_verified, false);
  assert.equal(project.member("clerkish", invited).status, "invited");
});

test("second import after an accepted invitation", () => {
  const project = imported("clerk");
  const membership = { organization_id: "org_2abc", member_id: "orgmem_99", email_address: "bo@clerkish.example" };
  const { status, stdout, stderr } = project.attempt(["import", "-"], JSON.stringify(membership));
  assert.equal(status, 3);
  assert.match(stdout, /^left out: 1 record with errors$/m);
  assert.match(stderr, /Member orginv_1 of organization org_2abc already has this address/);
});

test("stytch import without the last page is refused", () => {
  const project = Project.create("stytch");
  const { status, stderr } = project.attempt(["import", STYTCH_PAGES[0], STYTCH_PAGES[2]]);
  assert.equal(status, 1);
  assert.match(stderr, /the last page of organizations \(2 results\) has next_cursor next, so the following pages are missing/);
});
