//! Objects with their JSON text, where it is known.

use std::{fmt, ops::Deref};

use serde::Serialize;

/// An object and, if it is known, the JSON text that it serializes to.
///
/// Most of an answer is stored objects. Copying their stored text costs a small part of serializing them again.
#[derive(Clone)]
pub struct CachedJson<T> {
    /// Boxed, because it is large and moved often.
    object: Box<T>,
    text: Option<String>,
}

impl<T: Serialize> CachedJson<T> {
    /// Creates an object that serializes to exactly `text`. Debug builds verify that.
    #[must_use]
    pub fn with_text(object: T, text: String) -> Self {
        debug_assert!(
            serde_json::to_string(&object).is_ok_and(|written| written == text),
            "another text than the object's"
        );
        Self { object: Box::new(object), text: Some(text) }
    }
}

impl<T> CachedJson<T> {
    /// Returns the text, if it is known.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// Returns the object without its text.
    #[must_use]
    pub fn into_object(self) -> T {
        *self.object
    }
}

impl<T> From<T> for CachedJson<T> {
    fn from(object: T) -> Self {
        Self { object: Box::new(object), text: None }
    }
}

impl<T> Deref for CachedJson<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.object
    }
}

/// Debug output leaves out the text, which contains what the debug output of the object hides.
impl<T: fmt::Debug> fmt::Debug for CachedJson<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.object.fmt(f)
    }
}
