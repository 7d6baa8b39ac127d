//! Objects with their cached JSON text and their revision.

use std::{fmt, ops::Deref};

use serde::Serialize;

use super::Revision;

/// An object and, if it was read from a table, its serialized JSON text and its revision.
///
/// Responses consist mostly of stored objects. Copying the stored text is much cheaper than serializing the object
/// again. Objects without a text, created by [`From`], are serialized when needed.
#[derive(Clone)]
pub struct CachedJson<T> {
    /// Boxed because it is large and often moved.
    object: Box<T>,
    text: Option<String>,
    revision: Option<Revision>,
}

impl<T: Serialize> CachedJson<T> {
    /// Creates a value from an object and its JSON text.
    ///
    /// The object must serialize to exactly `text`. Debug builds verify this.
    #[must_use]
    pub fn with_text(object: T, text: String) -> Self {
        debug_assert!(
            serde_json::to_string(&object).is_ok_and(|written| written == text),
            "the text differs from the serialized object"
        );
        Self { object: Box::new(object), text: Some(text), revision: None }
    }
}

impl<T> CachedJson<T> {
    /// Returns the JSON text, if available.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// Sets the revision of the item that contains the object.
    #[must_use]
    pub fn at_revision(self, revision: Option<Revision>) -> Self {
        Self { revision, ..self }
    }

    /// Returns the revision of the item that contains the object. `None` if the object was not read from a table, or
    /// another writer stored no revision.
    #[must_use]
    pub fn revision(&self) -> Option<&Revision> {
        self.revision.as_ref()
    }

    /// Returns the object and discards its text.
    #[must_use]
    pub fn into_object(self) -> T {
        *self.object
    }
}

impl<T> From<T> for CachedJson<T> {
    fn from(object: T) -> Self {
        Self { object: Box::new(object), text: None, revision: None }
    }
}

impl<T> Deref for CachedJson<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.object
    }
}

/// Omits the text, which contains the personal data that the object's debug output hides.
impl<T: fmt::Debug> fmt::Debug for CachedJson<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.object.fmt(f)
    }
}
