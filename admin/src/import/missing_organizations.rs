//! Organizations that Members of the input belong to but the input lacks.

use futures_util::future::try_join_all;

use super::{
    conflicts::{MemberFingerprint, RecordFingerprint},
    diagnostics::{Diagnostic, Diagnostics},
    entity::Entity,
    error::ImportError,
    locations::{RecordLocations, RequestedLocations, at_field},
    prefetch::Prefetch,
    records::{Record, RecordFilter},
    sources::Source,
};
use crate::{WriteError, Writer};
use org_discovery::domain::{Member, OrganizationId};

/// The maximum number of concurrent lookups.
const MAX_CONCURRENT_READS: usize = 8;

/// An organization that is not in the input, identified by its Members.
#[derive(Clone, Copy)]
struct MissingOrganization {
    /// The position of the first Member.
    first: u64,
    /// The number of Members.
    members: u64,
}

/// The organizations that are not in the input, ordered by their first Member.
#[derive(Default)]
pub(super) struct MissingOrganizations(Vec<MissingOrganization>);

impl MissingOrganizations {
    /// Finds the missing organizations. `organizations` must be sorted by id; `members` is reordered.
    pub(super) fn find(organizations: &[RecordFingerprint], members: &mut [MemberFingerprint]) -> Self {
        members.sort_unstable_by_key(|member| (member.organization, member.record.position));
        let is_known = |id: u64| organizations.binary_search_by_key(&id, |record| record.id).is_ok();
        let mut missing: Vec<_> = members
            .chunk_by(|a, b| a.organization == b.organization)
            .filter(|same| !is_known(same[0].organization))
            .map(|same| MissingOrganization { first: same[0].record.position, members: same.len() as u64 })
            .collect();
        missing.sort_unstable_by_key(|missing| missing.first);
        Self(missing)
    }

    /// Requests the locations that [`Self::describe`] needs. Organizations beyond [`Diagnostics::MAX_KEPT`] are only
    /// counted.
    pub(super) fn request_locations(
        &mut self,
        requested: &mut RequestedLocations,
        problems: &mut Diagnostics,
    ) {
        problems.count(self.0.len().saturating_sub(Diagnostics::MAX_KEPT));
        self.0.truncate(Diagnostics::MAX_KEPT);
        requested.members.extend(self.0.iter().map(|missing| missing.first));
    }

    /// Reports all organizations, without a lookup in the tables.
    pub(super) fn describe(&self, locations: &RecordLocations, problems: &mut Diagnostics) {
        problems.extend(self.0.iter().filter_map(|missing| {
            let first = locations.member(missing.first)?;
            Some(described(&first.location, &first.organization, "is not in the input", missing.members))
        }));
    }

    /// Looks up the organizations in the tables, and reports those that are not stored.
    pub(super) async fn check_organizations(
        self,
        sources: &[Source],
        writer: &Writer,
    ) -> Result<Diagnostics, ImportError> {
        let mut problems = Diagnostics::default();
        if self.0.is_empty() {
            return Ok(problems);
        }
        let reader = writer.reader();
        let mut input = Prefetch::start(sources, RecordFilter::Members);
        loop {
            let firsts = self.next_firsts(&mut input).await;
            if firsts.is_empty() {
                break;
            }
            let lookups = firsts.iter().map(|(member, _)| reader.organization(&member.value.organization_id));
            let stored = try_join_all(lookups).await.map_err(WriteError::Store)?;
            for (stored, (member, members)) in stored.iter().zip(&firsts) {
                if stored.is_none() {
                    let (location, id) =
                        (member.diagnostic("", String::new()), &member.value.organization_id);
                    problems.push(described(
                        &location,
                        id,
                        "is neither in the input nor in the tables",
                        *members,
                    ));
                }
            }
        }
        input.end().await?;
        Ok(problems)
    }

    /// Returns the first Members of the next organizations, each with the number of Members of its organization.
    async fn next_firsts(&self, input: &mut Prefetch) -> Vec<(Box<Entity<Member>>, u64)> {
        let mut firsts = Vec::with_capacity(MAX_CONCURRENT_READS);
        while firsts.len() < MAX_CONCURRENT_READS {
            match input.next().await {
                Some(Record::Member(position, member)) => {
                    if let Ok(index) = self.0.binary_search_by_key(&position, |missing| missing.first) {
                        firsts.push((member, self.0[index].members));
                    }
                }
                Some(Record::Organization(..) | Record::Session(..)) => {}
                None => break,
            }
        }
        firsts
    }
}

fn described(location: &Diagnostic, id: &OrganizationId, absence: &str, members: u64) -> Diagnostic {
    let others = match members - 1 {
        0 => String::new(),
        1 => "; 1 more Member belongs to it".to_owned(),
        more => format!("; {more} more Members belong to it"),
    };
    at_field(location, "/organization_id", format!("organization {id} {absence}{others}"))
}
