//! The groups of the report: one for each organization, then what belongs to none or to several.

use org_discovery::domain::OrganizationId;
use org_discovery_admin::consistency::{
    DamagedKind,
    Inconsistency::{
        self, ClaimedDomainShared, Damaged, PasswordIdShared, SessionPairDiffers, SessionPairIncomplete,
        SsoConnectionShared, TotpIdShared,
    },
};

use super::names::Organizations;

/// A group of the report, in the order of the report.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    Organization(OrganizationId),
    SeveralOrganizations,
    Project,
    Sessions,
    OtherItems,
}

impl Group {
    pub fn of(inconsistency: &Inconsistency) -> Self {
        if let Some(id) = inconsistency.organization() {
            return Self::Organization(id.clone());
        }
        match inconsistency {
            SsoConnectionShared { .. }
            | ClaimedDomainShared { .. }
            | PasswordIdShared { .. }
            | TotpIdShared { .. } => Self::SeveralOrganizations,
            SessionPairIncomplete { .. }
            | SessionPairDiffers { .. }
            | Damaged { item: DamagedKind::Session, .. } => Self::Sessions,
            Damaged {
                item: DamagedKind::Project | DamagedKind::ProjectSecrets | DamagedKind::ProjectRevision,
                ..
            } => Self::Project,
            _ => Self::OtherItems,
        }
    }

    /// Returns the heading of the group.
    pub fn heading(&self, organizations: Organizations<'_>) -> String {
        match self {
            Self::Organization(id) => organizations.heading(id),
            Self::SeveralOrganizations => "Several organizations".to_owned(),
            Self::Project => "Project".to_owned(),
            Self::Sessions => "Sessions".to_owned(),
            Self::OtherItems => "Items that name no organization".to_owned(),
        }
    }

    /// Returns the name of the group, for a line of its own.
    pub fn name(&self, organizations: Organizations<'_>) -> String {
        match self {
            Self::Organization(id) => organizations.name(id),
            other => other.heading(organizations).to_lowercase(),
        }
    }
}
