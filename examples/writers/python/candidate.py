"""Evaluation of a session's factors for one organization and the person's Member in it. No I/O."""

from factors import applies_to
from mailbox_domains import is_shared_mailbox_domain
from normal import domain_of, normal_domain
from parsed_factors import can_verify_address, parse_factor, provider_of


class Candidate:
    """An organization, and the person's Member in it if there is one."""

    def __init__(self, session, organization, member):
        self.session, self.organization, self.member = session, organization, member
        own = [factor for factor in session.authentication_factors if applies_to(factor, session.email_address)]
        # The factors of the session's address.
        self.factors = [parse_factor(factor) for factor in own]
        names = [organization["organization_id"], (member or {}).get("member_id")]
        is_same_member = names == [session.organization_id, session.member_id]
        self.is_own_member_session = session.kind == "session-token" and is_same_member
        # A derived session has the ids of the member session from which it was made.
        self.depends_on_own_session = is_same_member

    def verifies_address(self, factor):
        """Returns True if the factor verifies the session's address for this organization."""
        return self._owns_connection(factor) if factor.kind == "sso" else factor.verifies

    def is_address_verified_by_factor(self):
        return any(map(self.verifies_address, self.factors))

    def is_address_verified_independently(self):
        """Returns True if a factor verifies the address independently of this organization.

        SSO does if the organization claims the address's domain. Otherwise its identity provider could turn an invented name into a
        verified Member.
        """
        domain = domain_of(self.session.email_address)
        claimed = map(normal_domain, self.organization.get("claimed_email_domains") or [])
        claims = domain in claimed and not is_shared_mailbox_domain(domain)
        return any(self.verifies_address(factor) and (factor.kind != "sso" or claims) for factor in self.factors)

    def is_bound(self, factor):
        """Returns True if only this Member can have completed the factor."""
        member = self.member
        if member is None:
            return False
        match factor.kind:
            case "oauth":
                return self._is_registered(factor)
            case "password":
                return self._is_password_bound(factor)
            case "sso":
                return self._owns_connection(factor)
            case "sms_otp":
                is_verified = member.get("mfa_phone_number_verified") is True
                return is_verified and _is_equal(factor.id, member.get("mfa_phone_number"))
            case "totp":
                return _is_equal(factor.id, member.get("totp_registration_id"))
            case "recovery_code":
                return self.is_own_member_session
        return False

    def _is_registered(self, factor):
        return any(
            provider_of(one) == factor.provider and _is_equal(factor.id, one.get("provider_subject"))
            for one in self._registrations()
        )

    def _registrations(self):
        return (self.member or {}).get("oauth_registrations") or []

    def _is_password_bound(self, factor):
        own = self.member.get("member_password_id")
        if not own:
            return False
        return _is_equal(factor.id, own) if factor.is_named else factor.is_project or self.is_own_member_session

    def _owns_connection(self, factor):
        connections = self.organization.get("sso_active_connections") or []
        return any(_is_equal(factor.id, connection.get("connection_id")) for connection in connections)

    def counts(self, factor):
        """Returns True if the factor counts as a sign-in."""
        return self.counts_without_first_use(factor) or (self._is_new(factor) and self.is_address_verified_by_factor())

    def counts_without_first_use(self, factor):
        return self.verifies_address(factor) or (factor.method is not None and self.is_bound(factor))

    def _is_new(self, factor):
        """Returns True if the factor can be used here for the first time, together with one that verifies the address."""
        member = self.member
        if factor.kind == "password":
            return factor.is_project and not (member or {}).get("member_password_id")
        if factor.kind != "oauth" or not factor.id:
            return False
        is_joining = member is None or member.get("status") in ("pending", "invited")
        may_register = is_joining or not can_verify_address(factor.provider)
        providers = filter(None, map(provider_of, self._registrations()))
        return may_register and not any(self._accepts_method(f"{provider}_oauth") for provider in providers)

    def is_accepted(self, factor):
        """Returns True if the organization accepts the factor's method. A trusted token has no method."""
        if factor.kind == "trusted_token":
            return self._accepts_all_methods()
        return factor.method is not None and self._accepts_method(factor.method)

    def _accepts_method(self, method):
        return self._accepts_all_methods() or method in (self.organization.get("allowed_auth_methods") or [])

    def _accepts_all_methods(self):
        is_breakglass = (self.member or {}).get("is_breakglass") is True
        return is_breakglass or (self.organization.get("auth_methods") or "ALL_ALLOWED") == "ALL_ALLOWED"


def _is_equal(left, right):
    """Compares two values. Empty strings never match."""
    return bool(left) and left == right
