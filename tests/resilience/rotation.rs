//! Secrets and signing keys are added and removed while several instances of the function serve requests.

use std::{collections::BTreeSet, sync::Mutex, time::Duration};

use org_discovery::domain::{Clock, IssuedSession};
use org_discovery_admin::import::SessionCredential;
use serde_json::{Value, json};

use org_discovery_local::signing_key::SigningKey;
use test_support::behind_proxy::cold_handler;
use test_support::measurements::number_from_env;
use test_support::{
    ApiCall, KEY, KID, PROJECT_ID, TestApp, TestHandler, basic, fault_proxy::FaultProxy, small_data_set,
};

/// The time after which every instance accepts a new credential, in seconds.
const ACCEPTED_AFTER: i64 = 10;
/// The time after which every instance refuses a removed credential, in seconds.
const REFUSED_AFTER: i64 = 60;

/// The times at which a credential was added and removed, in seconds since 1970.
#[derive(Debug, Clone, Copy)]
struct Validity {
    since: i64,
    until: Option<i64>,
}

impl Validity {
    /// Returns true if the credential must be accepted, false if it must be refused, and `None` if both are allowed.
    fn expected_acceptance(self, now: i64) -> Option<bool> {
        match self.until {
            None if now - self.since >= ACCEPTED_AFTER => Some(true),
            Some(until) if now - until >= REFUSED_AFTER => Some(false),
            _ => None,
        }
    }

    fn is_valid(self) -> bool {
        self.until.is_none()
    }
}

struct Secret {
    text: String,
    validity: Validity,
}

struct Key {
    key: SigningKey,
    validity: Validity,
}

/// A service with all secrets and keys that its project has or had.
struct Rotation {
    app: TestApp,
    secrets: Vec<Secret>,
    keys: Vec<Key>,
    random: fastrand::Rng,
}

impl Rotation {
    fn now(&self) -> i64 {
        self.app.now().unix()
    }

    /// Adds or removes a secret or a key. Like an operator, it keeps one or two secrets.
    async fn change_one_credential(&mut self) {
        let now = self.now();
        let valid: Vec<usize> =
            (0..self.secrets.len()).filter(|at| self.secrets[*at].validity.is_valid()).collect();
        if self.random.bool() {
            let at = self.random.usize(0..self.keys.len());
            let validity = &mut self.keys[at].validity;
            *validity = match validity.until {
                None => Validity { until: Some(now), ..*validity },
                Some(_) => Validity { since: now, until: None },
            };
        } else if let [oldest, _] = valid[..] {
            self.secrets[oldest].validity.until = Some(now);
        } else {
            let text = format!("secret-test-{:032}", self.secrets.len());
            self.secrets.push(Secret { text, validity: Validity { since: now, until: None } });
        }
        self.store_project().await;
    }

    /// Stores the project with the valid secrets and keys.
    async fn store_project(&self) {
        let secrets: Vec<&str> = self
            .secrets
            .iter()
            .filter(|secret| secret.validity.is_valid())
            .map(|s| s.text.as_str())
            .collect();
        let keys: Vec<Value> =
            self.keys.iter().filter(|key| key.validity.is_valid()).map(|key| key.key.public()).collect();
        self.app.set_project(&secrets, &keys).await;
    }

    /// Returns a session JWT that is signed with this key.
    fn jwt(&self, key: &SigningKey) -> String {
        let loaded = &self.app.sessions["member"];
        let SessionCredential::Member(_, session) = &loaded.credential else {
            panic!("not a member session");
        };
        let authentication_factors = &loaded.entry.authentication_factors;
        let (expires_at, organization_slug) = (loaded.expires_at, "acme");
        let signed = IssuedSession::new(session, authentication_factors, organization_slug, expires_at);
        key.session_jwt(self.app.writer.project_id(), &signed, self.app.clock.now()).expect("a JWT")
    }

    /// Sends requests with every valid and removed credential to one instance.
    async fn call_with_all(&self, instance: &TestHandler) {
        for secret in &self.secrets {
            let body = json!({"session_token": self.app.token("member")});
            self.call(
                instance,
                secret,
                body,
                secret.validity.expected_acceptance(self.now()),
                "unauthorized_credentials",
            )
            .await;
        }
        let accepted =
            self.secrets.iter().find(|secret| secret.validity.expected_acceptance(self.now()) == Some(true));
        let Some(accepted) = accepted else { return };
        for key in &self.keys {
            let body = json!({"session_jwt": self.jwt(&key.key)});
            self.call(
                instance,
                accepted,
                body,
                key.validity.expected_acceptance(self.now()),
                "jwt_invalid_claims",
            )
            .await;
        }
    }

