//! The Member after an exchange.

use crate::domain::{
    AuthenticationFactor as Factor, CachedJson, Member, MemberId, MemberStatus, Timestamp,
    discovery::{Candidate, Relation, auth_assurance::is_accepted, factor_context::FactorContext},
    member::{DefaultMfaMethod, OAuthRegistration},
};

/// The ids of objects that an exchange may create. They are generated once for each exchange, so that a repeated attempt
/// creates the same objects.
#[derive(Debug, Clone)]
pub struct NewMemberIds {
    /// The id of a new Member.
    pub member_id: MemberId,
    /// The id of a new OAuth registration.
    pub registration_id: String,
}

/// The change of a Member by an exchange.
#[derive(Debug)]
pub struct MemberChange<'f> {
    /// The stored Member; `None` for a new Member.
    pub stored: Option<&'f CachedJson<Member>>,
    /// The Member after the exchange.
    pub next: Member,
    /// True if the Member's earlier sessions end, because its address was verified for the first time.
    pub ends_earlier_sessions: bool,
    /// The OAuth account that is registered with the Member.
    pub registered: Option<OAuthRegistration>,
}

impl<'f> MemberChange<'f> {
    /// Returns the pending Member of a person who must register a second factor first.
    pub(super) fn pending(context: &FactorContext<'_>, ids: &NewMemberIds, now: Timestamp) -> Self {
        let next = Member { status: MemberStatus::Pending, ..new_member(context, ids, now) };
        Self { stored: None, next, ends_earlier_sessions: false, registered: None }
    }

    /// Returns the Member that is signed in.
    pub(super) fn signed_in(
        context: &FactorContext<'_>,
        candidate: &Candidate<'f>,
        ids: &NewMemberIds,
        now: Timestamp,
    ) -> Self {
        let stored = match candidate.relation {
            Relation::Member { member, .. } => Some(member),
            Relation::EmailDomain(_) | Relation::OAuthTenant { .. } => None,
        };
        let mut next = stored.map_or_else(|| new_member(context, ids, now), |member| Member::clone(member));
        next.status = MemberStatus::Active;
        // A session that was made from the Member's own session must not end it.
        let verifies = !context.depends_on_own_session() && context.verifies_address_independently();
        let is_first_verification = verifies && !next.email_address_verified;
        if is_first_verification {
            next.email_address_verified = true;
            remove_unproven_credentials(context, &mut next);
        }
        let registered = needed_registration(context, ids);
        next.oauth_registrations.extend(registered.clone());
        if stored.is_none_or(|stored| **stored != next) {
            next.updated_at = Some(now);
        }
        let ends_earlier_sessions = stored.is_some() && is_first_verification;
        Self { stored, next, ends_earlier_sessions, registered }
    }

    /// Returns true if the Member is new or differs from the stored one.
    #[must_use]
    pub fn is_write(&self) -> bool {
        self.stored.is_none_or(|stored| **stored != self.next)
    }
}

fn new_member(context: &FactorContext<'_>, ids: &NewMemberIds, now: Timestamp) -> Member {
    let organization_id = context.organization().organization_id.clone();
    let address = context.session().email_address.clone();
    Member {
        created_at: Some(now),
        updated_at: Some(now),
        ..Member::new(organization_id, ids.member_id.clone(), address)
    }
}

/// Removes the credentials that were bound to the Member before its address was verified, unless this session shows
/// them. An attacker may have created the Member and waited for the owner of the mailbox.
fn remove_unproven_credentials(context: &FactorContext<'_>, member: &mut Member) {
    let is_shown = |is_kind: fn(&Factor) -> bool| {
        context.factors().any(|factor| is_kind(factor) && context.is_bound(factor))
    };
    member.oauth_registrations.retain(|registration| is_shown_account(context, registration));
    member.sso_registrations.retain(|registration| is_shown_connection(context, &registration.connection_id));
    if !is_shown(|factor| matches!(factor, Factor::Password { .. })) {
        member.member_password_id.clear();
    }
    if !is_shown(|factor| matches!(factor, Factor::SmsOtp { .. })) {
        member.mfa_phone_number.clear();
        member.mfa_phone_number_verified = false;
    }
    if !is_shown(|factor| matches!(factor, Factor::Totp { .. })) {
        member.totp_registration_id.clear();
    }
    let has_phone = !member.mfa_phone_number.is_empty();
    let has_totp = !member.totp_registration_id.is_empty();
    member.mfa_enrolled &= has_phone || has_totp;
    let keeps_default = match member.default_mfa_method {
        DefaultMfaMethod::None => true,
        DefaultMfaMethod::SmsOtp => has_phone,
        DefaultMfaMethod::Totp => has_totp,
    };
    if !keeps_default {
        member.default_mfa_method = DefaultMfaMethod::None;
    }
}

/// Returns true if a factor of the session is a sign-in with the registered account.
fn is_shown_account(context: &FactorContext<'_>, registration: &OAuthRegistration) -> bool {
    context.factors().any(|factor| match factor {
        Factor::OAuth { provider, subject: Some(subject), .. } => {
            registration.provider() == Some(*provider) && registration.provider_subject == *subject
        }
        _ => false,
    })
}

/// Returns true if a factor of the session is a sign-in through the SSO connection.
fn is_shown_connection(context: &FactorContext<'_>, id: &str) -> bool {
    context.factors().any(|factor| match factor {
        Factor::Sso { connection_id } => connection_id.as_deref() == Some(id),
        _ => false,
    })
}

/// Returns the registration of the OAuth account without which the sign-in would be incomplete.
///
/// An account that is not needed is not registered: one moment with a mailbox must not leave a lasting key behind.
fn needed_registration(context: &FactorContext<'_>, ids: &NewMemberIds) -> Option<OAuthRegistration> {
    let accepted = || context.factors().filter(|factor| is_accepted(context, factor));
    let is_account = |factor: &Factor| matches!(factor, Factor::OAuth { .. });
    let is_new_account = |factor: &Factor| is_account(factor) && !context.counts_without_first_use(factor);
    if accepted().any(|factor| context.counts(factor) && !is_new_account(factor)) {
        return None;
    }
    let needed = accepted().find(|factor| is_new_account(factor) && context.counts(factor))?;
    let Factor::OAuth { provider, subject: Some(subject), .. } = needed else {
        return None;
    };
    Some(OAuthRegistration {
        locale: None,
        member_oauth_registration_id: ids.registration_id.clone(),
        profile_picture_url: None,
        provider_subject: subject.clone(),
        provider_type: provider.type_name().to_owned(),
    })
}
