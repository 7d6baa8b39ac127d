"""Shared mailbox domains: unrelated people have mailboxes under them, so they do not identify an organization.

The lists are equal to `mailbox_providers` in the test vectors.
"""

from publicsuffixlist import PublicSuffixList

PROVIDER_LABELS = set(
    "gmail googlemail aol yahoo ymail icloud me mac hotmail msn live outlook comcast att sbcglobal verizon earthlink "
    "mail hey gmx free orange wanadoo laposte libero bol uol ig rediffmail yandex".split()
)
SHARED_DOMAINS = set(
    "126.com 139.com 163.com aliyun.com daum.net fastmail.com fastmail.fm foxmail.com freenet.de hanmail.net "
    "hushmail.com inbox.lv interia.pl mail.ru naver.com o2.pl onet.pl pm.me posteo.de proton.me protonmail.ch "
    "protonmail.com qq.com rambler.ru seznam.cz sina.com sohu.com t-online.de tuta.com tuta.io tutamail.com "
    "tutanota.com tutanota.de ukr.net virgilio.it vip.qq.com web.de wp.pl yeah.net zoho.com zohomail.com anonaddy.com "
    "anonaddy.me addy.io duck.com mozmail.com passinbox.com passmail.com passmail.net privaterelay.appleid.com "
    "relay.firefox.com simplelogin.com slmail.me users.noreply.github.com onmicrosoft.com 10minutemail.com "
    "dispostable.com getnada.com grr.la guerrillamail.com guerrillamail.net mailinator.com maildrop.cc mailnesia.com "
    "mintemail.com moakt.com sharklasers.com temp-mail.org tempmail.com throwawaymail.com trashmail.com yopmail.com "
    "yopmail.fr".split()
)
SUFFIXES = PublicSuffixList()


def is_shared_mailbox_domain(domain):
    """Returns true for a provider's label directly under a public suffix, a public suffix, and a listed domain."""
    suffix = SUFFIXES.publicsuffix(domain)
    label, _, rest = domain.partition(".")
    return domain in SHARED_DOMAINS or domain == suffix or (label in PROVIDER_LABELS and rest == suffix)


def registrable_domain(domain):
    """Returns the public suffix with one more label, such as acme.co.uk for mail.acme.co.uk."""
    return SUFFIXES.privatesuffix(domain) or domain
