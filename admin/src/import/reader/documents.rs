//! Reads concatenated JSON documents.

use std::io::{self, Read};

use serde::de::DeserializeSeed;

use super::{element::ElementSeed, sink::RecordSink};

/// Reads the documents of a file, up to the first that is not valid JSON.
pub(super) fn read(file: impl Read, sink: &mut dyn RecordSink) -> io::Result<()> {
    let mut deserializer = serde_json::Deserializer::from_reader(file);
    for number in 1_usize.. {
        if number > 1 && deserializer.end().is_ok() {
            break;
        }
        let pointer = if number == 1 { String::new() } else { format!("document {number}") };
        match ElementSeed::document(&pointer, sink).deserialize(&mut deserializer) {
            Ok(()) => {}
            Err(error) if error.is_io() => return Err(error.into()),
            Err(error) => {
                sink.refuse(&pointer, &message(&error));
                break;
            }
        }
    }
    Ok(())
}

/// Describes a syntax error or a structural error.
pub(super) fn message(error: &serde_json::Error) -> String {
    if error.is_data() {
        return error.to_string();
    }
    // serde_json reports bytes that are not UTF-8 as invalid code points.
    format!("not JSON: {}", error.to_string().replace("invalid unicode code point", "not UTF-8"))
}
