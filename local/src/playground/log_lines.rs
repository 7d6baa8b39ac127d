//! The last log lines of the functions.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use serde_json::Value;

/// The number of lines that are kept. The page asks for a line right after its request.
const KEPT: usize = 100;

/// Keeps the last log lines.
#[derive(Debug, Clone, Default)]
pub struct LogLines(Arc<Mutex<VecDeque<String>>>);

impl LogLines {
    pub fn push(&self, line: &str) {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if lines.len() == KEPT {
            lines.pop_front();
        }
        lines.push_back(line.trim_end().to_owned());
    }

    /// Returns the log line of a request, or `None` if the log level excludes it.
    pub fn of_request(&self, request_id: &str) -> Option<String> {
        let lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_of_request = |line: &&String| {
            serde_json::from_str::<Value>(line).is_ok_and(|line| line["request_id"] == request_id)
        };
        lines.iter().rev().find(is_of_request).cloned()
    }
}
