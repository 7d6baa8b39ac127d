"""Transactions on organizations. Each plan reads, then returns its changes, or None if nothing has to change."""

import json

import items
from limits import Refused
from tables import absent, equal, unchanged


def _pending_edges(item):
    return {edge["S"] for edge in item.get("pending_edges", {}).get("L", [])} if item else set()


def plan_organization(tables, organization):
    """Creates or replaces an organization, with its edges and its slug."""
    project, id = tables.project, organization["organization_id"]
    prior = tables.get("organizations", items.organization_key(project, id))
    before = json.loads(prior["object"]["S"]) if prior else {}
    following, pending = items.dated(organization, before), _pending_edges(prior)
    if prior and prior["object"]["S"] == items.to_json(following) and not pending:
        return None
    edges_before, edges = items.edges_of(before), items.edges_of(following)
    # After an interrupted write in steps, any edge may be missing, so every edge is written again.
    fresh = edges if pending else edges - edges_before
    stale = (edges_before | pending) - edges
    item = items.organization_item(project, following, items.random_token())
    return [
        tables.put("organizations", item, unchanged(prior, "revision", "organization")),
        *(tables.put("joinable", items.edge_item(project, edge, id)) for edge in fresh),
        *(tables.delete("joinable", items.edge_key(project, edge, id)) for edge in stale),
        *_slug_changes(tables, id, before.get("organization_slug"), following.get("organization_slug")),
    ]


def plan_organization_deletion(tables, id):
    """Deletes an organization, its edges and its slug. Its Members are erased afterwards."""
    key = items.organization_key(tables.project, id)
    prior = tables.get("organizations", key)
    if prior is None:
        return None
    before = json.loads(prior["object"]["S"])
    edges = items.edges_of(before) | _pending_edges(prior)
    return [
        tables.delete("organizations", key, equal("revision", prior["revision"])),
        *(tables.delete("joinable", items.edge_key(tables.project, edge, id)) for edge in edges),
        *_slug_changes(tables, id, before.get("organization_slug"), None),
    ]


def _slug_changes(tables, id, before, after):
    former, following = (before or "").lower(), (after or "").lower()
    if former == following:
        return []

    def owner_of(slug):
        item = tables.get("organizations", items.slug_key(tables.project, slug)) if slug else None
        return item and item["organization_id"]["S"]

    former_owner, owner = owner_of(former), owner_of(following)
    if owner and owner != id:
        raise Refused(f"the slug {following} belongs to organization {owner}")
    changes = []
    if following and not owner:
        item = items.slug_item(tables.project, following, id)
        changes.append(tables.put("organizations", item, absent("organization")))
    if former_owner == id:
        key = items.slug_key(tables.project, former)
        changes.append(tables.delete("organizations", key, equal("organization_id", items.s(id))))
    return changes
