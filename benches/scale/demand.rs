//! The use of AWS by one unit of load.

/// A table, in the order of the data model. The `projects` table depends on instances, not on requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    Sessions,
    Members,
    Joinable,
    Organizations,
}

impl Table {
    pub const ALL: [Self; 4] = [Self::Sessions, Self::Members, Self::Joinable, Self::Organizations];

    pub fn name(self) -> &'static str {
        match self {
            Self::Sessions => "sessions",
            Self::Members => "members",
            Self::Joinable => "joinable",
            Self::Organizations => "organizations",
        }
    }
}

/// Units of reads and writes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Units {
    /// Half read units, because an eventually consistent read costs half a unit.
    pub half_reads: u64,
    /// Write units, those of index entries included.
    pub writes: u64,
}

impl Units {
    pub const fn reads(half_reads: u64) -> Self {
        Self { half_reads, writes: 0 }
    }

    pub const fn writes(writes: u64) -> Self {
        Self { half_reads: 0, writes }
    }

    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self { half_reads: self.half_reads + other.half_reads, writes: self.writes + other.writes }
    }
}

/// A partition key that one in `one_in` units of load uses.
#[derive(Debug, Clone, Copy)]
pub struct HotKey {
    pub table: Table,
    pub name: &'static str,
    pub units: Units,
    pub one_in: u64,
}

/// The use of one unit of load: a list, a sign-in or a refused request.
#[derive(Debug, Clone, Default)]
pub struct Demand {
    /// Requests to the API, each of which is one invocation.
    pub requests: u64,
    /// Requests that the API charges, in increments of 512 KB.
    pub charged_requests: u64,
    /// The duration of the invocations of the discovery function in milliseconds.
    pub discovery_ms: u64,
    /// The duration of the invocations of the exchange function in milliseconds.
    pub exchange_ms: u64,
    /// Signatures with an RSA key of KMS.
    pub signatures: u64,
    /// The bytes of the responses.
    pub response_bytes: u64,
    /// The units of each table, in the order of [`Table::ALL`].
    pub tables: [Units; 4],
    /// The keys that can become hot.
    pub keys: Vec<HotKey>,
    /// One in so many units of load is a transaction that includes the item of the same organization.
    pub conflicts_one_in: Option<u64>,
}

impl Demand {
    pub fn of(&self, table: Table) -> Units {
        Table::ALL
            .into_iter()
            .zip(self.tables)
            .filter(|(of, _)| *of == table)
            .map(|(_, units)| units)
            .fold(Units::default(), Units::plus)
    }

    pub fn half_reads(&self) -> u64 {
        self.tables.iter().map(|units| units.half_reads).sum()
    }

    pub fn writes(&self) -> u64 {
        self.tables.iter().map(|units| units.writes).sum()
    }

    /// Returns the demand of both, with the hot keys of `self`.
    #[must_use]
    pub fn plus(mut self, other: &Self) -> Self {
        self.requests += other.requests;
        self.charged_requests += other.charged_requests;
        self.discovery_ms += other.discovery_ms;
        self.exchange_ms += other.exchange_ms;
        self.signatures += other.signatures;
        self.response_bytes += other.response_bytes;
        for (units, more) in self.tables.iter_mut().zip(other.tables) {
            *units = units.plus(more);
        }
        self
    }

    #[must_use]
    pub fn with_key(mut self, table: Table, name: &'static str, units: Units, one_in: u64) -> Self {
        self.keys.push(HotKey { table, name, units, one_in });
        self
    }

    #[must_use]
    pub fn with_conflicts(self, one_in: u64) -> Self {
        Self { conflicts_one_in: Some(one_in), ..self }
    }
}
