// The example application with a `cargo local` of its own, and a browser on it.
// The variable ORG_DISCOVERY_SIGN_IN contains the folder of the application with its packages.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { launched, startLocal } from "../playground/chromium.mjs";

const WORLD = new URL("world.json", import.meta.url).pathname;

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts the application as its users do, and collects the messages that it prints instead of sending them. */
export async function startServer(local) {
  const port = await freePort();
  const server = spawn(process.execPath, ["server.mjs"], {
    cwd: process.env.ORG_DISCOVERY_SIGN_IN,
    env: {
      PATH: process.env.PATH,
      PORT: String(port),
      ORG_DISCOVERY_URL: local.url,
      PROJECT_ID: local.project_id,
      PROJECT_SECRET: local.secret,
      AWS_ENDPOINT_URL_DYNAMODB: local.dynamodb_url,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  server.stderr.resume();
  const messages = [];
  const lines = createInterface(server.stdout);
  await new Promise((resolve, reject) => {
    lines.on("line", (line) => (line.startsWith("To ") ? messages.push(line) : line.startsWith("Sign in at") && resolve()));
    server.on("exit", (code) => reject(new Error(`the application ended with ${code}`)));
  });
  return { url: `http://127.0.0.1:${port}`, messages, stop: () => server.kill() };
}

/** Defines a test with a browser, the application and `cargo local`. No page may run a script, open a dialog or load from elsewhere. */
export function inBrowser(name, body) {
  test(name, async () => {
    const local = await startLocal(["--data", WORLD]);
    const server = await startServer(local);
    const context = await (await launched()).newContext();
    try {
      await body(new Person(await openTab(context), server, local), { context, server, local });
    } finally {
      await context.close();
      server.stop();
      local.stop();
    }
  });
}

/** Opens a page that must not report an error. */
export async function openTab(context) {
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.on("dialog", () => assert.fail("a dialog was opened"));
  page.on("pageerror", (error) => assert.fail(error.message));
  return page;
}

/** A person at the browser. */
export class Person {
  constructor(page, server, local) {
    Object.assign(this, { page, server, local });
  }

  heading = () => this.page.getByRole("heading", { level: 1 }).textContent();
  notice = () => this.page.getByRole("status").textContent();
  press = (name) => this.page.getByRole("button", { name, exact: true }).click();
  card = (name) => this.page.getByRole("listitem").filter({ has: this.page.getByRole("heading", { name, exact: true }) });
  names = () => this.page.getByRole("listitem").getByRole("heading").allTextContents();

  /** Asks for a link, and returns it from the printed message. */
  async askForLink(address, path = "/") {
    await this.page.goto(this.server.url + path);
    await this.fillAddress(address);
    return this.linkOf(address);
  }

  async fillAddress(address) {
    await this.page.getByLabel("Email").fill(address);
    await this.press("Send me a link");
  }

  linkOf = (address) => this.lastMessage(address).match(/http\S+/)[0];

  /** Signs in by one more method: from the link of a card. */
  async addMail(address) {
    await this.page.getByRole("listitem").getByRole("link", { name: "Sign in" }).first().click();
    await this.fillAddress(address);
    await this.page.goto(this.linkOf(address));
    await this.press(`Sign in as ${address}`);
  }

  async signInByMail(address) {
    await this.page.goto(await this.askForLink(address));
    await this.press(`Sign in as ${address}`);
  }

  /** Signs in at the local provider, which accepts every address, and agrees to its request. */
  async signInByOpenId(address) {
    await this.page.goto(this.server.url);
    await this.page.getByRole("link", { name: "Continue with Example ID" }).click();
    await this.page.locator("input[name=login]").fill(address);
    await this.page.locator("input[name=password]").fill("any");
    await this.page.locator("button[type=submit]").click();
    await this.page.locator("button[type=submit]").click();
    await this.page.waitForURL(`${this.server.url}/**`);
  }

  lastMessage(recipient) {
    const message = this.server.messages.findLast((line) => line.startsWith(`To ${recipient}: `));
    assert.ok(message, `a message to ${recipient}`);
    return message;
  }

  async enter(organization) {
    await this.card(organization).getByRole("button").click();
  }

  /** Returns the value of a cookie of the application. */
  async cookie(name) {
    const cookies = await this.page.context().cookies(this.server.url);
    return cookies.find((cookie) => cookie.name === name);
  }

  /** Returns a writer of the tables: another program that changes the data. */
  async writer() {
    const packages = new URL(`file://${process.env.ORG_DISCOVERY_SIGN_IN}/node_modules/`);
    const { DynamoDBClient } = await import(new URL("@aws-sdk/client-dynamodb/dist-cjs/index.js", packages));
    const { Writer } = await import(new URL("org-discovery-writer/writer.mjs", packages));
    const credentials = { accessKeyId: "local", secretAccessKey: "local" };
    const client = new DynamoDBClient({ endpoint: this.local.dynamodb_url, region: "us-east-1", credentials });
    return new Writer(client, this.local.tables, this.local.project_id);
  }

  /** Calls the function with a session, and returns the status code. */
  async statusOf(credential) {
    const response = await fetch(`${this.local.url}/v1/b2b/discovery/organizations`, {
      method: "POST",
      headers: { authorization: `Basic ${btoa(`${this.local.project_id}:${this.local.secret}`)}` },
      body: JSON.stringify(credential),
    });
    return response.status;
  }
}
