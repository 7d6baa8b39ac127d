//! Factors that an attacker can obtain authenticate the attacker in no organization but the attacker's own.

use proptest::{
    collection::vec,
    prelude::{ProptestConfig, any, prop_assert},
    proptest,
    sample::subsequence,
    test_runner::TestCaseError,
};
use serde_json::Value;

use super::entries::{entries, is_redacted, load_sessions, run, start};
use test_support::random_data::{
    attacker::{EVIL, attacker_members, attacker_session, evil, obtainable_factors},
    case_count,
    generate::{ADDRESSES, Write, writes},
};

async fn check_attacks(
    writes: Vec<Write>,
    evil: Value,
    attacks: Vec<(Vec<Value>, bool)>,
) -> Result<(), TestCaseError> {
    let writes = [writes, vec![Write::PutOrganization(evil)], attacker_members(EVIL)].concat();
    let (mut app, _) = start(&writes).await;
    let mut sessions = Vec::new();
    for (index, (factors, is_member)) in attacks.iter().enumerate() {
        sessions.push(attacker_session(EVIL, ADDRESSES[index % ADDRESSES.len()], factors, *is_member));
    }
    load_sessions(&mut app, &mut sessions).await;
    for session in &sessions {
        let entries = entries(&app, session).await.expect("a session");
        for (id, entry) in entries.iter().filter(|(id, _)| *id != EVIL) {
            prop_assert!(entry["member_authenticated"] == false, "{} {}", id, session);
            prop_assert!(!entry["primary_required"].is_null(), "{} {}", id, session);
            prop_assert!(is_redacted(entry), "{} {}", id, session);
            let member = &entry["membership"]["member"];
            prop_assert!(member.is_null() || member["name"] == "", "{} {}", id, session);
            prop_assert!(entry["mfa_required"]["member_options"].is_null(), "{} {}", id, session);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: case_count(16), max_shrink_iters: 100, ..ProptestConfig::default() })]

    #[test]
    fn obtainable_factors_authenticate_only_in_attackers_organization(
        writes in writes(), evil in evil(EVIL),
        attacks in vec((subsequence(obtainable_factors(), 1..=6), any::<bool>()), 14),
    ) {
        run(check_attacks(writes, evil, attacks))?;
    }
}
