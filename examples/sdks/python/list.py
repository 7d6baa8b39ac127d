import os

from stytch import B2BClient

discovery = B2BClient(
    project_id="project-test-00000000-0000-4000-8000-00000000d3e0",
    secret="secret-test-demo-not-a-secret-for-local-use-only",
    environment=os.environ.get("ORG_DISCOVERY_URL", "http://127.0.0.1:9000"),
).discovery
token = "demo-consultant-000000000000000000000000000="
for found in discovery.organizations.list(intermediate_session_token=token).discovered_organizations:
    print(found.organization.organization_name)
