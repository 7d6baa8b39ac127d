// One conversion: the records of a service become the organizations and Members of a data file.

import { Members } from "./members.mjs";
import { idFrom } from "./names.mjs";
import { Organizations } from "./organizations.mjs";
import { printable, Report } from "./report.mjs";
import { InputError } from "./source_record.mjs";

const SHOWN_REFERENCES = 10;

/** Returns an object, or undefined if it is empty, which omits it from the file. */
const unlessEmpty = (object) => (object && Object.keys(object).length > 0 ? object : undefined);

const rolesOf = (roles) =>
  [...new Set(roles)].map((role_id) => ({ role_id, sources: [{ type: "direct_assignment", details: {} }] }));

export class Migration {
  report = new Report();
  #organizations = new Organizations(this.report);
  #members = new Map();
  #broken = [];

  /** `now` is the time at which invitations must be valid. `allUnverified` ignores every sign of a verified address. */
  constructor({ now = new Date(), allUnverified = false } = {}) {
    this.now = `${now.toISOString().slice(0, 19)}Z`;
    this.allUnverified = allUnverified;
  }

  /** Returns records by id. A record that occurs twice is used once. */
  index(records, idField, kind) {
    const byId = new Map();
    for (const record of records) {
      const id = record.id(idField);
      const other = byId.get(id);
      if (other && !other.equals(record)) {
        throw new InputError(
          `${record.pointer}/${idField}: ${other.pointer} has the same id and other values; read the ${kind} again`,
        );
      }
      if (other) this.report.add("leftOut", `${kind} that occur twice`, id);
      else byId.set(id, record);
    }
    return byId;
  }

  /** Returns the record to which a field refers. A missing one is an error, which `finish` throws together with all others. */
  find(byId, record, field, kind) {
    const id = record.id(field);
    const found = byId.get(id);
    if (!found) this.#broken.push(`${record.pointer}/${field}: the document has no ${kind} ${printable(id)}`);
    return found;
  }

  /** Returns the id by which the product knows a user: its own one, or else that of the service. */
  externalId(userId, ownId) {
    if (ownId) this.report.add("changed", "users with an external id of yours, which replaces the id of the service", userId);
    return ownId ?? userId;
  }

  /** Reports the users without an organization, and the unread fields of all others. */
  reportUsers(users, used, kind = "users") {
    for (const [id, user] of users) {
      if (used.has(id)) this.report.unread(kind, user, id);
      else this.report.add("leftOut", "users without an organization", id);
    }
  }

  addOrganization({ id, metadata, ...fields }) {
    const organization = this.#organizations.add({ id, ...fields, trusted_metadata: unlessEmpty(metadata) });
    this.#members.set(id, { organization, members: new Members(this.report) });
  }

  /**
   * Adds a Member. `inactive` is the reason for which the person must not enter, and `unverified` the reason for which the
   * address counts as not verified. `passwordId` is the id of the user's password, if there is one. `secondFactor` is true if the
   * user had a second factor.
   */
  addMember({ organization, inactive, unverified, accounts = [], secondFactor = false, ...fields }) {
    const reason = this.allUnverified ? "--all-unverified" : unverified;
    const member = this.#member({ ...fields, status: inactive ? "deleted" : "active", verified: !reason });
    this.#members.get(organization).members.add({ member, inactive, unverified: reason, accounts, secondFactor });
  }

  /** Adds an invitation that is valid. */
  addInvitation({ organization, ...fields }) {
    this.#members.get(organization).members.invite({ member: this.#member({ ...fields, status: "invited", verified: false }) });
  }

  #member({ id, address, status, verified, name, externalId, roles = [], metadata, untrustedMetadata, passwordId, ...created }) {
    return {
      member_id: idFrom(...[id].flat()),
      email_address: address,
      email_address_verified: verified,
      status,
      name,
      external_id: externalId,
      roles: rolesOf(roles),
      trusted_metadata: unlessEmpty(metadata),
      untrusted_metadata: unlessEmpty(untrustedMetadata),
      member_password_id: passwordId && idFrom(passwordId),
      ...created,
    };
  }

  /** Returns true if an invitation can still be accepted. Otherwise it is reported. */
  isValid(invitation, id, { status = "pending", expires }) {
    if (status === "pending" && expires > this.now) return true;
    const isExpired = status === "pending" || status === "expired";
    this.report.add("leftOut", isExpired ? "invitations that expired" : `invitations with status ${status}`, id);
    return false;
  }

  /** Returns the data file. */
  finish() {
    if (this.#broken.length > 0) throw new InputError(this.#brokenReferences());
    this.#organizations.setClaims();
    const organizations = [...this.#members.values()].map(({ organization, members }) => ({
      ...organization,
      members: members.values(),
    }));
    this.report.totals = totalsOf(organizations);
    return { organizations };
  }

  #brokenReferences() {
    const more = this.#broken.length - SHOWN_REFERENCES;
    const lines = this.#broken.slice(0, SHOWN_REFERENCES);
    return [...lines, ...(more > 0 ? [`and ${more} more`] : [])].join("\n");
  }
}

function totalsOf(organizations) {
  const members = organizations.flatMap((organization) => organization.members);
  const count = (status) => members.filter((member) => member.status === status).length;
  const verified = members.filter((member) => member.status === "active" && member.email_address_verified).length;
  const people = `${count("active")} active (${verified} verified), ${count("invited")} invited, ${count("deleted")} deleted`;
  return `converted: organizations ${organizations.length}; Members: ${people}`;
}
