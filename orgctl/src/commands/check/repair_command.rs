//! The command that repairs an inconsistency.

use org_discovery::domain::OrganizationId;
use org_discovery_admin::consistency::{
    DamagedKind,
    Inconsistency::{
        self, ClaimedDomainShared, Damaged, MemberIdMissing, PasswordIdShared, RetiredAddressMissing,
        SlugMissing, SsoConnectionShared, TotpIdShared,
    },
    RepairAction,
};

use super::names::Organizations;

/// The way to repair an inconsistency.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct RepairCommand {
    /// The data that is lost, or the steps before the command.
    pub note: Option<String>,
    /// The command, or `None` if no command of this version can repair it.
    pub command: Option<String>,
}

const REPAIR: &str = "orgctl check --repair";
const REMOVE_DAMAGED: &str = "orgctl check --repair --remove-damaged";

impl RepairCommand {
    /// Returns the way to repair an inconsistency.
    pub fn of(inconsistency: &Inconsistency, organizations: Organizations<'_>) -> Self {
        match (inconsistency.repair_action(), inconsistency) {
            (Some(RepairAction::Rebuild), _) => Self::only(REPAIR),
            (Some(RepairAction::EraseMember), _) => Self::with("erases the Member", REPAIR),
            (Some(RepairAction::RevokeSession), _) => Self::with("revokes the session", REPAIR),
            (Some(RepairAction::RemoveDamaged), Damaged { item, .. }) => remove_damaged(*item),
            (_, Damaged { is_of_newer_version: true, .. }) => {
                let note = "a newer version of org-discovery wrote the item; use the orgctl of that version";
                Self { note: Some(note.to_owned()), command: None }
            }
            (_, Damaged { item, organization_id, .. }) => replace_damaged(*item, organization_id.as_ref()),
            _ => by_decision(inconsistency, organizations),
        }
    }

    fn only(command: &str) -> Self {
        Self { note: None, command: Some(command.to_owned()) }
    }

    fn with(note: impl Into<String>, command: impl Into<String>) -> Self {
        Self { note: Some(note.into()), command: Some(command.into()) }
    }
}

fn remove_damaged(item: DamagedKind) -> RepairCommand {
    let note = match item {
        DamagedKind::Member => {
            "removes the Member and prints its attributes; then write the Member again with `orgctl member \
             put`"
        }
        DamagedKind::Session => "removes the session",
        _ => "removes the item, and writes it again if it is needed",
    };
    RepairCommand::with(note, REMOVE_DAMAGED)
}

/// Returns the way to replace an item that is never removed.
fn replace_damaged(item: DamagedKind, organization: Option<&OrganizationId>) -> RepairCommand {
    match (item, organization) {
        (DamagedKind::Project, _) => RepairCommand::with(
            "makes a new secret, which all callers need; the old secrets, keys and further issuers are lost, so add the \
             keys again with `orgctl project keys add`, and the issuers with `orgctl project issuers add`",
            "orgctl project create",
        ),
        (DamagedKind::ProjectSecrets, _) => {
            RepairCommand::with("makes a secret, which all callers need", "orgctl project rotate-secret")
        }
        (_, Some(id)) => {
            let file = json_file_of(id);
            let note = format!("first write the organization {id} to {file}, for example from a backup");
            RepairCommand::with(note, format!("orgctl organization put {file}"))
        }
        (_, None) => RepairCommand { note: Some("the id in the key is malformed".to_owned()), command: None },
    }
}

const PUT_ORGANIZATION: &str = "orgctl organization put organization.json";
const PUT_MEMBER: &str = "orgctl member put member.json";
const GET_ORGANIZATION: &str = "`orgctl organization get ID > organization.json`";
const GET_MEMBER: &str = "`orgctl member get ID > member.json`";

/// Returns the way to repair what only an operator can decide.
fn by_decision(inconsistency: &Inconsistency, organizations: Organizations<'_>) -> RepairCommand {
    match inconsistency {
        SsoConnectionShared { connection_id, .. } => without_value(connection_id, "sso_active_connections"),
        ClaimedDomainShared { domain, .. } => without_value(domain.as_str(), "claimed_email_domains"),
        SlugMissing { organization_id, taken_by: Some(other), .. } => RepairCommand::with(
            format!(
                "first decide whether {} or {} gets another slug, run {GET_ORGANIZATION} with its id, and change \
                 organization_slug in the file",
                organizations.name(organization_id),
                organizations.name(other)
            ),
            PUT_ORGANIZATION,
        ),
        PasswordIdShared { .. } => without_field("member_password_id"),
        TotpIdShared { .. } => without_field("totp_registration_id"),
        RetiredAddressMissing { member, retired_email_address: address, .. } => RepairCommand::with(
            format!(
                "first run {GET_MEMBER} with the id {}, and remove {address} from retired_email_addresses in the file",
                member.member_id
            ),
            PUT_MEMBER,
        ),
        MemberIdMissing { member, taken_by: Some(other) } => same_id(member.organization_id.as_str(), other),
        _ => RepairCommand::default(),
    }
}

/// Returns the way to remove a value that belongs to several organizations from one of them.
fn without_value(value: &str, field: &str) -> RepairCommand {
    let note = format!(
        "first decide which organization is wrong, run {GET_ORGANIZATION} with its id, and remove {value} from {field} \
         in the file"
    );
    RepairCommand::with(note, PUT_ORGANIZATION)
}

/// Returns the way to remove a field whose value belongs to several Members from one of them.
fn without_field(field: &str) -> RepairCommand {
    let note = format!(
        "first decide which Member is wrong, run {GET_MEMBER} with its id, and remove {field} from the file"
    );
    RepairCommand::with(note, PUT_MEMBER)
}

/// Returns the way to keep one of two Members with the same id.
fn same_id(organization: &str, other: &str) -> RepairCommand {
    if other.split_once('#').is_some_and(|(id, _)| id == organization) {
        let note = "first write the Member with the right address to member.json; it becomes the only one with the id";
        return RepairCommand::with(note, PUT_MEMBER);
    }
    let note =
        "no command can decide which Member has the id, because they belong to different organizations";
    RepairCommand { note: Some(note.to_owned()), command: None }
}

/// Returns a file name that is safe to copy into a shell. An id can contain any visible ASCII character.
fn json_file_of(id: &OrganizationId) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let id = id.as_str();
    if id.starts_with('-') || !id.bytes().all(is_plain) {
        return "organization.json".to_owned();
    }
    format!("{id}.json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_name_is_safe_in_a_shell() {
        for (id, expected) in [
            ("organization-acme", "organization-acme.json"),
            ("-rf", "organization.json"),
            ("a;reboot", "organization.json"),
            ("../a", "organization.json"),
        ] {
            let file = OrganizationId::parse(id).ok().map(|id| json_file_of(&id));
            assert_eq!(file.as_deref(), Some(expected));
        }
    }
}
