//! What only shows when all the data is seen together.

pub(super) mod unique;

use std::collections::{HashMap, HashSet};

use super::{DataFile, Notice, SessionEntryKind, entity::Entity};
use crate::writer::{Refusal, limits};
use org_discovery::domain::{EmailDomain, Member, MemberSessionId, OpaqueToken, Organization};

/// What contradicts itself, whatever else is wrong.
pub(super) fn contradictions(data: &DataFile) -> Vec<Notice> {
    let mut problems = Vec::new();
    repeated(&mut problems, &data.organizations, "/organization_id", |o| Some(o.organization_id.as_str()));
    repeated(&mut problems, &data.members, "/member_id", |m| Some(m.member_id.as_str()));
    repeated(&mut problems, &data.sessions, "/name", |s| Some(s.name.as_str()));
    repeated(&mut problems, &data.sessions, "/token", |s| s.token.as_ref().map(OpaqueToken::expose));
    repeated(&mut problems, &data.sessions, "/member_session_id", |s| match &s.kind {
        SessionEntryKind::Member { member_session_id, .. } => {
            member_session_id.as_ref().map(MemberSessionId::as_str)
        }
        SessionEntryKind::Intermediate { .. } => None,
    });
    shared_addresses(&mut problems, &data.members);
    problems.extend(data.organizations.iter().filter_map(organization_limits));
    problems.extend(data.members.iter().filter_map(member_limits));
    problems.extend(data.organizations.iter().flat_map(common_mailboxes));
    problems
}

/// A key that stands twice. The place of the first one is named, and not the key, which may be a token.
fn repeated<'d, T>(
    problems: &mut Vec<Notice>,
    entities: &'d [Entity<T>],
    field: &str,
    key: impl Fn(&'d T) -> Option<&'d str>,
) {
    let mut first: HashMap<&str, &Entity<T>> = HashMap::new();
    for entity in entities {
        let Some(key) = key(&entity.value) else {
            continue;
        };
        if let Some(first) = first.get(key) {
            let reason = format!("stands already in {} at {}{field}", first.file, first.place);
            problems.push(entity.notice(field, reason));
        }
        first.entry(key).or_insert(entity);
    }
}

/// A person has one row in an organization. Where a deleted Member shares its address with another, the other took its
/// place since, and the deleted one is left out with a warning; likewise where another has retired that address.
pub(super) fn leave_out_replaced_members(data: &mut DataFile) {
    let at = |member: &Member| (member.organization_id.clone(), member.email_address.clone());
    let mut last_at: HashMap<_, usize> = HashMap::new();
    for (index, member) in data.members.iter().enumerate() {
        let last = last_at.entry(at(&member.value)).or_insert(index);
        if member.value.is_live() || !data.members[*last].value.is_live() {
            *last = index;
        }
    }
    let retired = unique::retired(&data.members);
    let (mut index, warnings) = (0, &mut data.warnings);
    data.members.retain(|member| {
        let is_last = last_at.get(&at(&member.value)) == Some(&index);
        let is_retired = unique::is_retired_by_another(&member.value, &retired);
        let replaced = !member.value.is_live() && (!is_last || is_retired);
        index += 1;
        if replaced {
            let reason = "the deleted Member was left out, because another one has its address since";
            warnings.push(member.notice("", reason.to_owned()));
        }
        !replaced
    });
}

fn shared_addresses(problems: &mut Vec<Notice>, members: &[Entity<Member>]) {
    let mut first = HashMap::new();
    for member in members {
        let Member { organization_id, email_address, .. } = &member.value;
        if let Some(first) = first.insert((organization_id, email_address), member) {
            let reason =
                format!("the organization has this address already, in {} at {}", first.file, first.place);
            problems.push(member.notice("/email_address", reason));
        }
    }
}

/// What limits refuse of one organization.
pub(super) fn organization_limits(organization: &Entity<Organization>) -> Option<Notice> {
    refused(organization, limits::organization(&organization.value))
}

/// What limits refuse of one Member.
pub(super) fn member_limits(member: &Entity<Member>) -> Option<Notice> {
    refused(member, limits::member(&member.value))
}

fn refused<T>(entity: &Entity<T>, checked: Result<(), Refusal>) -> Option<Notice> {
    let refusal = checked.err()?;
    let field = match &refusal {
        // Named with each domain's place.
        Refusal::CommonMailboxDomain(_) => return None,
        Refusal::NameTooLong { .. } => "/organization_name",
        Refusal::SlugMalformed => "/organization_slug",
        Refusal::PhoneNotE164 => "/mfa_phone_number",
        Refusal::TooManyRetiredAddresses { .. } => "/retired_email_addresses",
        _ => "",
    };
    Some(entity.notice(field, refusal.to_string()))
}

/// Members of organizations that are not in the data. Only to be asked when every organization could be read.
pub(super) fn without_organization(data: &DataFile) -> Vec<Notice> {
    let known: HashSet<_> = data.organizations.iter().map(|o| &o.value.organization_id).collect();
    let lost = data.members.iter().filter(|member| !known.contains(&member.value.organization_id));
    lost.map(|member| {
        let reason = format!("organization {} is not in the data", member.value.organization_id);
        member.notice("/organization_id", reason)
    })
    .collect()
}

pub(super) fn common_mailboxes(organization: &Entity<Organization>) -> Vec<Notice> {
    let Organization { email_allowed_domains, claimed_email_domains, .. } = &organization.value;
    let lists: [(&str, &[EmailDomain]); 2] =
        [("email_allowed_domains", email_allowed_domains), ("claimed_email_domains", claimed_email_domains)];
    let of_list = |(field, domains): (&str, &[EmailDomain])| {
        let common = domains.iter().enumerate().filter(|(_, domain)| domain.is_common_mailbox());
        let notice = |(index, domain): (usize, &EmailDomain)| {
            let reason =
                format!("{domain} belongs to a common mailbox provider, where anybody can open a mailbox");
            organization.notice(&format!("/{field}/{index}"), reason)
        };
        common.map(notice).collect::<Vec<_>>()
    };
    lists.into_iter().flat_map(of_list).collect()
}
