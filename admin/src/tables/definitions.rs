//! The definitions of the five tables.

use org_discovery::store::dynamodb::{
    TableNames,
    items::{joinable, members, organizations, projects, sessions},
};

/// A table with its keys. Every key attribute is a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableDefinition {
    /// The name of the table in the data model, such as `members`.
    pub kind: &'static str,
    /// The partition key.
    pub partition_key: &'static str,
    /// The sort key.
    pub sort_key: Option<&'static str>,
    /// The index for writers and operators. The function does not use it, because an index has no consistent reads.
    pub index: Option<IndexDefinition>,
    /// The attribute with an item's expiry, in seconds since the Unix epoch.
    pub time_to_live: Option<&'static str>,
}

/// An index that contains only keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IndexDefinition {
    /// The name of the index.
    pub name: &'static str,
    /// The partition key.
    pub partition_key: &'static str,
    /// The sort key.
    pub sort_key: &'static str,
}

/// The sessions of a Member.
pub const SESSIONS_BY_MEMBER: IndexDefinition = IndexDefinition {
    name: "sessions_by_member",
    partition_key: sessions::MEMBER,
    sort_key: sessions::TOKEN_HASH,
};

/// The Members of an organization.
pub const MEMBERS_BY_ORGANIZATION: IndexDefinition = IndexDefinition {
    name: "members_by_organization",
    partition_key: members::ORGANIZATION,
    sort_key: members::MEMBER_ID,
};

/// The five tables.
pub const TABLES: [TableDefinition; 5] = [
    TableDefinition {
        kind: projects::TABLE,
        partition_key: projects::PROJECT_ID,
        sort_key: None,
        index: None,
        time_to_live: None,
    },
    TableDefinition {
        kind: sessions::TABLE,
        partition_key: sessions::TOKEN_HASH,
        sort_key: None,
        index: Some(SESSIONS_BY_MEMBER),
        time_to_live: Some(sessions::EXPIRES_AT),
    },
    TableDefinition {
        kind: members::TABLE,
        partition_key: members::ADDRESS,
        sort_key: Some(members::ORGANIZATION_ID),
        index: Some(MEMBERS_BY_ORGANIZATION),
        time_to_live: None,
    },
    TableDefinition {
        kind: joinable::TABLE,
        partition_key: joinable::EDGE,
        sort_key: Some(joinable::ORGANIZATION_ID),
        index: None,
        time_to_live: None,
    },
    TableDefinition {
        kind: organizations::TABLE,
        partition_key: organizations::ORGANIZATION,
        sort_key: Some(organizations::RECORD),
        index: None,
        time_to_live: None,
    },
];

impl TableDefinition {
    /// Returns the name of this table in a deployment.
    #[must_use]
    pub fn name_in<'n>(&self, names: &'n TableNames) -> &'n str {
        match self.kind {
            projects::TABLE => &names.projects,
            sessions::TABLE => &names.sessions,
            members::TABLE => &names.members,
            joinable::TABLE => &names.joinable,
            _ => &names.organizations,
        }
    }

    /// Returns every attribute that is part of a key of the table or its index, each once.
    #[must_use]
    pub fn key_attributes(&self) -> Vec<&'static str> {
        let index = self.index.map(|index| [index.partition_key, index.sort_key]);
        let mut names = vec![self.partition_key];
        names.extend(self.sort_key);
        names.extend(index.into_iter().flatten());
        names.sort_unstable();
        names.dedup();
        names
    }
}
