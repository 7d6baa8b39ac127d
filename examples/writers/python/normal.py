"""Addresses and domains in the one form in which they stand in keys.

A writer may refuse more than this. It must never make another form of what it takes.
"""

import re

import idna
from publicsuffixlist import PublicSuffixList

MAILBOX_PROVIDERS = set(
    "gmail googlemail aol yahoo ymail icloud me mac hotmail msn live outlook comcast att sbcglobal verizon earthlink "
    "mail hey gmx free orange wanadoo laposte libero bol uol ig rediffmail yandex".split()
)
LOCAL_PART = re.compile(r"[A-Za-z0-9.!#$%&'*+\-/=?^_`{|}~]{1,64}")
SUFFIXES = PublicSuffixList()


def normal_domain(text):
    """The domain in ASCII and lower case; a ValueError where it is none."""
    # `idna` knows IDNA 2008, which refuses a little more than the function does, such as emoji.
    domain = idna.encode(text, uts46=True, std3_rules=True, transitional=False).decode()
    labels = domain.split(".")
    if len(labels) < 2 or "" in labels or re.fullmatch("[0-9]+", labels[-1]) or len(domain) > 253:
        raise ValueError("not a domain such as acme.com")
    return domain


def normal_address(text):
    """The address in lower case, with its domain in normal form; a ValueError where it is none."""
    local, _, domain = text.partition("@")
    if not LOCAL_PART.fullmatch(local):
        raise ValueError("not an address such as jane@acme.com")
    address = f"{local.lower()}@{normal_domain(domain)}"
    if len(address) > 254:
        raise ValueError("an address longer than 254 characters")
    return address


def domain_of(address):
    return address.partition("@")[2]


def is_common_mailbox(domain):
    """Whether anybody can open a mailbox there: a provider's name directly under a public suffix."""
    label, _, suffix = domain.partition(".")
    return label in MAILBOX_PROVIDERS and SUFFIXES.publicsuffix(domain) == suffix
