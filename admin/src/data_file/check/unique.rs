//! Values that two organizations or Members of the data have, and only one may.

use std::collections::HashMap;

use super::super::{
    DataFile, Notice,
    entity::Entity,
    unique_values::{self, UniqueKind, UniqueValue},
};
use org_discovery::domain::{Member, MemberId};

/// The first owner of each value.
#[derive(Default)]
struct Owners(HashMap<(UniqueKind, String), (String, Notice)>);

impl Owners {
    /// Reports the value, if another owner has it already.
    fn add<T>(&mut self, entity: &Entity<T>, value: UniqueValue) -> Option<Notice> {
        let place = entity.notice(&value.field, value.kind.conflict(&value.key));
        match self.0.get(&(value.kind, value.key.clone())) {
            Some((owner, _)) if *owner == value.owner => None,
            Some((_, first)) => {
                let reason = format!("{} {} at {}", place.reason, first.file, first.place);
                Some(Notice { reason, ..place })
            }
            None => {
                self.0.insert((value.kind, value.key), (value.owner, place));
                None
            }
        }
    }
}

/// Reports the values that several have: as mistakes, or as warnings where nothing fails at once.
pub(in crate::data_file) fn conflicts(data: &DataFile) -> (Vec<Notice>, Vec<Notice>) {
    let (mut owners, mut problems, mut warnings) = (Owners::default(), Vec::new(), Vec::new());
    for organization in &data.organizations {
        let values = unique_values::of_organization(&organization.value);
        problems.extend(values.filter_map(|value| owners.add(organization, value)));
    }
    for member in &data.members {
        let values = unique_values::of_member(&member.value);
        warnings.extend(values.filter_map(|value| owners.add(member, value)));
        let retired = unique_values::retired_by(&member.value);
        problems.extend(retired.filter_map(|value| owners.add(member, value)));
    }
    for member in &data.members {
        let held = unique_values::held_by(&member.value);
        let is_retired = owners.0.contains_key(&(held.kind, held.key.clone()));
        problems.extend(is_retired.then(|| owners.add(member, held)).flatten());
    }
    (problems, warnings)
}

/// Which Member has retired an address, by organization and address.
pub(super) fn retired(members: &[Entity<Member>]) -> HashMap<String, MemberId> {
    let mut retired = HashMap::new();
    for Entity { value: member, .. } in members {
        retired.extend(unique_values::retired_by(member).map(|value| (value.key, member.member_id.clone())));
    }
    retired
}

/// Whether another Member has retired the address of this one.
pub(super) fn is_retired_by_another(member: &Member, retired: &HashMap<String, MemberId>) -> bool {
    retired.get(&unique_values::held_by(member).key).is_some_and(|id| *id != member.member_id)
}
