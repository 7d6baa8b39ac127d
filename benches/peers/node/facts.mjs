// From a credential to facts, in three waves of reads at most: the session, then everything that the person's address
// leads to, then the organizations. The reads of a wave go side by side.

import { accepted, confirm } from "./authenticate.mjs";
import { named } from "./credential.mjs";
import { ApiError } from "./errors.mjs";
import { isCommonMailbox } from "./mailbox-provider.mjs";
import { freshProject, isFresh, newerProject } from "./project.mjs";
import { isKeyUnknown, verifySessionJwt } from "./session-jwt.mjs";
import { getOrganizations, getSession, queryJoinable, queryMembers } from "./store.mjs";

/**
 * Everything that the answer depends on. An old copy of the project is read again beside the session, and decides
 * before there is an answer: a function that was frozen for hours must not accept yesterday's secrets and keys.
 */
export async function gatherFacts(caller, credential) {
  let claims;
  if (credential.jwt) ({ caller, claims } = await believe(caller, credential.jwt));
  const facts = claims ? factsOfJwt(claims) : factsOfToken(credential);
  if (!isFresh(caller.project)) {
    facts.catch(() => {}); // Awaited below, unless the caller is refused.
    const { project } = await confirm(caller);
    if (credential.jwt) verifySessionJwt(credential.jwt, project);
  }
  return facts;
}

/** What a JWT claims, and by whose keys. Keys that are old, or do not have the token's, may be known better. */
async function believe(caller, jwt) {
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
  const session = await liveSession(credential);
  const [members, byDomain, byTenant] = await Promise.all([
    queryMembers(session.emailAddress),
    joinableByDomain(session),
    joinableByTenant(session),
  ]);
  return withOrganizations(session, members, byDomain, byTenant);
}

/** The first two waves are one where the signed factors tell the address. The row decides, about the address too. */
async function factsOfJwt(claims) {
  const guess = claims.emailAddress;
  let [session, members] = await Promise.all([
    liveSession(named("session-id", claims.sessionId)),
    guess && queryMembers(guess),
  ]);
  const { memberId, organizationId } = session.member;
  if (memberId !== claims.memberId || organizationId !== claims.organizationId)
    throw new ApiError("jwt_invalid_claims");
  if (session.emailAddress !== guess) members = await queryMembers(session.emailAddress);
  return withOrganizations(session, members, [], []);
}

async function liveSession(credential) {
  const session = await getSession(credential);
  if (session && session.expiresAt > Math.floor(Date.now() / 1000)) return session;
  throw new ApiError(credential.kind === "ist" ? "intermediate_session_not_found" : "session_not_found");
}

/** A member session joins nothing. */
async function joinableByDomain({ member, domain }) {
  return member || isCommonMailbox(domain) ? [] : queryJoinable(`domain#${domain}`);
}

async function joinableByTenant({ oauthTenants = [] }) {
  const edges = oauthTenants.flatMap(([provider, tenants]) => tenants.map((tenant) => `tenant#${provider}#${tenant}`));
  const found = await Promise.all(Array.from(new Set(edges), queryJoinable));
  return found.flat();
}

/** The third wave. Counters are needed only where the domain is the way in. */
async function withOrganizations(session, { members, damaged }, byDomain, byTenant) {
  checkOwnMember(session, members, damaged);
  const known = new Set(damaged);
  const wanted = new Set();
  for (const { object } of members) {
    known.add(object.organization_id);
    if (object.status !== "deleted") wanted.add(object.organization_id);
  }
  const counted = new Set(byDomain.filter((id) => !known.has(id)));
  for (const id of [...counted, ...byTenant]) if (!known.has(id)) wanted.add(id);
  if (session.hint) wanted.add(session.hint);
  const found = await getOrganizations({ organizations: wanted, counted, domain: session.domain });
  if (session.member && found.damaged.has(session.member.organizationId)) throw new ApiError("internal_server_error");
  return { session, members, known, ...found, isDamaged: damaged.size > 0 || found.damaged.size > 0 };
}

/** A member session ends with its Member's life. Where the Member is damaged, nobody can tell. */
function checkOwnMember({ member: own }, members, damaged) {
  if (!own) return;
  if (damaged.has(own.organizationId)) throw new ApiError("internal_server_error");
  const lasts = members.some(
    ({ object, securityStamp }) =>
      object.organization_id === own.organizationId &&
      object.member_id === own.memberId &&
      object.status === "active" &&
      securityStamp === own.securityStamp,
  );
  if (!lasts) throw new ApiError("session_not_found");
}
