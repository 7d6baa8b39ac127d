// Loads the facts for a credential in at most three round trips: the session, then the Members and joinable edges of the
// person, then the organizations. The reads of a round trip run concurrently.

import { accepted, confirm } from "./authenticate.mjs";
import { hashed } from "./credential.mjs";
import { ApiError } from "./errors.mjs";
import { isSharedMailbox } from "./mailbox-provider.mjs";
import { freshProject, isFresh, newerProject } from "./project.mjs";
import { isKeyUnknown, verifySessionJwt } from "./session-jwt.mjs";
import { getOrganizations, getSession, queryJoinable, queryMembers } from "./store.mjs";

/**
 * Returns everything that the response depends on. A stale project is read again concurrently with the session, and checked
 * before the response: a function that was frozen for hours must not accept revoked secrets and keys.
 */
export async function gatherFacts(caller, credential) {
  let claims;
  if (credential.jwt) ({ caller, claims } = await verify(caller, credential.jwt));
  const facts = claims ? factsOfJwt(claims) : factsOfToken(credential);
  if (!isFresh(caller.project)) {
    facts.catch(() => {}); // Awaited below, unless the caller is refused.
    const { project } = await confirm(caller);
    if (credential.jwt) verifySessionJwt(credential.jwt, project);
  }
  return facts;
}

/** Verifies a JWT. Reads the project again if its keys are stale, or if the JWT's key is unknown. */
async function verify(caller, jwt) {
  try {
    return { caller, claims: verifySessionJwt(jwt, caller.project) };
  } catch (refusal) {
    const newer = await newerKeys(caller.project, jwt);
    if (!newer) throw refusal;
    return { caller: accepted(caller.secretHash, newer), claims: verifySessionJwt(jwt, newer) };
  }
}

function newerKeys(project, jwt) {
  if (!isFresh(project)) return freshProject();
  return isKeyUnknown(jwt, project) ? newerProject(project) : undefined;
}

async function factsOfToken(credential) {
  const session = await validSession(credential);
  const [members, byDomain, byTenant] = await Promise.all([
    queryMembers(session.emailAddress),
    joinableByDomain(session),
    joinableByTenant(session),
  ]);
  return withOrganizations(session, members, byDomain, byTenant);
}

/** Reads session and Members in one round trip if the signed factors contain the address. The stored session decides. */
async function factsOfJwt(claims) {
  const claimedAddress = claims.emailAddress;
  let [session, members] = await Promise.all([
    validSession(hashed("session-id", claims.sessionId)),
    claimedAddress && queryMembers(claimedAddress),
  ]);
  const { memberId, organizationId } = session.member;
  if (memberId !== claims.memberId || organizationId !== claims.organizationId)
    throw new ApiError("jwt_invalid_claims");
  if (session.emailAddress !== claimedAddress) members = await queryMembers(session.emailAddress);
  return withOrganizations(session, members, [], []);
}

async function validSession(credential) {
  const session = await getSession(credential);
  if (session && session.expiresAt > Math.floor(Date.now() / 1000)) return session;
  throw new ApiError(credential.kind === "ist" ? "intermediate_session_not_found" : "session_not_found");
}

/** A member session is not eligible to join any organization. */
async function joinableByDomain({ member, domain }) {
  return member || isSharedMailbox(domain) ? [] : queryJoinable(`domain#${domain}`);
}

async function joinableByTenant({ oauthTenants = [] }) {
  const edges = oauthTenants.flatMap(([provider, tenants]) => tenants.map((tenant) => `tenant#${provider}#${tenant}`));
  const found = await Promise.all(Array.from(new Set(edges), queryJoinable));
  return found.flat();
}

/** The third round trip. Counters are needed only for organizations that are joined by domain. */
async function withOrganizations(session, { members, damaged }, byDomain, byTenant) {
  checkOwnMember(session, members, damaged);
  const known = new Set(damaged);
  const organizationIds = new Set();
  for (const { object } of members) {
    known.add(object.organization_id);
    if (object.status !== "deleted") organizationIds.add(object.organization_id);
  }
  const counted = new Set(byDomain.filter((id) => !known.has(id)));
  for (const id of [...counted, ...byTenant]) if (!known.has(id)) organizationIds.add(id);
  if (session.hint) organizationIds.add(session.hint);
  const found = await getOrganizations({ organizations: organizationIds, counted, domain: session.domain });
  if (session.member && found.damaged.has(session.member.organizationId)) throw new ApiError("internal_server_error");
  return { session, members, known, ...found, isDamaged: damaged.size > 0 || found.damaged.size > 0 };
}

/** A member session is valid while its Member is active and has the same security stamp. A damaged Member is an error. */
function checkOwnMember({ member: own }, members, damaged) {
  if (!own) return;
  if (damaged.has(own.organizationId)) throw new ApiError("internal_server_error");
  const isValid = members.some(
    ({ object, securityStamp }) =>
      object.organization_id === own.organizationId &&
      object.member_id === own.memberId &&
      object.status === "active" &&
      securityStamp === own.securityStamp,
  );
  if (!isValid) throw new ApiError("session_not_found");
}
