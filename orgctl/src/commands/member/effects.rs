//! The effects of a change of a Member on the person.

use org_discovery::domain::{Member, MemberStatus};

/// Returns one sentence for each effect.
pub fn effects(before: &Member, after: &Member) -> Vec<String> {
    let mut effects = Vec::new();
    effects.extend(status_effect(before, after).map(str::to_owned));
    if before.email_address != after.email_address {
        let (old, new) = (&before.email_address, &after.email_address);
        effects.push(format!("the Member moves from {old} to {new}, and its sessions end"));
    }
    if before.email_address_verified != after.email_address_verified {
        let verb = if after.email_address_verified { "counts" } else { "no longer counts" };
        effects.push(format!("the address {verb} as verified in this organization"));
    }
    effects
}

fn status_effect(before: &Member, after: &Member) -> Option<&'static str> {
    if before.status == after.status {
        return None;
    }
    Some(match after.status {
        MemberStatus::Deleted => {
            "the person no longer sees the organization and cannot join it again, and the Member's sessions end"
        }
        _ if before.status == MemberStatus::Deleted => {
            "the person sees the organization again; earlier sessions stay invalid"
        }
        MemberStatus::Active => "the person enters the organization without another step of joining",
        MemberStatus::Invited => "the person sees the organization as an invitation",
        MemberStatus::Pending => "the person has to complete joining",
    })
}
