"""The normal form of addresses and domains, which keys contain.

A writer may refuse more input, but must not normalize accepted input differently.
"""

import re

import idna

LOCAL_PART = re.compile(r"[A-Za-z0-9.!#$%&'*+\-/=?^_`{|}~]{1,64}")
LABEL = re.compile(r"(?!xn--)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


def _ascii_label(label):
    # `idna` implements IDNA 2008, which refuses slightly more than the function, such as emoji.
    return label if LABEL.fullmatch(label) else idna.alabel(label).decode()


def normal_domain(text):
    """Returns the domain in ASCII and lower case. Raises a ValueError if the text is not a domain."""
    mapped = idna.uts46_remap(text, std3_rules=True, transitional=False)
    labels = [_ascii_label(label) for label in mapped.split(".")]
    domain = ".".join(labels)
    if len(labels) < 2 or re.fullmatch("[0-9]+", labels[-1]) or len(domain) > 253:
        raise ValueError("not a domain such as acme.com")
    return domain


def normal_address(text):
    """Returns the address in lower case, with its domain in normal form. Raises a ValueError if it is not an address."""
    local, _, domain = text.partition("@")
    if not LOCAL_PART.fullmatch(local):
        raise ValueError("not an address such as jane@acme.com")
    address = f"{local.lower()}@{normal_domain(domain)}"
    if len(address) > 254:
        raise ValueError("the address is longer than 254 characters")
    return address


def domain_of(address):
    return address.partition("@")[2]
