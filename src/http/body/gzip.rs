//! Compressed bodies.
//!
//! A body that fits is compressed as a whole. Otherwise each entry is compressed separately, into DEFLATE blocks (RFC
//! 1951) that end at a byte boundary and do not refer to earlier entries, so that any entry can be omitted. The result
//! is larger, but its size is the sum of the sizes of its parts, and one pass finds the entries that fit.

use std::io::{self, Write};

use flate2::{Compress, Compression, FlushCompress, write::GzEncoder};

use super::{MAX_GZIP_BYTES, remove_largest::Encoding};

/// A gzip header (RFC 1952) without a file name and a time: fastest compression, unknown system.
const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 255];
/// An uncompressed block with a comma.
const COMMA: [u8; 6] = [0, 1, 0, 0xfe, 0xff, b','];
/// The last bytes of blocks that end at a byte boundary: the length of an empty block and its complement.
const SYNC_MARKER: [u8; 4] = [0, 0, 0xff, 0xff];
/// An empty block that is marked as the last one.
const LAST_BLOCK: [u8; 2] = [3, 0];
/// The size of the checksum and the length of the text.
const TRAILER_SIZE: usize = 8;

/// Compresses `bytes`. Returns `None` if the result is larger than `max_bytes`.
pub(super) fn gzip(bytes: &[u8], max_bytes: usize) -> Option<Vec<u8>> {
    let bounded = BoundedBuffer { bytes: Vec::with_capacity(bytes.len() / 8), max_bytes };
    let mut encoder = GzEncoder::new(bounded, Compression::fast());
    encoder.write_all(bytes).ok()?;
    Some(encoder.finish().ok()?.bytes)
}

/// A buffer with a size limit, so that compression stops early if the result is too large.
struct BoundedBuffer {
    bytes: Vec<u8>,
    max_bytes: usize,
}

impl Write for BoundedBuffer {
    fn write(&mut self, more: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + more.len() > self.max_bytes {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(more);
        Ok(more.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Compresses a body in independent parts.
pub(super) struct Gzip {
    compressor: Compress,
    /// The blocks of one part, before they are copied to a buffer of the exact size.
    buffer: Vec<u8>,
}

impl Gzip {
    pub(super) fn new() -> Self {
        Self { compressor: Compress::new(Compression::fast(), false), buffer: Vec::new() }
    }

    /// Compresses `text` into blocks that end at a byte boundary. Returns `None` if the compressor did not finish.
    fn blocks(&mut self, text: &[u8]) -> Option<Vec<u8>> {
        let Self { compressor, buffer } = self;
        compressor.reset();
        buffer.clear();
        // The blocks take at most nine eighths of the text. The compressor truncates its output if the buffer is too
        // small.
        buffer.reserve(text.len() + text.len() / 8 + 1024);
        compressor.compress_vec(text, buffer, FlushCompress::Sync).ok()?;
        let is_complete = usize::try_from(compressor.total_in()) == Ok(text.len());
        (is_complete && buffer.ends_with(&SYNC_MARKER)).then(|| buffer.clone())
    }
}

/// A part of the body with its compressed blocks.
pub(super) struct Blocks<'t> {
    text: &'t str,
    blocks: Vec<u8>,
}

impl Encoding for Gzip {
    type Part<'t> = Blocks<'t>;
    type Body = Vec<u8>;
    const MAX_BYTES: usize = MAX_GZIP_BYTES;
    const OVERHEAD: usize = HEADER.len() + LAST_BLOCK.len() + TRAILER_SIZE;
    const COMMA_SIZE: usize = COMMA.len();

    fn encode_part<'t>(&mut self, text: &'t str) -> Option<(Blocks<'t>, usize)> {
        let blocks = self.blocks(text.as_bytes())?;
        let size = blocks.len();
        Some((Blocks { text, blocks }, size))
    }

    fn join(head: Blocks<'_>, entries: Vec<Blocks<'_>>, tail: Blocks<'_>) -> Vec<u8> {
        let mut file = GzipFile { bytes: HEADER.to_vec(), ..GzipFile::default() };
        file.add(head.text, &head.blocks);
        for (index, entry) in entries.iter().enumerate() {
            if index > 0 {
                file.add(",", &COMMA);
            }
            file.add(entry.text, &entry.blocks);
        }
        file.add(tail.text, &tail.blocks);
        file.finish()
    }
}

/// A gzip file that is being written.
#[derive(Default)]
struct GzipFile {
    bytes: Vec<u8>,
    checksum: crc32fast::Hasher,
    /// The length of the text modulo 2^32.
    length: u32,
}

impl GzipFile {
    fn add(&mut self, text: &str, blocks: &[u8]) {
        self.bytes.extend_from_slice(blocks);
        self.checksum.update(text.as_bytes());
        #[expect(clippy::cast_possible_truncation, reason = "modulo 2^32")]
        let length = text.len() as u32;
        self.length = self.length.wrapping_add(length);
    }

    fn finish(mut self) -> Vec<u8> {
        self.bytes.extend_from_slice(&LAST_BLOCK);
        self.bytes.extend_from_slice(&self.checksum.finalize().to_le_bytes());
        self.bytes.extend_from_slice(&self.length.to_le_bytes());
        self.bytes
    }
}
