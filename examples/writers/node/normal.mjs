// Addresses and domains in the one form that keys contain.
// A writer may refuse more than this. It must never produce another form of what it accepts.

import { domainToASCII } from "node:url";

const LOCAL_PART = /^[A-Za-z0-9.!#$%&'*+\-/=?^_`{|}~]{1,64}$/;
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** The domain in ASCII and lower case. Throws if the text is not a domain. */
export function normalDomain(text) {
  // `domainToASCII` also decodes percent signs and accepts underscores, as browsers do. So only plain ASCII goes in.
  const plain = /^[A-Za-z0-9.\-\u0080-\u{10ffff}]+$/u.test(text);
  const domain = plain ? domainToASCII(text) : "";
  const labels = domain.split(".");
  const named = labels.length >= 2 && labels.every((label) => LABEL.test(label)) && !/^[0-9]+$/.test(labels.at(-1));
  if (!named || domain.length > 253) throw new Error("not a domain such as acme.com");
  return domain;
}

/** The address in lower case, with its domain in normal form. Throws if the text is not an address. */
export function normalAddress(text) {
  const at = text.indexOf("@");
  const local = text.slice(0, Math.max(at, 0));
  if (!LOCAL_PART.test(local)) throw new Error("not an address such as jane@acme.com");
  const address = `${local.toLowerCase()}@${normalDomain(text.slice(at + 1))}`;
  if (address.length > 254) throw new Error("an address longer than 254 characters");
  return address;
}

export const domainOf = (address) => address.slice(address.indexOf("@") + 1);
