//! Scans of one kind of object.

use std::fmt;

use futures_util::{Stream, stream};

use crate::{project_tables::ProjectTables, stored_items::text_attribute};
use org_discovery::{
    domain::{Member, Organization, OrganizationId, ProjectId},
    store::{
        StoreError,
        dynamodb::{
            Items,
            items::{
                attributes::{Damage, Item},
                members::{self, MemberItemKind},
                organizations,
            },
        },
    },
};

/// A stream of `T`, read page by page, so that memory use does not depend on the size of the table.
pub struct Scan<T> {
    items: Items,
    table: &'static str,
    partition_key: &'static str,
    project: ProjectId,
    read: fn(&ProjectId, &Item) -> Parsed<T>,
}

/// A parsed item of a scan.
enum Parsed<T> {
    Object(T),
    OtherKind,
    Damaged(Damage),
}

impl<T> From<Result<T, Damage>> for Parsed<T> {
    fn from(read: Result<T, Damage>) -> Self {
        read.map_or_else(Self::Damaged, Self::Object)
    }
}

impl<T> fmt::Debug for Scan<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scan").field("table", &self.table).finish_non_exhaustive()
    }
}

impl<T> Scan<T> {
    /// Returns the next object, or `None` at the end. The stream continues after [`StoreError::Damaged`] and ends after
    /// any other error.
    pub async fn next(&mut self) -> Option<Result<T, StoreError>> {
        loop {
            let item = match self.items.next().await? {
                Ok(item) => item,
                Err(error) => return Some(Err(error)),
            };
            match (self.read)(&self.project, &item) {
                Parsed::Object(object) => return Some(Ok(object)),
                Parsed::OtherKind => {}
                Parsed::Damaged(damage) => {
                    let key = text_attribute(&item, self.partition_key);
                    return Some(Err(damage.of_item(self.table, key)));
                }
            }
        }
    }

    /// Returns the objects as a stream.
    pub fn into_stream(self) -> impl Stream<Item = Result<T, StoreError>> {
        stream::unfold(self, |mut scan| async move { Some((scan.next().await?, scan)) })
    }
}

impl Scan<Organization> {
    /// Scans the organizations of a project, from the beginning or after an organization.
    pub(super) fn organizations(tables: &ProjectTables, after: Option<&OrganizationId>) -> Self {
        let items = tables.scan(&tables.names.organizations, organizations::ORGANIZATION);
        Self {
            items: match after {
                Some(id) => items.after(organizations::organization_key(&tables.project, id)),
                None => items,
            },
            table: organizations::TABLE,
            partition_key: organizations::ORGANIZATION,
            project: tables.project.clone(),
            read: |project, item| {
                if organizations::is_object(item) {
                    organizations::read_organization(project, item).into()
                } else {
                    Parsed::OtherKind
                }
            },
        }
    }
}

/// A Member of a scan.
#[derive(Debug, Clone)]
pub struct ScannedMember {
    /// The Member.
    pub member: Member,
    /// True for a pending Member that an exchange created, whose person may complete joining only while a rule applies.
    /// The rule is not part of the Member.
    pub joins_by_rule: bool,
}

impl Scan<ScannedMember> {
    /// Scans the Members of a project.
    pub(super) fn members(tables: &ProjectTables) -> Self {
        Self {
            items: tables.scan(&tables.names.members, members::ADDRESS),
            table: members::TABLE,
            partition_key: members::ADDRESS,
            project: tables.project.clone(),
            read: |project, item| {
                if members::kind_of(item) == MemberItemKind::Member {
                    read_scanned_member(project, item).into()
                } else {
                    Parsed::OtherKind
                }
            },
        }
    }
}

fn read_scanned_member(project: &ProjectId, item: &Item) -> Result<ScannedMember, Damage> {
    Ok(ScannedMember {
        member: members::read_member(project, item)?,
        joins_by_rule: item.contains_key(members::ELIGIBLE_BY),
    })
}
