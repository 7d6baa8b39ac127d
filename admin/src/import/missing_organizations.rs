//! Members whose organization is not in the input.

use futures_util::{StreamExt, TryStreamExt, stream};

use super::{
    ImportError, Notices, Source,
    ahead::things,
    pass::{Thing, Wanted},
    suspects::{MemberRecord, OrganizationRecord},
};
use crate::{
    data_file::entity::Entity,
    writer::{WriteError, Writer},
};
use org_discovery::domain::Member;

/// Look-ups of organizations under way at once.
const PARALLEL: usize = 8;

/// The Members of an organization that is not in the input.
#[derive(Clone, Copy)]
struct Group {
    /// The first one's place in the order of all Members.
    first: u64,
    count: u64,
}

/// Organizations that Members name and that are not in the input, by the first Member of each: nothing is kept of the others.
#[derive(Default)]
pub(super) struct Elsewhere(Vec<Group>);

impl Elsewhere {
    /// `organizations` are in the order of their ids; `members` are brought into another order.
    pub(super) fn of(organizations: &[OrganizationRecord], members: &mut [MemberRecord]) -> Self {
        members.sort_unstable_by_key(|record| (record.organization, record.order));
        let is_known = |id: u64| organizations.binary_search_by_key(&id, |record| record.id).is_ok();
        let mut groups: Vec<_> = members
            .chunk_by(|a, b| a.organization == b.organization)
            .filter(|same| !is_known(same[0].organization))
            .map(|same| Group { first: same[0].order, count: same.len() as u64 })
            .collect();
        groups.sort_unstable_by_key(|group| group.first);
        Self(groups)
    }

    /// Those that are not in the store either.
    pub(super) async fn lost(self, sources: &[Source], writer: &Writer) -> Result<Notices, ImportError> {
        let mut problems = Notices::default();
        if self.0.is_empty() {
            return Ok(problems);
        }
        let mut members = things(sources.to_vec(), Wanted::Members);
        let (groups, all) = (&self.0, &mut members);
        let firsts = stream::unfold(all, async |all| {
            while let Some(thing) = all.next().await {
                if let Thing::Member(order, member) = thing
                    && let Ok(at) = groups.binary_search_by_key(&order, |group| group.first)
                {
                    return Some(((member, groups[at].count), all));
                }
            }
            None
        });
        // In order, so that the same input is refused in the same words.
        let looked_up = firsts.map(async |(member, count)| {
            let is_there = writer.organization(&member.value.organization_id).await?.is_some();
            Ok::<_, WriteError>((!is_there).then_some((member, count)))
        });
        let mut looked_up = Box::pin(looked_up.buffered(PARALLEL));
        while let Some(found) = looked_up.try_next().await? {
            if let Some((member, count)) = found {
                add(&mut problems, &member, count);
            }
        }
        drop(looked_up);
        members.end().await?;
        Ok(problems)
    }
}

fn add(problems: &mut Notices, member: &Entity<Member>, count: u64) {
    let id = &member.value.organization_id;
    let others = match count - 1 {
        0 => String::new(),
        1 => "; one more Member names it".to_owned(),
        more => format!("; {more} more Members name it"),
    };
    let reason = format!("organization {id} is neither in the data nor in the tables{others}");
    problems.push(member.notice("/organization_id", reason));
}
