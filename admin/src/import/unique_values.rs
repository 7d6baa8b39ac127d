//! Values that belong to one organization or Member only, and their places in it.

use org_discovery::domain::{EmailAddress, Member, Organization, OrganizationId};

/// A kind of value that has one owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum UniqueKind {
    /// An SSO connection: of one organization in the project.
    SsoConnection,
    /// A claimed domain: of one organization in the project.
    ClaimedDomain,
    /// A slug, without regard to case: of one organization in the project.
    Slug,
    /// A password: of one address in the project.
    Password,
    /// A TOTP registration: of one address in the project.
    Totp,
    /// A retired address: of one live Member in the organization.
    RetiredAddress,
}

impl UniqueKind {
    /// Describes a second owner of `value`. The place of the first one follows.
    pub(super) fn conflict(self, value: &str) -> String {
        match self {
            Self::SsoConnection => {
                format!("the SSO connection {value} belongs to one organization, and another has it, in")
            }
            Self::ClaimedDomain => {
                format!("{value} can be claimed by one organization, and another claims it, in")
            }
            Self::Slug => {
                format!("another organization has the slug {value}, without regard to case, in")
            }
            Self::Password => {
                "a Member with another address has this password id, which is unique in a project, in"
                    .to_owned()
            }
            Self::Totp => {
                "a Member with another address has this TOTP registration id, which is unique in a project, in"
                    .to_owned()
            }
            Self::RetiredAddress => "another Member has retired this address, in".to_owned(),
        }
    }

    /// Describes a stored organization that has `value` and is not replaced by the input.
    pub(super) fn stored_conflict(self, value: &str, owner: &OrganizationId) -> String {
        let has = match self {
            Self::ClaimedDomain => format!("claims {value}"),
            Self::SsoConnection => format!("has the SSO connection {value}"),
            Self::Slug | Self::Password | Self::Totp | Self::RetiredAddress => format!("has {value}"),
        };
        format!(
            "the stored organization {owner}, which is not in the input, {has} already: remove it from one of the two"
        )
    }
}

/// A value and its owner.
pub(super) struct UniqueValue {
    pub(super) kind: UniqueKind,
    /// The form in which values are compared.
    pub(super) key: String,
    /// Two values of one owner are no conflict.
    pub(super) owner: String,
    /// The JSON pointer of the value in its object.
    pub(super) field: String,
}

/// The values that no other organization may have.
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

/// The ids that no Member with another address may have.
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

/// The addresses that the Member reserves, as values of which an organization has each once.
pub(super) fn retired_by(member: &Member) -> impl Iterator<Item = UniqueValue> {
    let reserved = member.reserved_addresses();
    let retired = member.retired_email_addresses.iter().map(|retired| &retired.email_address).enumerate();
    retired.filter(move |(_, address)| reserved.contains(address)).map(|(index, address)| UniqueValue {
        kind: UniqueKind::RetiredAddress,
        key: address_in(member, address),
        owner: member.member_id.to_string(),
        field: format!("/retired_email_addresses/{index}/email_address"),
    })
}

/// The address that the Member has, as a value that another one could have retired.
pub(super) fn held_by(member: &Member) -> UniqueValue {
    UniqueValue {
        kind: UniqueKind::RetiredAddress,
        key: address_in(member, &member.email_address),
        owner: member.member_id.to_string(),
        field: "/email_address".to_owned(),
    }
}

/// Ids of organizations hold no `#`.
fn address_in(member: &Member, address: &EmailAddress) -> String {
    format!("{}#{address}", member.organization_id)
}
