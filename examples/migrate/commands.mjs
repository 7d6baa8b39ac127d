// The commands that the tests run: the programs of this folder, and `orgctl` on tables of its own.
// ORG_DISCOVERY_LOCAL is the path of the output of `cargo local --json`, and ORGCTL the path of `orgctl`.

import { spawnSync } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const pathOf = (name) => fileURLToPath(new URL(name, import.meta.url));
export const textOf = (name) => readFileSync(pathOf(name), "utf8");
export const sample = (service) => JSON.parse(textOf(`samples/${service}.json`));

function run(program, args, { input = "", env = process.env } = {}) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { input, env, encoding: "utf8", maxBuffer: 1 << 26 });
  if (error) throw error;
  return { status, stdout, stderr };
}

/** Runs the program of a service. */
export const convert = (service, args, input) => run(process.execPath, [pathOf(`${service}.mjs`), ...args], { input });

/** Returns the output of the running `cargo local`. */
const local = () => JSON.parse(readFileSync(process.env.ORG_DISCOVERY_LOCAL, "utf8"));

/** A project in the tables of the running `cargo local`. */
export class Project {
  #env;

  constructor(prefix, project) {
    this.#env = {
      ...process.env,
      AWS_ENDPOINT_URL_DYNAMODB: local().dynamodb_url,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
      TABLE_PREFIX: prefix,
      PROJECT_ID: project,
    };
  }

  /** Creates a project with tables of its own. */
  static create(name) {
    const project = new Project(`migrate-${name}-${randomBytes(4).toString("hex")}`, `project-test-${randomUUID()}`);
    project.orgctl("tables", "create");
    project.orgctl("project", "create");
    return project;
  }

  /** Returns the project that the functions of `cargo local` serve. */
  static served() {
    const { project_id, tables } = local();
    return new Project(tables.projects.replace(/-projects$/, ""), project_id);
  }

  /** Runs `orgctl`, and returns its exit code and output. */
  attempt(args, input) {
    return run(process.env.ORGCTL, ["--quiet", "--no-color", ...args], { input, env: this.#env });
  }

  /** Runs `orgctl`, and returns its standard output. Throws an error if it fails or warns. */
  orgctl(...args) {
    return this.#succeed(args);
  }

  /** Runs `orgctl` with a text as standard input. */
  orgctlWith(input, ...args) {
    return this.#succeed(args, input);
  }

  #succeed(args, input) {
    const { status, stdout, stderr } = this.attempt(args, input);
    if (status === 0 && stderr === "") return stdout;
    throw new Error(`orgctl ${args.join(" ")}: exit code ${status}\n${stdout}${stderr}`);
  }

  /** Writes an intermediate session of a person, and returns its token. */
  signIn(email, ...factors) {
    const options = factors.flatMap((factor) => ["--factor", factor]);
    return JSON.parse(this.orgctl("session", "create", "--email", email, ...options, "--output", "json"))
      .intermediate_session_token;
  }

  /** Returns a line for each organization that a person sees after a sign-in, with the remaining steps. */
  sees(email, ...factors) {
    const body = this.orgctlWith(this.signIn(email, ...factors), "discover", "--token-stdin", "--output", "json");
    return JSON.parse(body).discovered_organizations.map(describe);
  }

  /** Exchanges a new session of a person in an organization, and returns the Member as it is stored afterwards. */
  enter(organization, email, ...factors) {
    const token = this.signIn(email, ...factors);
    this.orgctlWith(token, "session", "exchange", "--token-stdin", "--organization", organization);
    return this.member(organization, email);
  }

  member(organization, email) {
    return JSON.parse(this.orgctl("member", "get", email, "--organization", organization, "--output", "json"));
  }
}

/** Returns what the discovery function of `cargo local` answers for a session, as `Project.sees`. */
export async function askFunction(intermediate_session_token) {
  const { url, project_id, secret } = local();
  const response = await fetch(`${url}/v1/b2b/discovery/organizations`, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(`${project_id}:${secret}`).toString("base64")}` },
    body: JSON.stringify({ intermediate_session_token }),
  });
  return (await response.json()).discovered_organizations.map(describe);
}

/** Describes an entry of the list: its organization, the membership type, and what remains to be done. */
function describe({ organization, membership, primary_required, mfa_required }) {
  const methods = primary_required && `needs ${primary_required.allowed_auth_methods.join(" or ")}`;
  const steps = [methods, mfa_required && "needs a second factor"].filter(Boolean);
  return [`${organization.organization_name}: ${membership.type}`, ...steps].join(", ");
}
