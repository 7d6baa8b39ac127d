// Transactions on organizations. Each plan reads, then returns its changes, or undefined if nothing has to change.

import * as items from "./items.mjs";
import { Refused } from "./limits.mjs";
import { absent, equal, unchanged } from "./tables.mjs";

const pendingEdges = (item) => (item?.pending_edges?.L ?? []).map((edge) => edge.S);

/** Creates or replaces an organization, with its edges and its slug. */
export async function planOrganization(tables, organization) {
  const id = organization.organization_id;
  const prior = await tables.get("organizations", items.organizationKey(tables.project, id));
  const before = prior && JSON.parse(prior.object.S);
  const next = items.dated(organization, before);
  const pending = pendingEdges(prior);
  if (prior?.object.S === JSON.stringify(next) && pending.length === 0) return undefined;
  const [edgesBefore, edges] = [before ? items.edgesOf(before) : new Set(), items.edgesOf(next)];
  // After an interrupted write in steps, any edge may be missing, so every edge is written again.
  const fresh = [...edges].filter((edge) => pending.length > 0 || !edgesBefore.has(edge));
  const stale = [...new Set([...edgesBefore, ...pending])].filter((edge) => !edges.has(edge));
  const item = items.organizationItem(tables.project, next, items.randomToken());
  return [
    tables.put("organizations", item, unchanged(prior, "revision", "organization")),
    ...fresh.map((edge) => tables.put("joinable", items.edgeItem(tables.project, edge, id))),
    ...stale.map((edge) => tables.delete("joinable", items.edgeKey(tables.project, edge, id))),
    ...(await slugChanges(tables, id, before?.organization_slug, next.organization_slug)),
  ];
}

/** Deletes an organization, its edges and its slug. Its Members are erased afterwards. */
export async function planOrganizationDeletion(tables, id) {
  const key = items.organizationKey(tables.project, id);
  const prior = await tables.get("organizations", key);
  if (!prior) return undefined;
  const before = JSON.parse(prior.object.S);
  const edges = new Set([...items.edgesOf(before), ...pendingEdges(prior)]);
  return [
    tables.delete("organizations", key, equal("revision", prior.revision)),
    ...[...edges].map((edge) => tables.delete("joinable", items.edgeKey(tables.project, edge, id))),
    ...(await slugChanges(tables, id, before.organization_slug, "")),
  ];
}

async function slugChanges(tables, id, before, after) {
  const [former, next] = [before, after].map((slug) => (slug ?? "").toLowerCase());
  if (former === next) return [];
  const keyOf = (slug) => items.slugKey(tables.project, slug);
  const ownerOf = async (slug) => slug && (await tables.get("organizations", keyOf(slug)))?.organization_id.S;
  const [formerOwner, owner] = [await ownerOf(former), await ownerOf(next)];
  if (owner && owner !== id) throw new Refused(`the slug ${next} belongs to organization ${owner}`);
  const changes = [];
  if (next && !owner) {
    changes.push(tables.put("organizations", items.slugItem(tables.project, next, id), absent("organization")));
  }
  if (formerOwner === id) {
    changes.push(tables.delete("organizations", keyOf(former), equal("organization_id", items.s(id))));
  }
  return changes;
}
