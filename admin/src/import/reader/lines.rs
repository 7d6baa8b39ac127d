//! One organization, Member or session in each line.

use std::io::{self, BufRead};

use serde::{Deserialize, de::DeserializeSeed, de::IgnoredAny};

use super::{documents::message, element::ElementSeed, sink::RecordSink};

/// The fields by which a record is recognized.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Marks {
    member_id: Option<IgnoredAny>,
    organization_id: Option<IgnoredAny>,
    kind: Option<IgnoredAny>,
    organizations: Option<IgnoredAny>,
    sessions: Option<IgnoredAny>,
}

/// Returns whether a line is a whole organization, Member or session.
pub(super) fn is_record(line: &[u8]) -> bool {
    // serde would read an array field by field.
    if !line.trim_ascii_start().starts_with(b"{") {
        return false;
    }
    let marks: Marks = serde_json::from_slice(line).unwrap_or_default();
    let has_lists = marks.organizations.is_some() || marks.sessions.is_some();
    let has_id = marks.member_id.is_some() || marks.organization_id.is_some() || marks.kind.is_some();
    has_id && !has_lists
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

fn read_line(place: &str, line: &str, sink: &mut dyn RecordSink) {
    // Checked first, so that nothing of a broken line is taken.
    if let Err(error) = serde_json::from_str::<IgnoredAny>(line) {
        return sink.refuse(place, &message(&error));
    }
    let mut deserializer = serde_json::Deserializer::from_str(line);
    if let Err(error) = ElementSeed::nested(place, sink).deserialize(&mut deserializer) {
        sink.refuse(place, &message(&error));
    }
}
