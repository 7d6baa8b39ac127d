//! Writes `tracing` events as log lines.

use std::fmt;

use serde_json::{Map, Value};
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    level_filters::LevelFilter,
    span,
};

use super::{
    line_format::{Head, to_line},
    serve_and_log::Telemetry,
};
use crate::request_context::{InvocationMetadata, RequestContext};

/// A `tracing` subscriber that writes each event as a log line. Spans are ignored, because log lines contain the fields
/// of the invocation.
#[derive(Debug, Clone)]
pub struct LogSubscriber(Telemetry);

impl LogSubscriber {
    /// Creates a subscriber that writes to `telemetry` at its log level.
    #[must_use]
    pub fn new(telemetry: Telemetry) -> Self {
        Self(telemetry)
    }
}

impl Subscriber for LogSubscriber {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event() && self.0.is_enabled(*metadata.level())
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(self.0.function().level())
    }

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let metadata = event.metadata();
        let location = format!("{}:{}", metadata.target(), metadata.line().unwrap_or_default());
        fields.others.insert("location".to_owned(), Value::String(location));
        let write = |invocation: Option<&InvocationMetadata>| {
            let (level, at, function) = (*metadata.level(), self.0.now(), self.0.function());
            let head = Head { level, message: &fields.message, at, function, invocation };
            self.0.write(&to_line(&head, &fields.others));
        };
        if RequestContext::with_current(|context| write(context.invocation.as_ref())).is_none() {
            write(None);
        }
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

/// The message and the other fields of an event.
#[derive(Default)]
struct Fields {
    message: String,
    others: Map<String, Value>,
}

impl Fields {
    fn add(&mut self, field: &Field, value: impl Into<Value>) {
        self.others.insert(field.name().to_owned(), value.into());
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let text = format!("{value:?}");
        if field.name() == "message" {
            self.message = text;
        } else {
            self.add(field, text);
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.add(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.add(field, value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.add(field, value);
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.add(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.add(field, value);
    }
}
