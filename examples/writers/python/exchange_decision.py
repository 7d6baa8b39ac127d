"""The decisions of an exchange: which factors the new session contains, and how the Member changes. No I/O."""

from items import edges_of, status_of
from normal import domain_of
from parsed_factors import provider_of

PROVIDER_TYPES = {
    "google": "Google",
    "microsoft": "Microsoft",
    "slack": "Slack",
    "github": "Github",
    "hubspot": "Hubspot",
}
DOMAIN_RULE = "domain#"


def find_entry(entries, name):
    """Finds the entry of the list for an organization's id, or else its slug. Letter case of a slug is ignored."""
    organizations = [entry["organization"] for entry in entries]
    by_id = [organization["organization_id"] == name for organization in organizations]
    by_slug = [(organization.get("organization_slug") or "").lower() == name.lower() for organization in organizations]
    found = by_id if any(by_id) else by_slug
    return entries[found.index(True)] if any(found) else None


def describes(entry, target):
    """Returns True if an entry of the list describes this organization and this Member."""
    membership, member = entry["membership"], target.member
    is_same_organization = entry["organization"]["organization_id"] == (target.organization or {}).get("organization_id")
    if member is None:
        return is_same_organization and join_rule_of(entry) is not None
    is_same_status = membership["type"] == f"{status_of(member)}_member"
    return is_same_organization and is_same_status and membership["member"]["member_id"] == member["member_id"]


def join_rule_of(entry):
    """Returns the rule by which the person of an entry may join, as in the key of an edge. Members have no rule."""
    details = entry["membership"]["details"]
    match entry["membership"]["type"]:
        case "eligible_to_join_by_email_domain":
            return f"{DOMAIN_RULE}{details['domain']}"
        case "eligible_to_join_by_oauth_tenant":
            return f"tenant#{details['provider']}#{details['tenant']}"
    return None


def domain_of_rule(rule):
    """Returns the domain of a rule by domain. The transaction requires that its counter is above zero."""
    return rule.removeprefix(DOMAIN_RULE) if rule and rule.startswith(DOMAIN_RULE) else None


def rule_holds(rule, candidate):
    """Returns True if a pending Member may still join by the rule that created it, with a session that can join."""
    session, domain = candidate.session, domain_of_rule(rule)
    tenants = {f"tenant#{provider}#{id}" for provider, ids in session.oauth_tenants.items() for id in ids}
    is_persons = domain == domain_of(session.email_address) if domain else rule in tenants
    return session.can_join and is_persons and rule in edges_of(candidate.organization)


def carried_factors(candidate, is_signed_in):
    """Returns the factors of the new session: those that count or are bound.

    A factor that means something different in another session must not be carried: a recovery code counts for any Member in the
    Member's own session.
    """
    carried = []
    for factor in candidate.factors:
        is_dropped = factor.kind == "recovery_code" and not is_signed_in
        if is_dropped or not (candidate.counts(factor) or candidate.is_bound(factor)):
            continue
        is_unstated = factor.kind == "password" and not factor.is_named and not factor.is_project
        object = _with_password_id(factor.object, candidate.member["member_password_id"]) if is_unstated else factor.object
        carried.append(object)
    return carried


def _with_password_id(factor, id):
    detail = factor.get("password_factor")
    return {**factor, "password_factor": {**(detail if isinstance(detail, dict) else {}), "member_password_id": id}}


def member_changes(candidate, registration_id):
    """Returns the fields of the Member that an authenticated exchange changes."""
    member, changes = candidate.member or {}, {}
    if status_of(member) != "active":
        changes["status"] = "active"
    # A session of the Member itself proves nothing new, and must not end itself.
    verifies = not candidate.depends_on_own_session and candidate.is_address_verified_independently()
    if verifies and member.get("email_address_verified") is not True:
        changes["email_address_verified"] = True
        changes.update(_shown_credentials(candidate) if candidate.member else {})
    registration = _needed_registration(candidate, registration_id)
    if registration:
        registrations = changes.get("oauth_registrations", member.get("oauth_registrations")) or []
        changes["oauth_registrations"] = [*registrations, registration]
    return changes


def _shown_credentials(candidate):
    """Returns the credentials of a Member without those that this session does not show.

    An attacker may have created the Member and waited for the owner of the mailbox.
    """
    member, factors = candidate.member, candidate.factors
    shown = {factor.kind for factor in factors if candidate.is_bound(factor)}
    accounts = {(factor.provider, factor.id) for factor in factors if factor.kind == "oauth" and factor.id}
    connections = {factor.id for factor in factors if factor.kind == "sso" and factor.id}
    registrations, sso = member.get("oauth_registrations") or [], member.get("sso_registrations") or []
    fields = {
        "sso_registrations": [one for one in sso if one.get("connection_id") in connections],
        "oauth_registrations": [one for one in registrations if (provider_of(one), one.get("provider_subject")) in accounts],
    }
    if "password" not in shown:
        fields["member_password_id"] = ""
    if "sms_otp" not in shown:
        fields.update(mfa_phone_number="", mfa_phone_number_verified=False)
    if "totp" not in shown:
        fields["totp_registration_id"] = ""
    if shown.isdisjoint({"sms_otp", "totp"}):
        fields["mfa_enrolled"] = False
    if member.get("default_mfa_method") not in shown:
        fields["default_mfa_method"] = ""
    return fields


def _needed_registration(candidate, registration_id):
    """Returns the registration of the account without which the sign-in would be incomplete.

    Other accounts are not registered: one moment with a mailbox must not leave a lasting key behind.
    """
    accepted = [factor for factor in candidate.factors if candidate.is_accepted(factor) and candidate.counts(factor)]
    are_new_accounts = [factor.kind == "oauth" and not candidate.counts_without_first_use(factor) for factor in accepted]
    if not accepted or not all(are_new_accounts):
        return None
    return {
        "locale": None,
        "member_oauth_registration_id": registration_id,
        "profile_picture_url": None,
        "provider_subject": accepted[0].id,
        "provider_type": PROVIDER_TYPES[accepted[0].provider],
    }


def accepts_creator(candidate):
    """Returns True if the policies of a new organization accept the sign-in of its creator."""
    is_accepted = any(candidate.is_accepted(factor) and candidate.counts(factor) for factor in candidate.factors)
    return is_accepted and candidate.organization.get("mfa_policy") != "REQUIRED_FOR_ALL"
