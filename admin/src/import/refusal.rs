//! Records that conflict with stored data.

use serde::Serialize;

use super::{diagnostics::Diagnostic, entity::Entity, refused_record::RefusedRecord};

/// A record that was not written because it conflicts with stored data.
pub(super) struct RefusedWrite {
    pub(super) reason: Diagnostic,
    record: RefusedRecord,
}

impl RefusedWrite {
    pub(super) fn new<T: Serialize>(entity: &Entity<T>, reason: &str) -> Self {
        let reason = entity.diagnostic("", reason.to_owned());
        let record = RefusedRecord::of(entity, &reason);
        Self { reason, record }
    }

    /// Adds text to the reason.
    pub(super) fn explain(&mut self, text: &str) {
        self.reason.reason.push_str(text);
        self.record.reasons = vec![self.reason.reason.clone()];
    }

    pub(super) fn into_parts(self) -> (Diagnostic, RefusedRecord) {
        (self.reason, self.record)
    }
}
