//! Conditions on the items of a transaction.

use aws_sdk_dynamodb::types::AttributeValue;

use org_discovery::store::dynamodb::items::{
    attributes::{Item, SCHEMA_ATTRIBUTE},
    checksummed_object::OBJECT,
};

/// The required state of an item for a transaction to be committed.
pub(crate) enum Condition<'c> {
    /// The item does not exist. Contains the name of a key attribute.
    Absent(&'c str),
    /// The attribute has this value.
    Equal(&'c str, AttributeValue),
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
        }
    }

    /// Returns the attribute that the expression's `#condition` names.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Absent(name) | Self::Equal(name, _) => name,
        }
    }

    /// Returns the value of the expression's `:condition`.
    pub(super) fn value(&self) -> Option<AttributeValue> {
        match self {
            Self::Absent(_) => None,
            Self::Equal(_, value) => Some(value.clone()),
        }
    }
}
