//! Items that cannot be parsed.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{check::organization_scan::organization_of, inconsistency::Inconsistency};
use crate::stored_items::{is_of_newer_version, text_attribute};
use org_discovery::{
    domain::{OrganizationId, ProjectId},
    store::dynamodb::items::{
        attributes::{Damage, Item},
        joinable,
        members::{self, MemberItemKind},
        organizations, projects, sessions, slugs,
    },
};

/// The kinds of items that can be damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DamagedKind {
    /// The project, which no function can read.
    Project,
    /// The secrets of the project: the list is empty.
    ProjectSecrets,
    /// The revision of the project, without which it cannot be changed.
    ProjectRevision,
    /// An organization.
    Organization,
    /// A slug.
    Slug,
    /// A verified-member counter.
    Counter,
    /// A Member.
    Member,
    /// The id item of a Member.
    MemberId,
    /// A retired address.
    RetiredAddress,
    /// A joinable edge.
    Edge,
    /// One item of a session.
    Session,
}

impl DamagedKind {
    /// Returns the kind of an item of the `members` table.
    pub(super) fn in_members(item: &Item) -> Self {
        match members::kind_of(item) {
            MemberItemKind::Id => Self::MemberId,
            MemberItemKind::RetiredAddress => Self::RetiredAddress,
            MemberItemKind::Member => Self::Member,
        }
    }

    /// Returns the table of the data model.
    pub(super) fn table(self) -> &'static str {
        match self {
            Self::Project | Self::ProjectSecrets | Self::ProjectRevision => projects::TABLE,
            Self::Organization | Self::Slug | Self::Counter => organizations::TABLE,
            Self::Member | Self::MemberId | Self::RetiredAddress => members::TABLE,
            Self::Edge => joinable::TABLE,
            Self::Session => sessions::TABLE,
        }
    }

    fn key_attributes(self) -> &'static [&'static str] {
        match self {
            Self::Project | Self::ProjectSecrets | Self::ProjectRevision => &[projects::PROJECT_ID],
            Self::Organization | Self::Slug | Self::Counter => {
                &[organizations::ORGANIZATION, organizations::RECORD]
            }
            Self::Member | Self::MemberId | Self::RetiredAddress => {
                &[members::ADDRESS, members::ORGANIZATION_ID]
            }
            Self::Edge => &[joinable::EDGE, joinable::ORGANIZATION_ID],
            Self::Session => &[sessions::TOKEN_HASH],
        }
    }

    /// Returns the organization that the item belongs to, if the item says so.
    fn organization(self, project: &ProjectId, item: &Item) -> Option<OrganizationId> {
        let text = |name| text_attribute(item, name);
        let id = match self {
            Self::Organization | Self::Counter => return organization_of(project, item),
            Self::Slug => text(slugs::ORGANIZATION_ID),
            Self::Member | Self::RetiredAddress => text(members::ORGANIZATION_ID),
            Self::MemberId => text(members::MEMBER_LOCATION).split_once('#')?.0,
            Self::Edge => text(joinable::ORGANIZATION_ID),
            Self::Project | Self::ProjectSecrets | Self::ProjectRevision | Self::Session => return None,
        };
        OrganizationId::parse(id).ok()
    }
}

impl Inconsistency {
    /// Returns the inconsistency of an item that cannot be parsed.
    pub(super) fn damaged(
        kind: DamagedKind,
        project: &ProjectId,
        item: &Item,
        Damage(reason): Damage,
    ) -> Self {
        let key = |name: &&str| ((*name).to_owned(), text_attribute(item, name).to_owned());
        Self::Damaged {
            table: kind.table(),
            item: kind,
            key: kind.key_attributes().iter().map(key).collect::<BTreeMap<_, _>>(),
            organization_id: kind.organization(project, item),
            is_of_newer_version: is_of_newer_version(item),
            reason,
        }
    }
}
