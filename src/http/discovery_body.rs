//! The body of a success.
//!
//! Most of it is objects whose text is known. That text is copied; everything else is written by serde. The range of each entry
//! is kept, so that entries can be removed from an answer that is too large.

use std::{io, ops::Range};

use serde::{Serialize, Serializer};
use serde_json::ser::Formatter;

use super::RequestId;
use crate::domain::{
    EmailAddress, Member, Organization, OrganizationId, Written,
    discovery::{
        DiscoveredOrganization, Discovery, MembershipDetails, MembershipType, MfaRequired, PrimaryRequired,
    },
};

/// The body's first key and the beginning of its list.
const BEGIN: &str = r#"{"discovered_organizations":["#;

/// The body's other keys; in alphabetical order, here and below.
#[derive(Serialize)]
struct Rest<'d> {
    email_address: &'d EmailAddress,
    organization_id_hint: Option<&'d OrganizationId>,
    request_id: &'d RequestId,
    status_code: u16,
}

#[derive(Serialize)]
struct EntryBody<'d> {
    member_authenticated: bool,
    membership: MembershipBody<'d>,
    mfa_required: Option<&'d MfaRequired>,
    organization: Verbatim<'d, Organization>,
    primary_required: Option<&'d PrimaryRequired>,
}

#[derive(Serialize)]
struct MembershipBody<'d> {
    details: Option<&'d MembershipDetails<'d>>,
    member: Option<Verbatim<'d, Member>>,
    r#type: MembershipType,
}

/// The text of a success, and where its entries are.
pub(super) struct DiscoveryBody {
    pub(super) text: String,
    pub(super) entries: Vec<WrittenEntry>,
}

/// An entry of a written answer.
#[derive(Debug, Clone)]
pub(super) struct WrittenEntry {
    /// Its place in the text.
    pub(super) range: Range<usize>,
    /// The person's relation to the organization.
    pub(super) relation: MembershipType,
    /// Whether it may be removed from an answer that is too large.
    pub(super) is_removable: bool,
}

/// Writes a success.
///
/// # Errors
/// Never in practice: every part can be written as JSON.
pub(super) fn discovery_body(
    discovery: &Discovery<'_>,
    request_id: &RequestId,
    status_code: u16,
) -> io::Result<DiscoveryBody> {
    let entries = discovery.discovered_organizations.as_slice();
    let mut text = Vec::with_capacity(likely_length(entries));
    text.extend_from_slice(BEGIN.as_bytes());
    let mut written = Vec::with_capacity(entries.len());
    for entry in entries {
        if !written.is_empty() {
            text.push(b',');
        }
        let start = text.len();
        write(&EntryBody::of(entry), &mut text)?;
        written.push(WrittenEntry {
            range: start..text.len(),
            relation: entry.membership.r#type,
            is_removable: !entry.is_verified_active_membership(),
        });
    }
    text.push(b']');
    let rest = text.len();
    write(
        &Rest {
            email_address: discovery.email_address,
            organization_id_hint: discovery.organization_id_hint,
            request_id,
            status_code,
        },
        &mut text,
    )?;
    // The rest is an object of its own so far.
    text[rest] = b',';
    Ok(DiscoveryBody { text: String::from_utf8(text).map_err(io::Error::other)?, entries: written })
}

fn write(part: &impl Serialize, text: &mut Vec<u8>) -> io::Result<()> {
    Ok(part.serialize(&mut serde_json::Serializer::with_formatter(text, BytesAsTheyAre))?)
}

impl<'d> EntryBody<'d> {
    fn of(entry: &'d DiscoveredOrganization<'_>) -> Self {
        let membership = &entry.membership;
        Self {
            member_authenticated: entry.member_authenticated,
            membership: MembershipBody {
                details: membership.details.as_ref(),
                member: membership.member.as_deref().map(Verbatim),
                r#type: membership.r#type,
            },
            mfa_required: entry.mfa_required.as_ref(),
            organization: Verbatim(&entry.organization),
            primary_required: entry.primary_required.as_ref(),
        }
    }
}

/// About how many bytes the body takes: a text that outgrows its place is moved again and again.
fn likely_length(entries: &[DiscoveredOrganization<'_>]) -> usize {
    const AROUND: usize = 512;
    let texts = entries.iter().flat_map(|entry| {
        let member = entry.membership.member.as_ref().and_then(|member| member.text());
        entry.organization.text().into_iter().chain(member)
    });
    texts.map(str::len).sum::<usize>() + AROUND * (1 + entries.len())
}

/// An object: its text, where that is known.
struct Verbatim<'d, T>(&'d Written<T>);

impl<T: Serialize> Serialize for Verbatim<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.text() {
            Some(text) => serializer.serialize_bytes(text.as_bytes()),
            None => T::serialize(self.0, serializer),
        }
    }
}

/// JSON without spaces. JSON has no bytes, so this is how text that is JSON already passes through.
struct BytesAsTheyAre;

impl Formatter for BytesAsTheyAre {
    fn write_byte_array<W: io::Write + ?Sized>(&mut self, writer: &mut W, bytes: &[u8]) -> io::Result<()> {
        writer.write_all(bytes)
    }
}