    async fn call(
        &self,
        instance: &TestHandler,
        secret: &Secret,
        body: Value,
        expected_acceptance: Option<bool>,
        refusal: &str,
    ) {
        let authorization = Some(basic(PROJECT_ID, &secret.text));
        let call = ApiCall { authorization, ..ApiCall::with_body(body.to_string()) };
        let outcome = self.app.send_event_to(instance, &call.into_event().to_string()).await.outcome();
        let case = || format!("{outcome} for {:?} at {}", secret.validity, self.now());
        match expected_acceptance {
            Some(true) => assert_eq!(outcome, "200", "{}", case()),
            Some(false) => assert_eq!(outcome, refusal, "{}", case()),
            None => assert!(["200", refusal].contains(&outcome.as_str()), "{}", case()),
        }
    }
}

async fn rotate(seed: u64) {
    let mut app = TestApp::start(small_data_set()).await;
    let year = json!({"expires_in_seconds": 31_536_000});
    let mut data = small_data_set();
    let sessions = data["sessions"].as_array_mut().unwrap();
    sessions.retain(|session| session["kind"] == "member");
    for session in sessions {
        session.as_object_mut().unwrap().extend(year.as_object().unwrap().clone());
    }
    app.load(json!({"sessions": data["sessions"]})).await;
    let proxy = FaultProxy::start(app.dynamodb_port).await;
    let instances = [(); 3].map(|()| cold_handler(&app, &proxy));
    let validity = Validity { since: app.now().unix() - ACCEPTED_AFTER, until: None };
    let key = |n: usize| SigningKey::generate(&format!("{KID}{n}")).expect("a key");
    let mut rotation = Rotation {
        app,
        secrets: vec![Secret { text: format!("secret-test-{:032}", 0), validity }],
        keys: (0..2).map(|n| Key { key: key(n), validity }).collect(),
        random: fastrand::Rng::with_seed(seed),
    };
    rotation.store_project().await;
    for _ in 0..40 {
        if rotation.random.u32(0..3) == 0 {
            rotation.change_one_credential().await;
        }
        // Hours simulate a freeze. Only one instance receives requests in each round.
        let seconds = rotation.random.choice([0, 1, 5, 9, 10, 30, 59, 60, 61, 7_200]).expect("a time");
        rotation.app.clock.advance(seconds);
        let instance = &instances[rotation.random.usize(0..instances.len())];
        rotation.call_with_all(instance).await;
    }
}

#[tokio::test]
async fn rotation_accepts_valid_and_refuses_removed_credentials() {
    let seed = number_from_env("ROTATION_SEED").unwrap_or_else(|| fastrand::u64(..));
    println!("ROTATION_SEED={seed}");
    for round in 0..3 {
        Box::pin(rotate(seed.wrapping_add(round))).await;
    }
}

/// The secrets that callers may use, each with the time at which it was stored. Shared by the operator and the callers.
type UsableSecrets = Mutex<Vec<(String, i64)>>;

async fn change_secrets(app: &TestApp, secrets: &UsableSecrets) {
    for n in 0..40 {
        let new = format!("secret-test-{n:032}");
        let mut both: Vec<_> = secrets.lock().unwrap().last().cloned().into_iter().collect();
        both.push((new, app.now().unix()));
        let texts: Vec<&str> = both.iter().map(|(text, _)| text.as_str()).collect();
        // Callers stop using the old secret before it is removed.
        secrets.lock().unwrap().clone_from(&both);
        app.set_project(&texts, &[KEY.public()]).await;
        app.clock.advance(10);
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Sends requests with the newest secret that every instance must accept.
async fn call_with_newest_secret(app: &TestApp, secrets: &UsableSecrets) {
    let mut used = BTreeSet::new();
    for _ in 0..80 {
        let now = app.now().unix();
        let newest =
            secrets.lock().unwrap().iter().rev().find(|(_, since)| now - since >= ACCEPTED_AFTER).cloned();
        let (secret, _) = newest.unwrap_or_else(|| secrets.lock().unwrap()[0].clone());
        let body = json!({"intermediate_session_token": app.token("ist")});
        let call = ApiCall {
            authorization: Some(basic(PROJECT_ID, &secret)),
            ..ApiCall::with_body(body.to_string())
        };
        let outcome = app.call(call).await.outcome();
        let is_usable = secrets.lock().unwrap().iter().any(|(text, _)| *text == secret);
        assert!(outcome == "200" || !is_usable, "{outcome} for {secret}");
        used.insert(secret);
    }
    assert!(used.len() > 5, "{used:?}");
}

#[tokio::test]
async fn requests_succeed_while_secrets_change() {
    let app = TestApp::start(small_data_set()).await;
    let secrets = Mutex::new(vec![(test_support::SECRET.to_owned(), app.now().unix() - ACCEPTED_AFTER)]);
    tokio::join!(Box::pin(change_secrets(&app, &secrets)), Box::pin(call_with_newest_secret(&app, &secrets)));
}
