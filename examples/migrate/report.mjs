// The summary of a conversion: what was left out or changed, by reason, with the ids of the records.

const SHOWN = 5;

/** The sections of the report, in order, with their titles. */
export const SECTIONS = {
  leftOut: "left out",
  notActive: "imported as deleted, because the account was not active (orgctl member reactivate ID)",
  notVerified: "imported without a verified address (these people verify it once, by mail)",
  decide: "to decide",
  changed: "changed",
  unmapped: "fields without a counterpart",
};

/** Replaces control and bidirectional characters, because ids of customers are printed on a terminal. */
export const printable = (text) => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, "\ufffd");

function line(reason, ids) {
  const shown = [...ids].slice(0, SHOWN).join(", ");
  return `  ${reason}: ${ids.size} (${shown}${ids.size > SHOWN ? ", …" : ""})`;
}

export class Report {
  #sections = new Map(Object.keys(SECTIONS).map((section) => [section, new Map()]));
  totals = "";

  add(section, reason, id) {
    const reasons = this.#sections.get(section);
    if (!reasons.has(reason)) reasons.set(reason, new Set());
    reasons.get(reason).add(id);
  }

  /** Reports the fields of a record that have a value and were not read. */
  unread(kind, record, id) {
    for (const field of record.unread()) this.add("unmapped", `${kind}.${field}`, id);
  }

  toString() {
    const lines = [this.totals];
    for (const [section, reasons] of this.#sections) {
      if (reasons.size > 0) lines.push(`${SECTIONS[section]}:`);
      for (const [reason, ids] of reasons) lines.push(printable(line(reason, ids)));
    }
    return lines.join("\n");
  }

  /** Returns all ids, by section and reason. */
  toJSON() {
    const lists = (reasons) => Object.fromEntries([...reasons].map(([reason, ids]) => [reason, [...ids]]));
    return Object.fromEntries([...this.#sections].map(([section, reasons]) => [section, lists(reasons)]));
  }
}
