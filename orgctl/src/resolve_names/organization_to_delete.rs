//! Looks up an organization that will be deleted, and describes what is deleted with it.

use futures_util::{StreamExt, TryStreamExt, stream};
use org_discovery::{
    domain::{Organization, OrganizationId},
    store::StoreError,
};

use super::organization::{by_id_or_slug, by_name};
use crate::{confirmation::Confirmation, context::Context, failure::Failure, output::counted};

/// The number of Members up to which their sessions are counted.
const MAX_MEMBERS_WITH_COUNTED_SESSIONS: u64 = 500;
/// The number of Members whose sessions are counted at the same time.
const CONCURRENT_COUNTS: usize = 16;

/// An organization that will be deleted.
pub struct OrganizationToDelete {
    pub organization_id: OrganizationId,
    state: State,
}

enum State {
    Stored(Box<Organization>),
    Damaged,
    /// The organization is deleted, but some of its Members are not: an earlier deletion was interrupted.
    OnlyMembers,
}

/// Looks up an organization. Without a question, a name is refused, because it may select another organization than
/// before.
pub async fn to_delete(
    name: &str,
    confirmation: Confirmation,
    context: &Context,
) -> Result<OrganizationToDelete, Failure> {
    let reader = context.reader()?;
    let found = by_id_or_slug(name, context, async |id| {
        let state = match reader.organization(&id).await {
            Ok(Some(organization)) => State::Stored(Box::new(organization)),
            Err(StoreError::Damaged { .. }) => State::Damaged,
            Ok(None) if reader.count_members(&id).await? > 0 => State::OnlyMembers,
            Ok(None) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        Ok(Some(OrganizationToDelete { organization_id: id, state }))
    });
    if let Some(found) = found.await? {
        return Ok(found);
    }
    let organization = by_name(name, context).await?;
    let organization_id = organization.organization_id.clone();
    if confirmation.yes {
        return Err(Failure::usage(format!(
            "--yes needs an id or slug, because the beginning of a name can select another organization tomorrow; \
             {name} selects {organization_id}"
        )));
    }
    Ok(OrganizationToDelete { organization_id, state: State::Stored(Box::new(organization)) })
}

impl OrganizationToDelete {
    /// Describes what is deleted: the organization, and the number of its Members and their sessions.
    pub async fn description(&self, context: &Context) -> Result<String, Failure> {
        let id = &self.organization_id;
        let members = context.reader()?.count_members(id).await?;
        let sessions = if members > MAX_MEMBERS_WITH_COUNTED_SESSIONS {
            "all their sessions".to_owned()
        } else {
            counted(sessions_of(id, context).await?, "session")
        };
        let organization = match &self.state {
            State::Stored(organization) => format!("organization {} ({id})", organization.organization_name),
            State::Damaged => format!("the damaged organization {id}"),
            State::OnlyMembers => {
                format!("the rest of the organization {id}, whose deletion was interrupted")
            }
        };
        Ok(format!("{organization}: {}, {sessions}", counted(members, "Member")))
    }
}

async fn sessions_of(id: &OrganizationId, context: &Context) -> Result<usize, Failure> {
    let reader = context.reader()?;
    let ids = reader.member_ids_of(id).await?;
    let sessions = |id| {
        let reader = reader.clone();
        async move { reader.member_sessions(&id).await }
    };
    let found = stream::iter(ids).map(sessions).buffer_unordered(CONCURRENT_COUNTS);
    Ok(found
        .try_fold(0, |sum, found| async move { Ok(sum + found.sessions.len() + found.damaged_items) })
        .await?)
}
