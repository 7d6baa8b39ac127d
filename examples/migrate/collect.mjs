// Reads the organizations, users and invitations of a service from its API, as one JSON document for the program of the service.

import { ApiClient } from "./api_client.mjs";
import { collectAuth0, collectClerk, collectWorkos } from "./collectors.mjs";
import { stringify } from "./exact_json.mjs";
import { InputError } from "./source_record.mjs";

const SERVICES = {
  workos: { url: "https://api.workos.com", token: "WORKOS_API_KEY", collect: collectWorkos },
  clerk: { url: "https://api.clerk.com", token: "CLERK_SECRET_KEY", collect: collectClerk },
  auth0: { url: undefined, token: "AUTH0_TOKEN", collect: collectAuth0 },
};

const USAGE = `usage: node collect.mjs workos | clerk | auth0 >export.json

Environment variables:
  WORKOS_API_KEY     the API key of the environment
  CLERK_SECRET_KEY   the secret key of the instance
  AUTH0_TOKEN        a Management API token that can read users, organizations, and their members, roles, invitations and
                     discovery domains
  API_URL            the URL of the API; required for Auth0, such as https://TENANT.eu.auth0.com`;

async function main([name, ...rest]) {
  const service = SERVICES[name];
  if (!service || rest.length > 0) throw Object.assign(new InputError(USAGE), { exitCode: 2 });
  const [url, token] = [process.env.API_URL ?? service.url, process.env[service.token]];
  if (!token) throw new InputError(`set the environment variable ${service.token}`);
  if (!url) throw new InputError("set the environment variable API_URL, such as https://TENANT.eu.auth0.com");
  process.stdout.write(`${stringify(await service.collect(new ApiClient(url, token)))}\n`);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  const cause = error.cause ? ` (${error.cause.message})` : "";
  console.error(`error: ${error.message}${cause}`);
  process.exitCode = error.exitCode ?? 1;
}
