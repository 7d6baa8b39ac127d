// Shared mailbox domains: unrelated people have mailboxes in them, so they never let people join.
// The data are those of the test vectors, without the Public Suffix List: the programs have no dependencies. A public suffix that
// is not found here, such as github.io, is refused by `orgctl import`.

import { readFileSync } from "node:fs";

const vectors = JSON.parse(readFileSync(new URL("../../docs/test-vectors.json", import.meta.url), "utf8"));
const LABELS = new Set(vectors.mailbox_providers.labels);
const DOMAINS = new Set(vectors.mailbox_providers.domains);

// A top-level domain, or a second level under a country such as co.uk.
const PUBLIC_SUFFIX = /^(?:[^.]+|(?:ac|co|com|edu|gob|gov|ltd|me|ne|net|nom|or|org|plc)\.[a-z]{2})$/;

/** Returns true for a mailbox provider under a public suffix, a public suffix, and a listed domain. */
export function isSharedMailboxDomain(domain) {
  const firstDot = domain.indexOf(".");
  const isProvider = LABELS.has(domain.slice(0, firstDot)) && PUBLIC_SUFFIX.test(domain.slice(firstDot + 1));
  return isProvider || PUBLIC_SUFFIX.test(domain) || DOMAINS.has(domain);
}
