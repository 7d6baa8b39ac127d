// The organizations of a data file: their slugs, names and domains.

import { normalDomain } from "../writers/node/normal.mjs";
import { isSharedMailboxDomain } from "./mailbox_domains.mjs";
import { idFrom, shortName, slugProblem } from "./names.mjs";

export class Organizations {
  #report;
  #slugs = new Set();
  #claims = new Map();

  constructor(report) {
    this.#report = report;
  }

  /**
   * Adds an organization. Each of its `domains` has a `name`. A `joinable` domain lets people join without an invitation, and a
   * `proven` one was proved by DNS.
   */
  add({ id, name, slug, domains = [], ...fields }) {
    const organization = {
      organization_id: idFrom(id),
      organization_name: this.#name(name, id),
      organization_slug: this.#slug(slug, id),
      ...fields,
    };
    this.#setDomains(organization, domains, id);
    return organization;
  }

  #name(name, id) {
    const short = shortName(name);
    if (short !== name) this.#report.add("changed", "names shortened to 128 characters", id);
    return short;
  }

  #slug(slug, id) {
    if (slug === undefined) return undefined;
    const isTaken = this.#slugs.has(slug.toLowerCase());
    const problem = slugProblem(slug) ?? (isTaken ? "slugs that an earlier organization has" : undefined);
    if (problem) this.#report.add("leftOut", problem, `${id}: ${slug}`);
    else this.#slugs.add(slug.toLowerCase());
    return problem ? undefined : slug;
  }

  /** Allows the joinable domains, or the others if no domain is joinable: people can join by every allowed domain. */
  #setDomains(organization, domains, id) {
    const usable = domains.map((domain) => this.#usable(domain, id)).filter(Boolean);
    const joinable = usable.filter((domain) => domain.joinable);
    const isJoinable = joinable.length > 0;
    for (const { name } of usable.filter((domain) => !domain.joinable)) {
      if (isJoinable) this.#report.add("leftOut", "domains by which people do not join", `${id}: ${name}`);
      else
        this.#report.add(
          "decide",
          "domains by which people join only after you set email_jit_provisioning=RESTRICTED",
          `${id}: ${name}`,
        );
    }
    const allowed = isJoinable ? joinable : usable;
    if (isJoinable) organization.email_jit_provisioning = "RESTRICTED";
    if (allowed.length > 0) organization.email_allowed_domains = [...new Set(allowed.map(({ name }) => name))];
    for (const { name } of usable.filter((domain) => domain.proven)) {
      this.#claims.set(name, (this.#claims.get(name) ?? new Set()).add(organization));
    }
  }

  /** Returns the domain with its name in normal form, or undefined if it cannot be used, which is reported. */
  #usable(domain, id) {
    let name;
    try {
      name = normalDomain(domain.name);
    } catch {
      this.#report.add("leftOut", "domains that are not valid", `${id}: ${domain.name}`);
      return undefined;
    }
    if (!isSharedMailboxDomain(name)) return { ...domain, name };
    this.#report.add("leftOut", "domains of mailbox providers", `${id}: ${domain.name}`);
    return undefined;
  }

  /** Sets the claimed domains, each of which only one organization can have. */
  setClaims() {
    for (const [domain, owners] of this.#claims) {
      for (const owner of owners) {
        if (owners.size === 1) (owner.claimed_email_domains ??= []).push(domain);
        else
          this.#report.add(
            "leftOut",
            "claims of a domain that several organizations proved",
            `${owner.organization_id}: ${domain}`,
          );
      }
    }
  }
}
