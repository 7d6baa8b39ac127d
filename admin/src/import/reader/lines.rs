//! One organization, Member or session in each line.

use std::io::{self, BufRead};

use serde::{Deserialize, de::DeserializeSeed, de::IgnoredAny};

use super::{Sink, organization::OrganizationSeed};

/// What tells the things of lines apart.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Signs {
    member_id: Option<IgnoredAny>,
    organization_id: Option<IgnoredAny>,
    kind: Option<IgnoredAny>,
    organizations: Option<IgnoredAny>,
    sessions: Option<IgnoredAny>,
}

/// Whether a line is an organization, a Member or a session, all of it.
pub(super) fn is_one_thing(line: &[u8]) -> bool {
    let signs: Signs = serde_json::from_slice(line).unwrap_or_default();
    let lists = signs.organizations.is_some() || signs.sessions.is_some();
    let thing = signs.member_id.is_some() || signs.organization_id.is_some() || signs.kind.is_some();
    thing && !lists
}

pub(super) fn read(mut file: impl BufRead, sink: &mut dyn Sink) -> io::Result<()> {
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

fn read_line(place: &str, line: &str, sink: &mut dyn Sink) {
    let signs: Signs = match serde_json::from_str(line) {
        Ok(signs) => signs,
        Err(error) => return sink.refuse(place, &format!("not JSON: {error}")),
    };
    if signs.kind.is_some() {
        sink.session(place, line);
    } else if signs.member_id.is_some() {
        sink.member(place, line, None);
    } else if signs.organization_id.is_some() {
        let mut deserializer = serde_json::Deserializer::from_str(line);
        let seed = OrganizationSeed { place: place.to_owned(), sink };
        if let Err(error) = seed.deserialize(&mut deserializer) {
            sink.refuse(place, &error.to_string());
        }
    } else {
        sink.refuse(place, "expected an organization, a Member or a session");
    }
}
