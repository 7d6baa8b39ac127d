//! Objects whose text is known already.

use std::{fmt, ops::Deref};

use serde::Serialize;

/// An object, and the JSON text that it becomes, where somebody knows it.
///
/// An answer is mostly objects that stand in the store just as the answer shows them. To copy their text costs a small part
/// of writing it again.
#[derive(Clone)]
pub struct Written<T> {
    /// In a box, because it is large and changes hands often.
    object: Box<T>,
    text: Option<String>,
}

impl<T: Serialize> Written<T> {
    /// An object that becomes `text`: not something alike, but the same bytes. Builds with debug assertions hold it to that.
    #[must_use]
    pub fn with_text(object: T, text: String) -> Self {
        debug_assert!(
            serde_json::to_string(&object).is_ok_and(|written| written == text),
            "another text than the object's"
        );
        Self { object: Box::new(object), text: Some(text) }
    }
}

impl<T> Written<T> {
    /// The text, where it is known.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// The object alone.
    #[must_use]
    pub fn into_object(self) -> T {
        *self.object
    }
}

impl<T> From<T> for Written<T> {
    fn from(object: T) -> Self {
        Self { object: Box::new(object), text: None }
    }
}

impl<T> Deref for Written<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.object
    }
}

/// The text tells what debug output of an object may hide.
impl<T: fmt::Debug> fmt::Debug for Written<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.object.fmt(f)
    }
}
