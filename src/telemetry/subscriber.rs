//! What the code reports on its way, as lines.

use std::fmt;

use serde_json::{Map, Value};
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    level_filters::LevelFilter,
    span,
};

use super::{
    Telemetry,
    invocation::Invocation,
    line::{Head, to_line},
};

/// Makes a line of every event. Spans are not looked at: what a line belongs to is known otherwise.
#[derive(Debug, Clone)]
pub struct LogLines(Telemetry);

impl LogLines {
    /// Lines for `telemetry`, at its log level.
    #[must_use]
    pub fn new(telemetry: Telemetry) -> Self {
        Self(telemetry)
    }
}

impl Subscriber for LogLines {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event() && self.0.tells(*metadata.level())
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(self.0.0.function.level())
    }

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let metadata = event.metadata();
        let location = format!("{}:{}", metadata.target(), metadata.line().unwrap_or_default());
        fields.others.insert("location".to_owned(), Value::String(location));
        let head = Head {
            level: *metadata.level(),
            message: &fields.message,
            at: self.0.0.clock.unix_milliseconds(),
            function: &self.0.0.function,
            invocation: Invocation::current(),
        };
        self.0.write(&to_line(&head, &fields.others));
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

/// The fields of an event.
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
