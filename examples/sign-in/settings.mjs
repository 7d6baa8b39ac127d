// The settings of the application, from environment variables. The defaults are those of `cargo local`.

// The public credentials of `cargo local`, and the names that it gives its tables.
const LOCAL = {
  ORG_DISCOVERY_URL: "http://127.0.0.1:9000",
  PROJECT_ID: "project-test-00000000-0000-4000-8000-00000000d3e0",
  PROJECT_SECRET: "secret-test-demo-not-a-secret-for-local-use-only",
  SESSIONS_TABLE: "org-discovery-sessions",
  MEMBERS_TABLE: "org-discovery-members",
  JOINABLE_TABLE: "org-discovery-joinable",
  ORGANIZATIONS_TABLE: "org-discovery-organizations",
  AWS_ENDPOINT_URL_DYNAMODB: "http://127.0.0.1:8000",
};

const OF_PROVIDER = ["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"];

/**
 * Returns the settings. With the URL of a deployment, every variable must be set: a default of `cargo local`, such as its provider that
 * accepts every address, would let everybody in.
 */
export function readSettings(environment) {
  const url = environment.ORG_DISCOVERY_URL ?? LOCAL.ORG_DISCOVERY_URL;
  const isLocal = ["127.0.0.1", "localhost"].includes(new URL(url).hostname);
  const given = isLocal ? { ...LOCAL, ...environment } : environment;
  const needed = Object.keys(LOCAL).filter((name) => name !== "AWS_ENDPOINT_URL_DYNAMODB");
  for (const name of isLocal ? needed : [...needed, "BASE_URL", ...OF_PROVIDER]) {
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
    tables: {
      sessions: given.SESSIONS_TABLE,
      members: given.MEMBERS_TABLE,
      joinable: given.JOINABLE_TABLE,
      organizations: given.ORGANIZATIONS_TABLE,
    },
    dynamodb: dynamodbOf(given),
    openid: openidOf(given),
  };
}

/** Returns the settings of the DynamoDB client. A local endpoint accepts any credentials; AWS takes them from the environment. */
function dynamodbOf({ AWS_ENDPOINT_URL_DYNAMODB: endpoint }) {
  const requestHandler = { connectionTimeout: 1000, requestTimeout: 3000 };
  if (!endpoint) return { requestHandler };
  return { requestHandler, endpoint, region: "us-east-1", credentials: { accessKeyId: "local", secretAccessKey: "local" } };
}

function openidOf(given) {
  if (!given.OIDC_ISSUER) return undefined;
  const [issuer, clientId, clientSecret] = OF_PROVIDER.map((name) => given[name]);
  return { issuer, clientId, clientSecret };
}
