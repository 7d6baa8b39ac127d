// The settings of the application, from environment variables.

/** The public credentials of `cargo local`, and the names that it gives its tables. */
const LOCAL = {
  ORG_DISCOVERY_URL: "http://127.0.0.1:9000",
  PROJECT_ID: "project-test-00000000-0000-4000-8000-00000000d3e0",
  PROJECT_SECRET: "secret-test-demo-not-a-secret-for-local-use-only",
  TABLE_PREFIX: "org-discovery",
  AWS_ENDPOINT_URL_DYNAMODB: "http://127.0.0.1:8000",
};

const KINDS = ["sessions", "members", "joinable", "organizations"];

/**
 * Returns the settings. If `ORG_DISCOVERY_URL` is set, the other variables of a deployment must be set too: otherwise a mistake in
 * its configuration would go unnoticed.
 */
export function readSettings(environment) {
  const isLocal = !environment.ORG_DISCOVERY_URL;
  const given = isLocal ? { ...LOCAL, ...environment } : environment;
  for (const name of ["PROJECT_ID", "PROJECT_SECRET", "TABLE_PREFIX"]) {
    if (!given[name]) throw new Error(`the variable ${name} is missing`);
  }
  const port = Number(given.PORT ?? 3000);
  const host = given.HOST ?? "127.0.0.1";
  return {
    port,
    host,
    baseUrl: given.BASE_URL ?? `http://${host}:${port}`,
    discoveryUrl: given.ORG_DISCOVERY_URL,
    projectId: given.PROJECT_ID,
    secret: given.PROJECT_SECRET,
    tables: Object.fromEntries(KINDS.map((kind) => [kind, `${given.TABLE_PREFIX}-${kind}`])),
    dynamodb: dynamodbOf(given),
    openid: given.OIDC_ISSUER && {
      issuer: given.OIDC_ISSUER,
      clientId: given.OIDC_CLIENT_ID,
      clientSecret: given.OIDC_CLIENT_SECRET,
    },
  };
}

/** Returns the settings of the DynamoDB client. A local endpoint accepts any credentials; AWS takes them from the environment. */
function dynamodbOf({ AWS_ENDPOINT_URL_DYNAMODB: endpoint }) {
  if (!endpoint) return {};
  return { endpoint, region: "us-east-1", credentials: { accessKeyId: "local", secretAccessKey: "local" } };
}
