//! Removes the largest entries from a body.

use std::ops::Range;

use super::{EntrySize, entries_to_keep};
use crate::{domain::discovery::MembershipType, http::response::ResponseEntry};

/// An encoding in which the size of a body is the sum of the sizes of its parts, so that a part can be omitted without
/// encoding the other parts again.
pub(super) trait Encoding {
    /// An encoded part.
    type Part<'t>;
    /// An encoded body.
    type Body;
    /// The maximum size of an encoded body.
    const MAX_BYTES: usize;
    /// The size of an encoded body without its parts and the commas between them.
    const OVERHEAD: usize;
    /// The encoded size of the comma between two entries.
    const COMMA_SIZE: usize;

    /// Encodes a part and returns it with its size. Returns `None` if the part cannot be encoded.
    fn encode_part<'t>(&mut self, text: &'t str) -> Option<(Self::Part<'t>, usize)>;

    /// Joins the parts: the text before the list, the entries, and the text after the list.
    fn join(head: Self::Part<'_>, entries: Vec<Self::Part<'_>>, tail: Self::Part<'_>) -> Self::Body;
}

/// Encodes `text` without its largest removable entries, and returns it with the membership types of the removed
/// entries. Returns `None` if the entries that may not be removed do not fit.
pub(super) fn shorten<E: Encoding>(
    text: &str,
    entries: &[ResponseEntry],
    mut encoding: E,
) -> Option<(E::Body, Vec<MembershipType>)> {
    let list = entries.first()?.range.start..entries.last()?.range.end;
    let (head, head_size) = encoding.encode_part(&text[..list.start])?;
    let (tail, tail_size) = encoding.encode_part(&text[list.end..])?;
    let pieces = pieces(entries);
    // There is one comma fewer than there are pieces.
    let room = (E::MAX_BYTES + E::COMMA_SIZE).checked_sub(E::OVERHEAD + head_size + tail_size)?;
    let kept = encode_kept_pieces(text, &pieces, room, &mut encoding)?;
    let removed = pieces.iter().zip(&kept).filter(|(_, part)| part.is_none());
    let removed = removed.filter_map(|(piece, _)| piece.removable).collect();
    Some((E::join(head, kept.into_iter().flatten().collect(), tail), removed))
}

/// Encodes the pieces that stay. The list contains `None` for each removed piece. Returns `None` instead of a list if
/// the pieces that may not be removed do not fit.
fn encode_kept_pieces<'t, E: Encoding>(
    text: &'t str,
    pieces: &[Piece],
    mut room: usize,
    encoding: &mut E,
) -> Option<Vec<Option<E::Part<'t>>>> {
    let mut parts: Vec<Option<E::Part<'t>>> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let mut part = None;
        if piece.removable.is_none() {
            let (fixed, size) = encoding.encode_part(&text[piece.range.clone()])?;
            room = room.checked_sub(size + E::COMMA_SIZE)?;
            part = Some(fixed);
        }
        parts.push(part);
    }
    let sizes: Vec<EntrySize> = pieces.iter().map(Piece::size).collect();
    let is_kept = entries_to_keep(&sizes, room, |index| {
        let Some((part, size)) = encoding.encode_part(&text[pieces[index].range.clone()]) else {
            return usize::MAX;
        };
        parts[index] = Some(part);
        size + E::COMMA_SIZE
    });
    Some(parts.into_iter().zip(is_kept).map(|(part, is_kept)| part.filter(|_| is_kept)).collect())
}

/// An entry that may be removed, or a run of entries that must stay.
struct Piece {
    /// The range in the text, including the commas between the entries of a run.
    range: Range<usize>,
    /// The membership type of an entry that may be removed.
    removable: Option<MembershipType>,
}

impl Piece {
    fn size(&self) -> EntrySize {
        EntrySize { bytes: self.range.len(), is_removable: self.removable.is_some() }
    }
}

/// Groups entries. Consecutive entries that may not be removed are one piece, because they compress better together.
fn pieces(entries: &[ResponseEntry]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::with_capacity(entries.len());
    for entry in entries {
        let removable = entry.is_removable.then_some(entry.relation);
        match pieces.last_mut() {
            Some(last) if last.removable.is_none() && removable.is_none() => last.range.end = entry.range.end,
            _ => pieces.push(Piece { range: entry.range.clone(), removable }),
        }
    }
    pieces
}
