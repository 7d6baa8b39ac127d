//! An answer without its largest entries.

use std::ops::Range;

use super::{EntrySize, entries_that_fit};
use crate::{domain::discovery::MembershipType, http::discovery_body::WrittenEntry};

/// A form of a body whose size is the sum over its parts, so that a part can be left out without another look at the rest.
pub(super) trait Encoding {
    /// The form of one part.
    type Part<'t>;
    /// The form of the whole.
    type Whole;
    /// The largest whole.
    const LARGEST: usize;
    /// What a whole takes besides its parts and the commas between them.
    const AROUND: usize;
    /// What the comma between two entries takes.
    const COMMA: usize;

    /// Encodes a part, and returns its size too. `None` if the part cannot be encoded.
    fn part<'t>(&mut self, text: &'t str) -> Option<(Self::Part<'t>, usize)>;

    /// Puts the parts together: what comes before the list, the entries, what follows the list.
    fn whole(head: Self::Part<'_>, entries: Vec<Self::Part<'_>>, tail: Self::Part<'_>) -> Self::Whole;
}

/// Encodes `text` without its largest entries, and returns the relations of those that were removed. `None` if the entries
/// that may not be removed do not fit.
pub(super) fn shorten<E: Encoding>(
    text: &str,
    entries: &[WrittenEntry],
    mut encoding: E,
) -> Option<(E::Whole, Vec<MembershipType>)> {
    let list = entries.first()?.range.start..entries.last()?.range.end;
    let (head, head_size) = encoding.part(&text[..list.start])?;
    let (tail, tail_size) = encoding.part(&text[list.end..])?;
    let pieces = pieces(entries);
    // There is one comma less than pieces.
    let room = (E::LARGEST + E::COMMA).checked_sub(E::AROUND + head_size + tail_size)?;
    let kept = keep(text, &pieces, room, &mut encoding)?;
    let removed = pieces.iter().zip(&kept).filter(|(_, part)| part.is_none());
    let removed = removed.filter_map(|(piece, _)| piece.removable).collect();
    Some((E::whole(head, kept.into_iter().flatten().collect(), tail), removed))
}

/// Encodes the pieces that stay; `None` in the list for one that is removed. `None` instead of a list if those that may not
/// be removed do not fit.
fn keep<'t, E: Encoding>(
    text: &'t str,
    pieces: &[Piece],
    mut room: usize,
    encoding: &mut E,
) -> Option<Vec<Option<E::Part<'t>>>> {
    let mut parts: Vec<Option<E::Part<'t>>> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let mut part = None;
        if piece.removable.is_none() {
            let (fixed, size) = encoding.part(&text[piece.range.clone()])?;
            room = room.checked_sub(size + E::COMMA)?;
            part = Some(fixed);
        }
        parts.push(part);
    }
    let sizes: Vec<EntrySize> = pieces.iter().map(Piece::size).collect();
    let stays = entries_that_fit(&sizes, room, |index| {
        let Some((part, size)) = encoding.part(&text[pieces[index].range.clone()]) else {
            return usize::MAX;
        };
        parts[index] = Some(part);
        size + E::COMMA
    });
    Some(parts.into_iter().zip(stays).map(|(part, stays)| part.filter(|_| stays)).collect())
}

/// An entry that may be removed, or a run of entries that may not.
struct Piece {
    /// Its place in the text, commas inside a run included.
    range: Range<usize>,
    /// The relation of an entry that may be removed.
    removable: Option<MembershipType>,
}

impl Piece {
    fn size(&self) -> EntrySize {
        EntrySize { bytes: self.range.len(), is_removable: self.removable.is_some() }
    }
}

/// Entries that may not be removed and follow one another are one piece, because they compress better together.
fn pieces(entries: &[WrittenEntry]) -> Vec<Piece> {
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
