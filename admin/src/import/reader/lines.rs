//! Reads one organization, Member or session per line.

use std::io::{self, BufRead};

use serde::{Deserialize, de::DeserializeSeed, de::IgnoredAny};

use super::{documents::message, element::ElementSeed, sink::RecordSink};

/// The fields that identify a record.
#[derive(Default, Deserialize)]
#[serde(default)]
struct RecordFields {
    member_id: Option<IgnoredAny>,
    organization_id: Option<IgnoredAny>,
    kind: Option<IgnoredAny>,
    organizations: Option<IgnoredAny>,
    sessions: Option<IgnoredAny>,
    /// The record of a refused record, with the reasons.
    record: Option<IgnoredAny>,
    reasons: Option<IgnoredAny>,
}

/// Returns true if a line is a complete organization, Member or session, or a refused one.
pub(super) fn is_record(line: &[u8]) -> bool {
    // serde would accept an array as the fields of a struct.
    if !line.trim_ascii_start().starts_with(b"{") {
        return false;
    }
    let fields: RecordFields = serde_json::from_slice(line).unwrap_or_default();
    let has_lists = fields.organizations.is_some() || fields.sessions.is_some();
    let has_id = fields.member_id.is_some() || fields.organization_id.is_some() || fields.kind.is_some();
    let is_refused_record = fields.record.is_some() && fields.reasons.is_some();
    (has_id || is_refused_record) && !has_lists
}

pub(super) fn read(mut file: impl BufRead, sink: &mut dyn RecordSink) -> io::Result<()> {
    let (mut line, mut number) = (String::new(), 0);
    loop {
        line.clear();
        number += 1;
        match file.read_line(&mut line) {
            Ok(0) => return Ok(()),
            Ok(_) if line.trim_ascii().is_empty() => {}
            Ok(_) => read_line(&format!("line {number}"), line.trim_ascii(), sink),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                sink.refuse(&format!("line {number}"), "not JSON: not UTF-8");
                return Ok(());
            }
            Err(error) => return Err(error),
        }
    }
}

fn read_line(pointer: &str, line: &str, sink: &mut dyn RecordSink) {
    // The line is validated first, so that a malformed line is not partly imported.
    if let Err(error) = serde_json::from_str::<IgnoredAny>(line) {
        return sink.broken_line(pointer, &message(&error), line);
    }
    if !line.starts_with('{') {
        return sink.broken_line(pointer, "expected a JSON object", line);
    }
    let mut deserializer = serde_json::Deserializer::from_str(line);
    if let Err(error) = ElementSeed::nested(pointer, sink).deserialize(&mut deserializer) {
        sink.refuse(pointer, &message(&error));
    }
}
