//! Random combinations of repairable damage.

use std::collections::BTreeSet;

use proptest::{
    prelude::{ProptestConfig, any, prop_assert_eq},
    proptest,
    sample::Index,
};
use serde_json::json;

use super::small_data_set;
use crate::raw_items::Raw;
use org_discovery_admin::consistency::{RepairAction, Repaired};
use test_support::{TestApp, random_data::case_count};

/// Applies one kind of damage, from 0 to 8.
async fn damage(app: &TestApp, kind: usize) {
    let raw = Raw(app);
    match kind {
        0 => raw.set(raw.edge_item("domain#acme.example", "organization-acme"), "schema", 1).await,
        1 => raw.unset(raw.member_item("bob@acme.example", "organization-acme"), "counted_domain").await,
        2 => raw.set(raw.counter_item("organization-acme", "acme.example"), "verified_members", 9).await,
        3 => raw.set(raw.counter_item("organization-globex", "acme.example"), "verified_members", 0).await,
        4 => raw.set(raw.member_item("bob@acme.example", "organization-acme"), "organization", "x").await,
        5 => {
            let moved = "organization-globex#none@acme.example";
            raw.set(raw.id_item("member-gus"), "member_location", moved).await;
        }
        6 => raw.unset(raw.member_item("gus@acme.example", "organization-globex"), "revision").await,
        7 => raw.set(raw.edge_item("tenant#slack#T1", "organization-globex"), "schema", 1).await,
        _ => {
            let ann = raw.member_item("ann@acme.example", "organization-acme");
            raw.set(ann, "counted_domain", "other.example").await;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: case_count(24), ..ProptestConfig::default() })]

    #[test]
    fn random_damage_is_repaired(kinds in proptest::collection::vec(any::<Index>(), 1..6)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let app = TestApp::start(small_data_set()).await;
            let (before, response) = (app.all_items().await, app.discover("ist").await.entries());
            for kind in &kinds {
                damage(&app, kind.index(9)).await;
            }
            let found = app.writer.consistency().check(app.now()).await.expect("a check");
            prop_assert_eq!(found.inconsistencies.is_empty(), false);
            let mut repaired = Repaired::default();
            let allowed = BTreeSet::from([RepairAction::Rebuild]);
            app.writer.consistency().check_and_repair(app.now(), &allowed, &mut repaired).await.expect("repairs");
            prop_assert_eq!(json!(repaired.remaining.inconsistencies), json!([]));
            let mut after = app.all_items().await;
            after[3].retain(|row| row.get("verified_members").is_none_or(|count| count != "0"));
            prop_assert_eq!(after, before);
            prop_assert_eq!(app.discover("ist").await.entries(), response);
            Ok(())
        })?;
    }
}
