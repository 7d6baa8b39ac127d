//! A streaming reader, which holds one record in memory at a time. Only Members that precede the id of their
//! organization are buffered, up to 64 MiB.
//!
//! A file contains concatenated JSON documents. Each document is a data file (`{"organizations": […], "members": […],
//! "sessions": […]}`), a page of a search in Stytch's API (where a page of Members has its organizations in an object
//! by id), a single organization, Member or session, or an array of these. Alternatively, the file contains one
//! organization, Member or session per line.

mod documents;
mod element;
mod lines;
mod list;
mod members;
mod organization;
mod sink;

use std::io::{self, BufRead, BufReader, Read, Seek};

pub(super) use sink::{Nesting, RecordSink};

use super::{
    encoding::{ContentStart, find_content},
    sources::ReadSeek,
};

/// The maximum length, in bytes, of a first line that is checked for a record.
const MAX_FIRST_LINE_BYTES: u64 = 16 * 1024 * 1024;

/// Reads `file` into `sink`, including errors in its content.
///
/// # Errors
/// [`io::Error`] if the file cannot be read.
pub(super) fn read(file: Box<dyn ReadSeek>, sink: &mut dyn RecordSink) -> io::Result<()> {
    let mut file = BufReader::with_capacity(64 * 1024, file);
    let start = match find_content(&mut file)? {
        ContentStart::Utf8(start) => start,
        ContentStart::Unsupported(encoding) => {
            sink.refuse("", &encoding.to_string());
            return Ok(());
        }
    };
    let first = first_line(&mut file)?;
    file.seek(start)?;
    if lines::is_record(&first) { lines::read(file, sink) } else { documents::read(file, sink) }
}

fn first_line(file: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    let mut limited = file.take(MAX_FIRST_LINE_BYTES);
    while line.iter().all(u8::is_ascii_whitespace) {
        if limited.read_until(b'\n', &mut line)? == 0 {
            break;
        }
    }
    Ok(line)
}
