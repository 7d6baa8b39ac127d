// Addresses and domains in the one form in which they stand in keys.
// A writer may refuse more than this. It must never make another form of what it takes.

import { domainToASCII } from "node:url";
import { getPublicSuffix } from "tldts";

const MAILBOX_PROVIDERS = new Set(
  ("gmail googlemail aol yahoo ymail icloud me mac hotmail msn live outlook comcast att sbcglobal verizon earthlink " +
    "mail hey gmx free orange wanadoo laposte libero bol uol ig rediffmail yandex").split(" "),
);
const LOCAL_PART = /^[A-Za-z0-9.!#$%&'*+\-/=?^_`{|}~]{1,64}$/;
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** The domain in ASCII and lower case; throws where it is none. */
export function normalDomain(text) {
  // `domainToASCII` also undoes percent signs and takes underscores, as browsers do. So only plain ASCII goes in.
  const plain = /^[A-Za-z0-9.\-\u0080-\u{10ffff}]+$/u.test(text);
  const domain = plain ? domainToASCII(text) : "";
  const labels = domain.split(".");
  const named = labels.length >= 2 && labels.every((label) => LABEL.test(label)) && !/^[0-9]+$/.test(labels.at(-1));
  if (!named || domain.length > 253) throw new Error("not a domain such as acme.com");
  return domain;
}

/** The address in lower case, with its domain in normal form; throws where it is none. */
export function normalAddress(text) {
  const at = text.indexOf("@");
  const local = text.slice(0, Math.max(at, 0));
  if (!LOCAL_PART.test(local)) throw new Error("not an address such as jane@acme.com");
  const address = `${local.toLowerCase()}@${normalDomain(text.slice(at + 1))}`;
  if (address.length > 254) throw new Error("an address longer than 254 characters");
  return address;
}

export const domainOf = (address) => address.slice(address.indexOf("@") + 1);

/** Whether anybody can open a mailbox there: a provider's name directly under a public suffix. */
export function isCommonMailbox(domain) {
  const [label, suffix] = [domain.slice(0, domain.indexOf(".")), domain.slice(domain.indexOf(".") + 1)];
  return MAILBOX_PROVIDERS.has(label) && getPublicSuffix(domain, { allowPrivateDomains: true }) === suffix;
}
