//! Compressed bodies.
//!
//! A body that fits is compressed as a whole. Otherwise its entries are compressed one by one, each into DEFLATE blocks without
//! back-references to earlier entries that end at a byte boundary, so that each entry can be left out (RFC 1951). The result is
//! larger, but its size is a sum, and one pass finds the entries that fit.

use std::io::{self, Write};

use flate2::{Compress, Compression, FlushCompress, write::GzEncoder};

use super::{LARGEST_GZIP, shorten::Encoding};

/// The gzip header of a file without a name and a time, compressed for speed on an unknown system (RFC 1952).
const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 255];
/// An uncompressed block with a comma.
const COMMA: [u8; 6] = [0, 1, 0, 0xfe, 0xff, b','];
/// The end of blocks that end at a byte boundary: the length of an empty block, and its complement.
const FLUSHED: [u8; 4] = [0, 0, 0xff, 0xff];
/// The last block, an empty one.
const LAST_BLOCK: [u8; 2] = [3, 0];
/// The checksum and the length of the text.
const TRAILER: usize = 8;

/// Compresses `bytes`. Returns `None` if the result is larger than `largest`.
pub(super) fn gzip(bytes: &[u8], largest: usize) -> Option<Vec<u8>> {
    let bounded = Bounded { bytes: Vec::with_capacity(bytes.len() / 8), largest };
    let mut encoder = GzEncoder::new(bounded, Compression::fast());
    encoder.write_all(bytes).ok()?;
    Some(encoder.finish().ok()?.bytes)
}

/// A buffer with a limit, so that compression ends early if the result is too large.
struct Bounded {
    bytes: Vec<u8>,
    largest: usize,
}

impl Write for Bounded {
    fn write(&mut self, more: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + more.len() > self.largest {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(more);
        Ok(more.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A gzip file of independent parts.
pub(super) struct Gzip {
    compressor: Compress,
    /// The blocks of one part, before they are copied to a buffer of their size.
    buffer: Vec<u8>,
}

impl Gzip {
    pub(super) fn new() -> Self {
        Self { compressor: Compress::new(Compression::fast(), false), buffer: Vec::new() }
    }

    /// Compresses `text` into blocks that end at a byte boundary. Returns `None` if the compressor did not complete them.
    fn blocks(&mut self, text: &[u8]) -> Option<Vec<u8>> {
        let Self { compressor, buffer } = self;
        compressor.reset();
        buffer.clear();
        // The blocks take at most nine eighths of the text. In a buffer that is too small, the compressor leaves out the end.
        buffer.reserve(text.len() + text.len() / 8 + 1024);
        compressor.compress_vec(text, buffer, FlushCompress::Sync).ok()?;
        let is_complete = usize::try_from(compressor.total_in()) == Ok(text.len());
        (is_complete && buffer.ends_with(&FLUSHED)).then(|| buffer.clone())
    }
}

/// A part of a text with its compressed blocks.
pub(super) struct Blocks<'t> {
    text: &'t str,
    blocks: Vec<u8>,
}

impl Encoding for Gzip {
    type Part<'t> = Blocks<'t>;
    type Whole = Vec<u8>;
    const LARGEST: usize = LARGEST_GZIP;
    const AROUND: usize = HEADER.len() + LAST_BLOCK.len() + TRAILER;
    const COMMA: usize = COMMA.len();

    fn part<'t>(&mut self, text: &'t str) -> Option<(Blocks<'t>, usize)> {
        let blocks = self.blocks(text.as_bytes())?;
        let size = blocks.len();
        Some((Blocks { text, blocks }, size))
    }

    fn whole(head: Blocks<'_>, entries: Vec<Blocks<'_>>, tail: Blocks<'_>) -> Vec<u8> {
        let mut file = File { bytes: HEADER.to_vec(), ..File::default() };
        file.add(head.text, &head.blocks);
        for (index, entry) in entries.iter().enumerate() {
            if index > 0 {
                file.add(",", &COMMA);
            }
            file.add(entry.text, &entry.blocks);
        }
        file.add(tail.text, &tail.blocks);
        file.end()
    }
}

/// A gzip file that is being written.
#[derive(Default)]
struct File {
    bytes: Vec<u8>,
    checksum: crc32fast::Hasher,
    /// The length of the text modulo 2^32.
    length: u32,
}

impl File {
    fn add(&mut self, text: &str, blocks: &[u8]) {
        self.bytes.extend_from_slice(blocks);
        self.checksum.update(text.as_bytes());
        #[expect(clippy::cast_possible_truncation, reason = "modulo 2^32")]
        let length = text.len() as u32;
        self.length = self.length.wrapping_add(length);
    }

    fn end(mut self) -> Vec<u8> {
        self.bytes.extend_from_slice(&LAST_BLOCK);
        self.bytes.extend_from_slice(&self.checksum.finalize().to_le_bytes());
        self.bytes.extend_from_slice(&self.length.to_le_bytes());
        self.bytes
    }
}
