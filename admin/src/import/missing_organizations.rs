//! Organizations that Members of the input belong to but the input lacks.

use futures_util::future::try_join_all;

use super::{
    diagnostics::Diagnostic,
    entity::Entity,
    error::ImportError,
    input::Input,
    locations::{RecordLocations, RequestedLocations, at_field},
    prefetch::Prefetch,
    problems::Problems,
    record_fingerprints::MemberFingerprint,
    record_kind::{RecordFilter, RecordKind},
    records::Record,
};
use crate::{WriteError, Writer};
use org_discovery::domain::{Member, OrganizationId};

/// The reason why Members of an organization are refused.
pub(super) const NOT_FOUND: &str = "is neither in the input nor in the tables";

/// The maximum number of concurrent lookups.
const MAX_CONCURRENT_READS: usize = 8;

/// An organization that is not in the input, identified by its Members.
#[derive(Clone, Copy)]
pub(super) struct MissingOrganization {
    /// The fingerprint of its id.
    pub(super) id: u64,
    /// The position of the first Member.
    first: u64,
    /// The number of Members.
    members: u64,
}

/// The organizations that are not in the input, ordered by their first Member.
#[derive(Default)]
pub(super) struct MissingOrganizations(Vec<MissingOrganization>);

impl MissingOrganizations {
    /// Finds the missing organizations. `members` is reordered.
    pub(super) fn find(members: &mut [MemberFingerprint], is_known: impl Fn(u64) -> bool) -> Self {
        members.sort_unstable_by_key(|member| (member.organization, member.record.position));
        let mut missing: Vec<_> = members
            .chunk_by(|a, b| a.organization == b.organization)
            .filter(|same| !is_known(same[0].organization))
            .map(|same| MissingOrganization {
                id: same[0].organization,
                first: same[0].record.position,
                members: same.len() as u64,
            })
            .collect();
        missing.sort_unstable_by_key(|missing| missing.first);
        Self(missing)
    }

    /// Returns the fingerprints of their ids.
    pub(super) fn ids(&self) -> impl Iterator<Item = u64> {
        self.0.iter().map(|missing| missing.id)
    }

    /// Requests the locations that [`Self::describe`] needs. Other organizations are only counted.
    pub(super) fn request_locations(&mut self, requested: &mut RequestedLocations, problems: &mut Problems) {
        problems.keep_first(&mut self.0);
        requested.members.extend(self.0.iter().map(|missing| missing.first));
    }

    /// Reports all organizations, without a lookup in the tables.
    pub(super) fn describe(&self, locations: &RecordLocations, problems: &mut Problems) {
        for missing in &self.0 {
            if let Some(first) = locations.member(missing.first) {
                let (location, id) = (&first.location, &first.organization);
                let reason = described(location, id, "is not in the input", missing.members);
                problems.refuse(RecordKind::Member, missing.first, reason);
            }
        }
    }

    /// Looks up the organizations in the tables. Reports those that are not stored, and returns the fingerprints of their
    /// ids.
    pub(super) async fn check_organizations(
        self,
        input: &Input,
        writer: &Writer,
        report: &mut (dyn FnMut(u64, Diagnostic) + Send),
    ) -> Result<Vec<u64>, ImportError> {
        let mut absent = Vec::new();
        if self.0.is_empty() {
            return Ok(absent);
        }
        let reader = writer.reader();
        let mut input = Prefetch::start(input, RecordFilter::Members);
        loop {
            let firsts = self.next_firsts(&mut input).await;
            if firsts.is_empty() {
                break;
            }
            let lookups = firsts.iter().map(|(member, _)| reader.organization(&member.value.organization_id));
            let stored = try_join_all(lookups).await.map_err(WriteError::Store)?;
            for (stored, (member, missing)) in stored.iter().zip(&firsts) {
                if stored.is_none() {
                    let id = &member.value.organization_id;
                    let location = member.diagnostic("", String::new());
                    report(missing.first, described(&location, id, NOT_FOUND, missing.members));
                    absent.push(missing.id);
                }
            }
        }
        input.end().await?;
        absent.sort_unstable();
        Ok(absent)
    }

    /// Returns the first Members of the next organizations.
    async fn next_firsts(&self, input: &mut Prefetch) -> Vec<(Box<Entity<Member>>, MissingOrganization)> {
        let mut firsts = Vec::with_capacity(MAX_CONCURRENT_READS);
        while firsts.len() < MAX_CONCURRENT_READS {
            match input.next().await {
                Some(Record::Member(position, member)) => {
                    if let Ok(index) = self.0.binary_search_by_key(&position, |missing| missing.first) {
                        firsts.push((member, self.0[index]));
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
