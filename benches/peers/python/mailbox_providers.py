"""Shared mailbox domains: unrelated people have mailboxes under them, so they do not identify an organization."""

from functools import cache

from publicsuffixlist import PublicSuffixList

PROVIDERS = frozenset(
    "gmail googlemail aol yahoo ymail icloud me mac hotmail msn live outlook comcast att sbcglobal verizon earthlink "
    "mail hey gmx free orange wanadoo laposte libero bol uol ig rediffmail yandex".split()
)
# Parsing the list takes about 50 ms, and most domains do not need it.
_suffixes = cache(PublicSuffixList)


def is_shared_mailbox(domain: str) -> bool:
    """Returns true for a provider's name directly under a public suffix: `yahoo.co.uk`, but not `mail.acme.com`."""
    label, _, suffix = domain.partition(".")
    return label in PROVIDERS and _suffixes().publicsuffix(domain) == suffix
