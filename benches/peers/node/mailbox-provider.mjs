// Domains under which anybody can open a mailbox: sharing one says nothing about belonging together.

const PROVIDERS = new Set(
  (
    "gmail googlemail aol yahoo ymail icloud me mac hotmail msn live outlook comcast att sbcglobal verizon earthlink mail " +
    "hey gmx free orange wanadoo laposte libero bol uol ig rediffmail yandex"
  ).split(" "),
);
// The public suffixes under which these providers are found, without the whole list of them.
const SUFFIX = /^(?:[^.]+|(?:ac|co|com|edu|gov|ne|net|or|org)\.[a-z]{2})$/;

/** Whether the provider's name stands directly under a public suffix: `yahoo.co.uk` does, `mail.acme.com` does not. */
export function isCommonMailbox(domain) {
  const dot = domain.indexOf(".");
  return PROVIDERS.has(domain.slice(0, dot)) && SUFFIX.test(domain.slice(dot + 1));
}
