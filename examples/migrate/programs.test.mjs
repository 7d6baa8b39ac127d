// Compares what the programs print for the samples with `samples/expected`.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { convert, pathOf, sample, textOf } from "./commands.mjs";

const SERVICES = ["workos", "clerk", "auth0", "keycloak", "better-auth", "propelauth"];

for (const service of SERVICES) {
  test(`${service} sample gives the expected output`, () => {
    const { status, stdout, stderr } = convert(service, [pathOf(`samples/${service}.json`)]);
    assert.equal(stderr, textOf(`samples/expected/${service}.txt`));
    assert.equal(stdout, textOf(`samples/expected/${service}.json`));
    assert.equal(status, 0);
  });

  test(`${service} with --all-unverified verifies no address`, () => {
    const { stdout } = convert(service, ["--all-unverified", pathOf(`samples/${service}.json`)]);
    const found = JSON.parse(stdout).organizations.flatMap(({ members }) => members);
    const expected = JSON.parse(textOf(`samples/expected/${service}.json`)).organizations.flatMap(({ members }) => members);
    const verified = ({ email_address_verified }) => email_address_verified;
    assert.deepEqual([expected.some(verified), found.some(verified)], [true, false]);
    assert.deepEqual(
      found.filter((member) => member.oauth_registrations),
      [],
    );
    assert.deepEqual(found.map(({ member_id }) => member_id).sort(), expected.map(({ member_id }) => member_id).sort());
  });
}

test("standard input with a byte order mark", () => {
  const { status, stdout } = convert("workos", ["-"], `\ufeff${textOf("samples/workos.json")}`);
  assert.equal(stdout, textOf("samples/expected/workos.json"));
  assert.equal(status, 0);
});

test("metadata keeps the text of its numbers", () => {
  assert.match(textOf("samples/expected/clerk.json"), /"seats": 12345678901234567890\n/);
  assert.match(textOf("samples/expected/better-auth.json"), /"factor": 1\.0,\n +"serial": 12345678901234567890\n/);
});

test("report file has every id", () => {
  const folder = mkdtempSync(join(tmpdir(), "migrate-"));
  try {
    const file = join(folder, "report.json");
    const document = sample("workos");
    const invitation = document.invitations[1];
    document.invitations = [1, 2, 3, 4, 5, 6].map((n) => ({ ...invitation, id: `expired_${n}` }));
    const { status, stderr } = convert("workos", ["--report", file, "-"], JSON.stringify(document));
    assert.equal(status, 0);
    assert.match(stderr, /invitations that expired: 6 \(expired_1, expired_2, expired_3, expired_4, expired_5, …\)/);
    const ids = JSON.parse(readFileSync(file, "utf8")).leftOut["invitations that expired"];
    assert.deepEqual(ids, ["expired_1", "expired_2", "expired_3", "expired_4", "expired_5", "expired_6"]);
    assert.equal(statSync(file).mode & 0o777, 0o600);

    const again = convert("workos", ["--report", file, pathOf("samples/workos.json")]);
    assert.deepEqual([again.status, again.stdout], [1, ""]);
    assert.match(again.stderr, /^error: EEXIST: file already exists/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("control characters of ids are not printed", () => {
  const document = sample("workos");
  document.invitations[1].id = "\u001b[31mred\u202e";
  const { stderr } = convert("workos", ["-"], JSON.stringify(document));
  assert.match(stderr, /invitations that expired: 2 \(\ufffd\[31mred\ufffd, invitation_03\)/);
});
