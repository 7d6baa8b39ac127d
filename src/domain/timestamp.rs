//! Timestamps in RFC 3339 format.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::string_newtype::deserialize_parsed;

/// A time in UTC with a precision of seconds, between the years 0000 and 9999.
///
/// It is serialized in RFC 3339 format (`2026-04-25T16:37:09Z`). Parsing also accepts fractions of a second, which are
/// dropped, and other offsets.
///
/// ```
/// use org_discovery::domain::Timestamp;
///
/// let time = Timestamp::parse("2026-04-25T18:37:09.5+02:00").ok_or("not an RFC 3339 time")?;
/// assert_eq!(time.to_string(), "2026-04-25T16:37:09Z");
/// assert_eq!(time.plus_seconds(51).to_string(), "2026-04-25T16:38:00Z");
/// # Ok::<(), &str>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(OffsetDateTime);

impl Timestamp {
    /// The Unix epoch, 1970-01-01T00:00:00Z.
    pub const EPOCH: Self = Self(OffsetDateTime::UNIX_EPOCH);

    /// Creates a timestamp from seconds since the Unix epoch. Returns `None` outside the years 0000 to 9999.
    #[must_use]
    pub fn from_unix(seconds: i64) -> Option<Self> {
        let moment = OffsetDateTime::from_unix_timestamp(seconds).ok()?;
        (0..=9999).contains(&moment.year()).then_some(Self(moment))
    }

    /// Returns the seconds since the Unix epoch.
    #[must_use]
    pub fn unix(self) -> i64 {
        self.0.unix_timestamp()
    }

    /// Parses a time in RFC 3339 format. Returns `None` for other text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let moment = OffsetDateTime::parse(text, &Rfc3339).ok()?;
        Self::from_unix(moment.unix_timestamp())
    }

    /// Adds `seconds`, which can be negative. If the result is out of range, returns the timestamp unchanged.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        self.unix().checked_add(seconds).and_then(Self::from_unix).unwrap_or(self)
    }

    /// Returns the seconds since `earlier`. The result is negative if `earlier` is later than this timestamp.
    #[must_use]
    pub fn seconds_since(self, earlier: Self) -> i64 {
        self.unix() - earlier.unix()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (date, time) = (self.0.date(), self.0.time());
        write!(
            f,
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
            date.year(),
            u8::from(date.month()),
            date.day(),
            time.hour(),
            time.minute(),
            time.second()
        )
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize_parsed(deserializer, |text| {
            Self::parse(text).ok_or("expected an RFC 3339 time such as 2026-04-25T16:37:09Z")
        })
    }
}
