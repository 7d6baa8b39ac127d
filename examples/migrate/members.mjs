// The Members of an organization: one for each address, and then the invited people who are not Members yet.

import { normalAddress } from "../writers/node/normal.mjs";
import { registrationsOf } from "./oauth_accounts.mjs";

/** Returns the address in normal form, or undefined if it is not valid. */
function validAddress(text) {
  try {
    return normalAddress(text);
  } catch {
    return undefined;
  }
}

const rank = ({ member }) => (member.status === "deleted" ? 0 : member.email_address_verified ? 2 : 1);
const isNewer = (a, b) => (a.member.created_at ?? "") > (b.member.created_at ?? "");

export class Members {
  #report;
  #accounts = new Map();
  #invitations = new Map();

  constructor(report) {
    this.#report = report;
  }

  /** Adds a Member. Of several accounts at one address, an active one with a verified address is kept, or else the first one. */
  add(entry) {
    const isBetter = (a, b) => rank(a) > rank(b);
    this.#put(this.#accounts, entry, isBetter, "Members", "further accounts at the address of a Member");
  }

  /** Adds an invitation. Of several invitations of one address, the last one is kept. */
  invite(entry) {
    this.#put(this.#invitations, entry, isNewer, "invitations", "earlier invitations of the same address");
  }

  #put(entries, { member, ...rest }, isBetter, kind, reason) {
    const email_address = validAddress(member.email_address);
    if (!email_address) {
      this.#report.add("leftOut", `${kind} whose address is not valid`, member.member_id);
      return;
    }
    const entry = { member: { ...member, email_address }, ...rest };
    const other = entries.get(email_address);
    const isKept = !other || isBetter(entry, other);
    if (other) this.#report.add("leftOut", reason, (isKept ? other : entry).member.member_id);
    if (isKept) entries.set(email_address, entry);
  }

  /** Returns the Members and the invited people as objects of a data file. */
  values() {
    const members = [...this.#accounts.values()].map((entry) => this.#finished(entry));
    const invited = [...this.#invitations.values()].filter((entry) => this.#isNewcomer(entry));
    return [...members, ...invited.map(({ member }) => member)];
  }

  #finished({ member, inactive, unverified, accounts, secondFactor }) {
    const enroll = "Members who used a second factor and are not asked for one until they enroll it again";
    if (secondFactor && !inactive) this.#report.add("decide", enroll, member.member_id);
    if (inactive) this.#report.add("notActive", inactive, member.member_id);
    else if (unverified) this.#report.add("notVerified", unverified, member.member_id);
    const oauth_registrations = registrationsOf(member, accounts, this.#report);
    return oauth_registrations.length > 0 ? { ...member, oauth_registrations } : member;
  }

  #isNewcomer({ member: { email_address, member_id } }) {
    const account = this.#accounts.get(email_address);
    if (!account) return true;
    const status = account.member.status === "deleted" ? "deleted Members" : "people who are Members";
    this.#report.add("leftOut", `invitations of ${status}`, member_id);
    return false;
  }
}
