//! The body of a successful response.
//!
//! Most of it consists of organizations and Members, whose stored JSON text is copied. serde serializes everything
//! else. The range of each entry is recorded, so that entries can be removed from a response that is too large.

use std::io;

use lambda_http::http::StatusCode;
use serde::{Serialize, Serializer};
use serde_json::ser::Formatter;

use crate::{
    domain::{
        CachedJson, EmailAddress, Member, Organization, OrganizationId,
        discovery::{
            DiscoveredOrganization, Discovery, MembershipDetails, MembershipType, MfaRequired,
            PrimaryRequired,
        },
    },
    http::{
        ApiError, HttpResponse, RequestId,
        response::{ResponseEntry, serialization_error},
    },
};

/// The first key of the body and the beginning of its list.
const BODY_START: &str = r#"{"discovered_organizations":["#;

/// The other fields of the body. Here and below, fields are in alphabetical order.
#[derive(Serialize)]
struct BodyRest<'d> {
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

impl HttpResponse {
    /// Creates a successful response. `orgctl` prints the same body.
    ///
    /// # Errors
    /// Never in practice: all parts can be serialized.
    pub fn discovery(discovery: &Discovery<'_>, request_id: &RequestId) -> Result<Self, ApiError> {
        let status = StatusCode::OK;
        let list = write_list(discovery).map_err(serialization_error)?;
        let rest = BodyRest {
            email_address: discovery.email_address,
            organization_id_hint: discovery.organization_id_hint,
            request_id,
            status_code: status.as_u16(),
        };
        let body = write_rest(list.text, &rest).map_err(serialization_error)?;
        Ok(Self { entries: list.entries, ..Self::new(status, body) })
    }
}

/// The text of a body up to the end of its list, and the ranges of the entries.
struct List {
    text: Vec<u8>,
    entries: Vec<ResponseEntry>,
}

fn write_list(discovery: &Discovery<'_>) -> io::Result<List> {
    let organizations = discovery.discovered_organizations.as_slice();
    let mut text = Vec::with_capacity(estimated_length(organizations));
    text.extend_from_slice(BODY_START.as_bytes());
    let mut entries = Vec::with_capacity(organizations.len());
    for entry in organizations {
        if !entries.is_empty() {
            text.push(b',');
        }
        let start = text.len();
        write(&EntryBody::of(entry), &mut text)?;
        entries.push(ResponseEntry {
            range: start..text.len(),
            relation: entry.membership.r#type,
            is_removable: !entry.is_verified_active_membership(),
        });
    }
    text.push(b']');
    Ok(List { text, entries })
}

fn write_rest(mut text: Vec<u8>, rest: &BodyRest<'_>) -> io::Result<String> {
    let start = text.len();
    write(rest, &mut text)?;
    // The rest is serialized as a separate object. Its opening brace becomes the comma after the list.
    text[start] = b',';
    String::from_utf8(text).map_err(io::Error::other)
}

fn write(part: &impl Serialize, text: &mut Vec<u8>) -> io::Result<()> {
    Ok(part.serialize(&mut serde_json::Serializer::with_formatter(text, RawByteArrays))?)
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

/// Estimates the length of the body, so that its buffer is allocated only once.
fn estimated_length(entries: &[DiscoveredOrganization<'_>]) -> usize {
    const OVERHEAD: usize = 512;
    let texts = entries.iter().flat_map(|entry| {
        let member = entry.membership.member.as_ref().and_then(|member| member.text());
        entry.organization.text().into_iter().chain(member)
    });
    texts.map(str::len).sum::<usize>() + OVERHEAD * (1 + entries.len())
}

/// Serializes an object as its stored text, if it has one.
struct Verbatim<'d, T>(&'d CachedJson<T>);

impl<T: Serialize> Serialize for Verbatim<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.text() {
            Some(text) => serializer.serialize_bytes(text.as_bytes()),
            None => T::serialize(self.0, serializer),
        }
    }
}

/// A compact JSON format that copies serde byte arrays as JSON text.
struct RawByteArrays;

impl Formatter for RawByteArrays {
    fn write_byte_array<W: io::Write + ?Sized>(&mut self, writer: &mut W, bytes: &[u8]) -> io::Result<()> {
        writer.write_all(bytes)
    }
}
