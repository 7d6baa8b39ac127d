// Settings from environment variables.

function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is missing`);
  return value;
}

export const projectId = required("PROJECT_ID");
export const environment = projectId.startsWith("project-live-") ? "live" : "test";
export const tables = {
  projects: required("PROJECTS_TABLE"),
  sessions: required("SESSIONS_TABLE"),
  members: required("MEMBERS_TABLE"),
  joinable: required("JOINABLE_TABLE"),
  organizations: required("ORGANIZATIONS_TABLE"),
};
