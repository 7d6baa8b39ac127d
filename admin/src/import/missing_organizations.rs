//! Organizations that Members name and that are not in the input.

use futures_util::future::try_join_all;

use super::{
    conflicts::{MemberFingerprint, OrganizationFingerprint},
    diagnostics::{Diagnostic, Diagnostics},
    entity::Entity,
    error::ImportError,
    places::{RecordPlaces, WantedPlaces, at_field},
    prefetch::Prefetch,
    records::{Record, RecordFilter},
    sources::Source,
};
use crate::{WriteError, Writer};
use org_discovery::domain::{Member, OrganizationId};

/// Look-ups of organizations in flight at once.
const PARALLEL: usize = 8;

/// The Members of an organization that is not in the input.
#[derive(Clone, Copy)]
struct MissingOrganization {
    /// The position of the first one.
    first: u64,
    members: u64,
}

/// Organizations that are not in the input, by their first Member: nothing is kept of the others.
#[derive(Default)]
pub(super) struct MissingOrganizations(Vec<MissingOrganization>);

impl MissingOrganizations {
    /// `organizations` are sorted by id; `members` are reordered.
    pub(super) fn find(organizations: &[OrganizationFingerprint], members: &mut [MemberFingerprint]) -> Self {
        members.sort_unstable_by_key(|record| (record.organization, record.position));
        let is_known = |id: u64| organizations.binary_search_by_key(&id, |record| record.id).is_ok();
        let mut missing: Vec<_> = members
            .chunk_by(|a, b| a.organization == b.organization)
            .filter(|same| !is_known(same[0].organization))
            .map(|same| MissingOrganization { first: same[0].position, members: same.len() as u64 })
            .collect();
        missing.sort_unstable_by_key(|missing| missing.first);
        Self(missing)
    }

    /// Adds the places that [`Self::describe`] needs, and counts the organizations that are too many to be located.
    pub(super) fn want_places(&mut self, wanted: &mut WantedPlaces, problems: &mut Diagnostics) {
        problems.count(self.0.len().saturating_sub(Diagnostics::KEPT));
        self.0.truncate(Diagnostics::KEPT);
        wanted.members.extend(self.0.iter().map(|missing| missing.first));
    }

    /// Reports the organizations, none of which is stored either.
    pub(super) fn describe(&self, places: &RecordPlaces, problems: &mut Diagnostics) {
        problems.extend(self.0.iter().filter_map(|missing| {
            let first = places.member(missing.first)?;
            Some(described(&first.place, &first.organization, "is not in the data", missing.members))
        }));
    }

    /// Looks the organizations up, and reports those that are not stored.
    pub(super) async fn look_up(
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
            let look_ups =
                firsts.iter().map(|(member, _)| reader.organization(&member.value.organization_id));
            let stored = try_join_all(look_ups).await.map_err(WriteError::Store)?;
            for (stored, (member, members)) in stored.iter().zip(&firsts) {
                if stored.is_none() {
                    let (place, id) = (member.diagnostic("", String::new()), &member.value.organization_id);
                    problems.push(described(
                        &place,
                        id,
                        "is neither in the data nor in the tables",
                        *members,
                    ));
                }
            }
        }
        input.end().await?;
        Ok(problems)
    }

    /// Returns the first Members of the next organizations, each with the number of Members.
    async fn next_firsts(&self, input: &mut Prefetch) -> Vec<(Box<Entity<Member>>, u64)> {
        let mut firsts = Vec::with_capacity(PARALLEL);
        while firsts.len() < PARALLEL {
            match input.next().await {
                Some(Record::Member(position, member)) => {
                    if let Ok(at) = self.0.binary_search_by_key(&position, |missing| missing.first) {
                        firsts.push((member, self.0[at].members));
                    }
                }
                Some(Record::Organization(..) | Record::Session(..)) => {}
                None => break,
            }
        }
        firsts
    }
}

fn described(place: &Diagnostic, id: &OrganizationId, absence: &str, members: u64) -> Diagnostic {
    let others = match members - 1 {
        0 => String::new(),
        1 => "; one more Member names it".to_owned(),
        more => format!("; {more} more Members name it"),
    };
    at_field(place, "/organization_id", format!("organization {id} {absence}{others}"))
}
