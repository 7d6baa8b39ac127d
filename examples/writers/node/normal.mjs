// The normal form of addresses and domains, which keys contain.
// A writer may refuse more input, but must not normalize accepted input differently.

import { domainToASCII } from "node:url";

const LOCAL_PART = /^[A-Za-z0-9.!#$%&'*+\-/=?^_`{|}~]{1,64}$/;
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Returns the domain in ASCII and lower case. Throws an error if the text is not a domain. */
export function normalDomain(text) {
  // Like browsers, `domainToASCII` also decodes percent signs and accepts underscores, so these are excluded before.
  const plain = /^[A-Za-z0-9.\-\u0080-\u{10ffff}]+$/u.test(text);
  const domain = plain ? domainToASCII(text) : "";
  const labels = domain.split(".");
  const isValid = labels.length >= 2 && labels.every((label) => LABEL.test(label)) && !/^[0-9]+$/.test(labels.at(-1));
  if (!isValid || domain.length > 253) throw new Error("not a domain such as acme.com");
  return domain;
}

/** Returns the address in lower case, with its domain in normal form. Throws an error if the text is not an address. */
export function normalAddress(text) {
  const at = text.indexOf("@");
  const local = text.slice(0, Math.max(at, 0));
  if (!LOCAL_PART.test(local)) throw new Error("not an address such as jane@acme.com");
  const address = `${local.toLowerCase()}@${normalDomain(text.slice(at + 1))}`;
  if (address.length > 254) throw new Error("the address is longer than 254 characters");
  return address;
}

export const domainOf = (address) => address.slice(address.indexOf("@") + 1);
