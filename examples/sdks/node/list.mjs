import stytch from "stytch";

const { discovery } = new stytch.B2BClient({
  project_id: "project-test-00000000-0000-4000-8000-00000000d3e0",
  secret: "secret-test-demo-not-a-secret-for-local-use-only",
  env: process.env.ORG_DISCOVERY_URL ?? "http://127.0.0.1:9000",
});
const intermediate_session_token = "demo-consultant-000000000000000000000000000=";
const { discovered_organizations } = await discovery.organizations.list({ intermediate_session_token });
for (const { organization } of discovered_organizations) console.log(organization.organization_name);
