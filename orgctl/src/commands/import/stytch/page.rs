//! A page of a search.

use std::collections::HashSet;

use org_discovery_admin::fingerprint;
use serde::Deserialize;
use serde_json::{Value, json, value::RawValue};

use crate::failure::Failure;

/// The parts of a page that are imported, as JSON text.
#[derive(Deserialize)]
pub struct Page<'p> {
    #[serde(borrow)]
    organizations: Option<&'p RawValue>,
    #[serde(borrow)]
    members: Option<&'p RawValue>,
    results_metadata: Metadata,
}

#[derive(Deserialize)]
struct Metadata {
    #[serde(default)]
    total: u64,
    next_cursor: Option<String>,
}

#[derive(Deserialize)]
struct Ids {
    organization_id: String,
    member_id: Option<String>,
}

impl<'p> Page<'p> {
    pub fn parse(body: &'p [u8], host: &str) -> Result<Self, Failure> {
        serde_json::from_slice(body).map_err(|error| {
            Failure::refused(format!("{host} does not respond with a page of a search: {error}"))
        })
    }

    /// Returns the cursor of the next page.
    pub fn next_cursor(&self) -> Option<&str> {
        self.results_metadata.next_cursor.as_deref().filter(|cursor| !cursor.is_empty())
    }

    /// Returns the number of results of the search at the time of this page.
    pub fn total(&self) -> u64 {
        self.results_metadata.total
    }

    /// Returns the ids of the organizations.
    pub fn organization_ids(&self) -> Vec<String> {
        ids_of(self.organizations).map(|ids| ids.organization_id).collect()
    }

    /// Returns the fingerprints of the ids of the results.
    pub fn result_ids(&self) -> HashSet<u64> {
        let results = if self.members.is_some() { self.members } else { self.organizations };
        let id = |ids: Ids| fingerprint(ids.member_id.unwrap_or(ids.organization_id).as_str());
        ids_of(results).map(id).collect()
    }

    /// Returns the page for the import. The total is left out: it can change while the pages are read, and the import
    /// would take the pages for different searches.
    pub fn for_import(&self) -> String {
        let metadata = json!({"next_cursor": self.results_metadata.next_cursor});
        let list = |name: &str, list: Option<&RawValue>| {
            list.map(|list| format!("{}:{},", Value::from(name), list.get())).unwrap_or_default()
        };
        let (organizations, members) =
            (list("organizations", self.organizations), list("members", self.members));
        format!("{{{organizations}{members}\"results_metadata\":{metadata}}}\n")
    }
}

/// Returns the ids of a list. Objects without ids are ignored, because the import reports them.
fn ids_of(list: Option<&RawValue>) -> impl Iterator<Item = Ids> + use<> {
    let list: Vec<Box<RawValue>> =
        list.and_then(|list| serde_json::from_str(list.get()).ok()).unwrap_or_default();
    list.into_iter().filter_map(|object| serde_json::from_str(object.get()).ok())
}
