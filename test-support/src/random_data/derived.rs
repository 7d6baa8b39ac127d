//! The items that are derived from organizations and Members: recomputed, and as stored.

use std::collections::BTreeMap;

use serde_json::Value;

use super::reference_store::{ReferenceStore, text};
use crate::TestApp;

impl ReferenceStore {
    /// Recomputes the joinable edges from the settings of the organizations.
    pub fn edges(&self) -> Vec<String> {
        let mut edges = Vec::new();
        for (id, organization) in &self.organizations {
            let list = |value: &Value| value.as_array().into_iter().flatten().map(text).collect::<Vec<_>>();
            if organization["email_jit_provisioning"] == "RESTRICTED" {
                let domains = list(&organization["email_allowed_domains"]);
                edges.extend(domains.iter().map(|domain| format!("domain#{domain} {id}")));
            }
            if organization["oauth_tenant_jit_provisioning"] == "RESTRICTED" {
                for (provider, tenants) in organization["allowed_oauth_tenants"].as_object().expect("a map") {
                    edges.extend(
                        list(tenants).iter().map(|tenant| format!("tenant#{provider}#{tenant} {id}")),
                    );
                }
            }
        }
        edges.sort();
        edges
    }

    /// Recomputes the verified-member counters from the Members.
    pub fn counters(&self) -> BTreeMap<String, i64> {
        let mut counters = BTreeMap::new();
        for member in self.members.values() {
            let address = text(&member["email_address"]);
            let domain = address.split_once('@').expect("an address").1;
            let counts = member["status"] == "active" && member["email_address_verified"] == true;
            if counts && !["gmail.com", "qq.com"].contains(&domain) {
                let organization = text(&member["organization_id"]);
                *counters.entry(format!("{organization} verified#{domain}")).or_default() += 1;
            }
        }
        counters
    }
}

/// Returns the stored joinable edges in the format of [`ReferenceStore::edges`].
pub async fn stored_edges(app: &TestApp) -> Vec<String> {
    let items = app.stored_items(&app.tables.joinable).await;
    let project = app.writer.project_id();
    let mut edges: Vec<String> = items
        .iter()
        .map(|item| {
            let edge = item["edge"].strip_prefix(&format!("{project}#")).expect("the project");
            format!("{edge} {}", item["organization_id"])
        })
        .collect();
    edges.sort();
    edges
}

/// Returns the stored verified-member counters, except zeros, in the format of [`ReferenceStore::counters`].
pub async fn stored_counters(app: &TestApp) -> BTreeMap<String, i64> {
    let items = app.stored_items(&app.tables.organizations).await;
    let prefix = format!("{}#", app.writer.project_id());
    let counters = items.iter().filter(|item| item["record"].starts_with("verified#"));
    let counted = counters.map(|item| {
        let organization = item["organization"].strip_prefix(&prefix).expect("the project");
        (format!("{organization} {}", item["record"]), item["verified_members"].parse().expect("a number"))
    });
    counted.filter(|(_, count)| *count != 0).collect()
}
