//! Conditions on the items of a transaction.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use org_discovery::{
    domain::Timestamp,
    store::dynamodb::items::{
        attributes::{Item, SCHEMA_ATTRIBUTE, number},
        checksummed_object::OBJECT,
    },
};

/// The required state of an item for a transaction to be committed.
pub(crate) enum Condition<'c> {
    /// The item does not exist. Contains the name of a key attribute.
    Absent(&'c str),
    /// The attribute has this value.
    Equal(&'c str, AttributeValue),
    /// The number in the attribute is above zero.
    Positive(&'c str),
    /// The first attribute has this value, and the second, a time in seconds, is later than `now`.
    EqualAndLater {
        /// The name and the value of the first attribute.
        equal: (&'c str, AttributeValue),
        /// The name of the second attribute.
        later: &'c str,
        /// The time.
        now: Timestamp,
    },
}

impl<'c> Condition<'c> {
    /// Returns the condition that a damaged item, which may lack a revision, is still the item that was read. `None` if
    /// the item has no attribute to compare.
    pub(crate) fn same_item(item: &'c Item) -> Option<Self> {
        let compared = [OBJECT, SCHEMA_ATTRIBUTE].into_iter().find_map(|name| item.get_key_value(name));
        compared.map(|(name, value)| Self::Equal(name, value.clone()))
    }
}

impl Condition<'_> {
    /// Returns the condition expression.
    pub(super) fn expression(&self) -> &'static str {
        match self {
            Self::Absent(_) => "attribute_not_exists(#condition)",
            Self::Equal(..) => "#condition = :condition",
            Self::Positive(_) => "#condition > :condition",
            Self::EqualAndLater { .. } => "#condition = :condition AND #later > :now",
        }
    }

    /// Returns the attributes that the expression names.
    pub(super) fn names(&self) -> HashMap<String, String> {
        let (name, later) = match self {
            Self::Absent(name) | Self::Equal(name, _) | Self::Positive(name) => (name, None),
            Self::EqualAndLater { equal: (name, _), later, .. } => (name, Some(later)),
        };
        let names = [("#condition", name)].into_iter().chain(later.map(|later| ("#later", later)));
        names.map(|(placeholder, name)| (placeholder.to_owned(), (*name).to_owned())).collect()
    }

    /// Returns the values of the expression, or `None` instead of an empty map, which is invalid.
    pub(super) fn values(&self) -> Option<HashMap<String, AttributeValue>> {
        let values = match self {
            Self::Absent(_) => return None,
            Self::Equal(_, value) => vec![(":condition", value.clone())],
            Self::Positive(_) => vec![(":condition", number(0))],
            Self::EqualAndLater { equal: (_, value), now, .. } => {
                vec![(":condition", value.clone()), (":now", number(now.unix()))]
            }
        };
        Some(values.into_iter().map(|(placeholder, value)| (placeholder.to_owned(), value)).collect())
    }
}
