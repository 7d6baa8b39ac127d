// Shared mailbox domains: unrelated people have mailboxes under them, so they do not identify an organization.

const PROVIDERS = new Set(
  (
    "gmail googlemail aol yahoo ymail icloud me mac hotmail msn live outlook comcast att sbcglobal verizon earthlink mail " +
    "hey gmx free orange wanadoo laposte libero bol uol ig rediffmail yandex"
  ).split(" "),
);
// The public suffixes that these providers use, instead of the whole public suffix list.
const SUFFIX = /^(?:[^.]+|(?:ac|co|com|edu|gov|ne|net|or|org)\.[a-z]{2})$/;

/** Returns true for a provider's name directly under a public suffix: `yahoo.co.uk`, but not `mail.acme.com`. */
export function isSharedMailbox(domain) {
  const dot = domain.indexOf(".");
  return PROVIDERS.has(domain.slice(0, dot)) && SUFFIX.test(domain.slice(dot + 1));
}
