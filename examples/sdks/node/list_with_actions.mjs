// Lists the organizations of a person. After an error, returns the action that it requires.

import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import stytch from "stytch";

const [FIX, SIGN_IN, LIST, WAIT] = ["fix the program", "sign in again", "show the list again", "wait and repeat"];
const ACTIONS = {
  intermediate_session_not_found: SIGN_IN,
  session_not_found: SIGN_IN,
  invalid_session_token: SIGN_IN,
  unable_to_parse_session_jwt: SIGN_IN,
  jwt_invalid_claims: SIGN_IN,
  jwt_invalid_issuer: SIGN_IN,
  jwt_invalid_audience: SIGN_IN,
  organization_not_found: LIST,
  organization_slug_already_used: LIST,
};
// Answers of a gateway that do not last. The SDK does not return their status code.
const TEMPORARY = /too many requests|internal server error|service unavailable|timed out/i;

/** Returns the action that an error of the SDK requires. */
export function actionOf(error) {
  if (error instanceof stytch.RequestError) return WAIT; // no response, a part of one, or one that is not JSON
  if (!(error instanceof stytch.StytchError)) throw error;
  if (!error.error_type) return TEMPORARY.test(error.message) ? WAIT : FIX;
  if (error.status_code === 429 || error.status_code >= 500) return WAIT;
  return ACTIONS[error.error_type] ?? FIX;
}

/** Returns the organizations, or an action. */
export async function listOrganizations(discovery, credential, { attempts = 4, firstDelay = 250 } = {}) {
  for (let attempt = 0; ; attempt++) {
    try {
      const { discovered_organizations: organizations } = await discovery.organizations.list(credential);
      // The SDK also returns a 200 response that is not a list: then the base URL is wrong.
      return organizations ? { organizations } : { action: FIX };
    } catch (error) {
      const action = actionOf(error);
      if (action !== WAIT || attempt + 1 >= attempts) return { action };
    }
    await sleep(Math.random() * firstDelay * 2 ** attempt);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { discovery } = new stytch.B2BClient({
    project_id: "project-test-00000000-0000-4000-8000-00000000d3e0",
    secret: "secret-test-demo-not-a-secret-for-local-use-only",
    env: process.env.ORG_DISCOVERY_URL ?? "http://127.0.0.1:9000",
  });
  const intermediate_session_token = "demo-consultant-000000000000000000000000000=";
  const { organizations, action } = await listOrganizations(discovery, { intermediate_session_token });
  console.log(action ?? organizations.map(({ organization }) => organization.organization_name).join("\n"));
}
