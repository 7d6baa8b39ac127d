//! Values that must be unique to an organization or Member, and their JSON pointers.

use org_discovery::domain::{EmailAddress, Member, Organization, OrganizationId};

/// A kind of value that must be unique.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum UniqueKind {
    /// An SSO connection, unique to an organization in the project.
    SsoConnection,
    /// A claimed domain, unique to an organization in the project.
    ClaimedDomain,
    /// A slug, ignoring case, unique to an organization in the project.
    Slug,
    /// A password id, unique to an address in the project.
    Password,
    /// A TOTP registration id, unique to an address in the project.
    Totp,
    /// A retired address, unique to a live Member in the organization.
    RetiredAddress,
}

impl UniqueKind {
    /// Describes a second owner of `value`. The caller appends the location of the first.
    pub(super) fn conflict(self, value: &str) -> String {
        match self {
            Self::SsoConnection => format!("another organization already has the SSO connection {value}"),
            Self::ClaimedDomain => format!("another organization already claims {value}"),
            Self::Slug => format!("another organization already has the slug {value}, ignoring case"),
            Self::Password => "a Member with another address has the same member_password_id".to_owned(),
            Self::Totp => "a Member with another address has the same totp_registration_id".to_owned(),
            Self::RetiredAddress => "another Member has retired this address".to_owned(),
        }
    }

    /// Describes a stored organization that has `value` and is not in the input.
    pub(super) fn stored_conflict(self, value: &str, owner: &OrganizationId) -> String {
        let has = match self {
            Self::ClaimedDomain => format!("claims {value}"),
            Self::SsoConnection => format!("has the SSO connection {value}"),
            Self::Slug | Self::Password | Self::Totp | Self::RetiredAddress => format!("has {value}"),
        };
        format!(
            "the stored organization {owner}, which is not in the input, already {has}; remove it from one of the two"
        )
    }
}

/// A unique value and its owner.
pub(super) struct UniqueValue {
    pub(super) kind: UniqueKind,
    /// The value, normalized for comparison.
    pub(super) key: String,
    /// The owner. Equal values of the same owner do not conflict.
    pub(super) owner: String,
    /// The JSON pointer of the value in its object.
    pub(super) field: String,
}

/// Returns the values that no other organization may have.
pub(super) fn of_organization(organization: &Organization) -> impl Iterator<Item = UniqueValue> {
    let value = |kind, key: String, field| {
        let owner = organization.organization_id.to_string();
        UniqueValue { kind, key, owner, field }
    };
    let connections =
        organization.sso_active_connections.iter().enumerate().map(move |(index, connection)| {
            let field = format!("/sso_active_connections/{index}/connection_id");
            value(UniqueKind::SsoConnection, connection.connection_id.clone(), field)
        });
    let claimed = organization.claimed_email_domains.iter().enumerate().map(move |(index, domain)| {
        value(UniqueKind::ClaimedDomain, domain.to_string(), format!("/claimed_email_domains/{index}"))
    });
    let slug = organization.organization_slug.to_lowercase();
    let slug = value(UniqueKind::Slug, slug, "/organization_slug".to_owned());
    connections.chain(claimed).chain([slug]).filter(|value| !value.key.is_empty())
}

/// Returns the ids that no Member with another address may have.
pub(super) fn of_member(member: &Member) -> impl Iterator<Item = UniqueValue> {
    let value = |kind, key: &str, field: &str| {
        let owner = member.email_address.to_string();
        UniqueValue { kind, key: key.to_owned(), owner, field: field.to_owned() }
    };
    let ids = [
        value(UniqueKind::Password, &member.member_password_id, "/member_password_id"),
        value(UniqueKind::Totp, &member.totp_registration_id, "/totp_registration_id"),
    ];
    ids.into_iter().filter(|value| !value.key.is_empty())
}

/// Returns the retired addresses that the Member reserves in its organization.
pub(super) fn retired_addresses(member: &Member) -> impl Iterator<Item = UniqueValue> {
    let reserved = member.reserved_addresses();
    let retired = member.retired_email_addresses.iter().map(|retired| &retired.email_address).enumerate();
    retired.filter(move |(_, address)| reserved.contains(address)).map(|(index, address)| UniqueValue {
        kind: UniqueKind::RetiredAddress,
        key: address_in(member, address),
        owner: member.member_id.to_string(),
        field: format!("/retired_email_addresses/{index}/email_address"),
    })
}

/// Returns the Member's current address, comparable with the retired addresses of other Members.
pub(super) fn current_address(member: &Member) -> UniqueValue {
    UniqueValue {
        kind: UniqueKind::RetiredAddress,
        key: address_in(member, &member.email_address),
        owner: member.member_id.to_string(),
        field: "/email_address".to_owned(),
    }
}

/// Returns the address with its organization. The separator is unambiguous, because ids do not contain `#`.
fn address_in(member: &Member, address: &EmailAddress) -> String {
    format!("{}#{address}", member.organization_id)
}
