//! Secrets and keys that come and go while requests run, over several instances of the function.

use std::{collections::BTreeSet, sync::Mutex, time::Duration};

use org_discovery::domain::{Clock, IssuedSession};
use org_discovery_admin::import::SessionCredential;
use serde_json::{Value, json};

use org_discovery_local::signing_key::SigningKey;
use test_support::behind_proxy::endpoint;
use test_support::measured::number_from;
use test_support::{
    Call, KEY, KID, PROJECT_ID, TestApp, TestEndpoint, basic, fault_proxy::FaultProxy, small_world,
};

/// A new credential is known everywhere after this time at the latest, in seconds.
const NEW_WITHIN: i64 = 10;
/// A removed one is refused everywhere after this time at the latest, in seconds.
const REMOVED_WITHIN: i64 = 60;

/// When something was valid.
#[derive(Debug, Clone, Copy)]
struct Validity {
    since: i64,
    until: Option<i64>,
}

impl Validity {
    /// Whether it must be accepted or refused; in between, both may happen.
    fn must_be(self, now: i64) -> Option<bool> {
        match self.until {
            None if now - self.since >= NEW_WITHIN => Some(true),
            Some(until) if now - until >= REMOVED_WITHIN => Some(false),
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

/// The rotation so far: all secrets and keys that ever existed.
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

    /// Changes one thing, as an operator would: two secrets at most, and never none.
    async fn change(&mut self) {
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
        self.store().await;
    }

    async fn store(&self) {
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

    fn jwt(&self, key: &SigningKey) -> String {
        let loaded = &self.app.sessions["member"];
        let SessionCredential::Member(_, session) = &loaded.credential else {
            panic!("no member session");
        };
        let authentication_factors = &loaded.entry.authentication_factors;
        let (expires_at, organization_slug) = (loaded.expires_at, "acme");
        let signed = IssuedSession { session, authentication_factors, organization_slug, expires_at };
        key.session_jwt(self.app.writer.project_id(), &signed, self.app.clock.now()).expect("a JWT")
    }

    /// Asks one instance with every credential that there ever was.
    async fn ask_with_all(&self, instance: &TestEndpoint) {
        for secret in &self.secrets {
            let body = json!({"session_token": self.app.token("member")});
            self.ask(instance, secret, body, secret.validity.must_be(self.now()), "unauthorized_credentials")
                .await;
        }
        let sure = self.secrets.iter().find(|secret| secret.validity.must_be(self.now()) == Some(true));
        let Some(sure) = sure else { return };
        for key in &self.keys {
            let body = json!({"session_jwt": self.jwt(&key.key)});
            self.ask(instance, sure, body, key.validity.must_be(self.now()), "jwt_invalid_claims").await;
        }
    }

    async fn ask(
        &self,
        instance: &TestEndpoint,
        secret: &Secret,
        body: Value,
        must_be: Option<bool>,
        refusal: &str,
    ) {
        let authorization = Some(basic(PROJECT_ID, &secret.text));
        let call = Call { authorization, ..Call::with_body(body.to_string()) };
        let outcome = self.app.event_at(instance, &call.into_event().to_string()).await.outcome();
        let case = || format!("{outcome} for {:?} at {}", secret.validity, self.now());
        match must_be {
            Some(true) => assert_eq!(outcome, "200", "{}", case()),
            Some(false) => assert_eq!(outcome, refusal, "{}", case()),
            None => assert!(["200", refusal].contains(&outcome.as_str()), "{}", case()),
        }
    }
}

async fn rotate(seed: u64) {
    let mut app = TestApp::start(small_world()).await;
    let year = json!({"expires_in_seconds": 31_536_000});
    let mut world = small_world();
    let sessions = world["sessions"].as_array_mut().unwrap();
    sessions.retain(|session| session["kind"] == "member");
    for session in sessions {
        session.as_object_mut().unwrap().extend(year.as_object().unwrap().clone());
    }
    app.load(json!({"sessions": world["sessions"]})).await;
    let proxy = FaultProxy::to(app.dynamodb_port).await;
    let instances = [(); 3].map(|()| endpoint(&app, &proxy));
    let validity = Validity { since: app.now().unix() - NEW_WITHIN, until: None };
    let key = |n: usize| SigningKey::generate(&format!("{KID}{n}")).expect("a key");
    let mut rotation = Rotation {
        app,
        secrets: vec![Secret { text: format!("secret-test-{:032}", 0), validity }],
        keys: (0..2).map(|n| Key { key: key(n), validity }).collect(),
        random: fastrand::Rng::with_seed(seed),
    };
    rotation.store().await;
    for _ in 0..40 {
        if rotation.random.u32(0..3) == 0 {
            rotation.change().await;
        }
        // Sometimes hours, as after a freeze. Only one instance gets requests in each round.
        let seconds = rotation.random.choice([0, 1, 5, 9, 10, 30, 59, 60, 61, 7_200]).expect("a time");
        rotation.app.clock.advance(seconds);
        let instance = &instances[rotation.random.usize(0..instances.len())];
        rotation.ask_with_all(instance).await;
    }
}

#[tokio::test]
async fn rotation_accepts_valid_and_refuses_removed_credentials() {
    let seed = number_from("ROTATION_SEED").unwrap_or_else(|| fastrand::u64(..));
    println!("ROTATION_SEED={seed}");
    for round in 0..3 {
        Box::pin(rotate(seed.wrapping_add(round))).await;
    }
}

/// Secrets that are stored now, each with the time since which it is; the writer and those who ask look at it by turns.
type Stored = Mutex<Vec<(String, i64)>>;

async fn change_secrets(app: &TestApp, stored: &Stored) {
    for n in 0..40 {
        let new = format!("secret-test-{n:032}");
        let mut both: Vec<_> = stored.lock().unwrap().last().cloned().into_iter().collect();
        both.push((new, app.now().unix()));
        let texts: Vec<&str> = both.iter().map(|(text, _)| text.as_str()).collect();
        // What goes is not asked for any more before it has gone.
        stored.lock().unwrap().clone_from(&both);
        app.set_project(&texts, &[KEY.public()]).await;
        app.clock.advance(10);
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// A caller who takes up each new secret as soon as it must be known everywhere.
async fn ask_with_the_newest(app: &TestApp, stored: &Stored) {
    let mut used = BTreeSet::new();
    for _ in 0..80 {
        let now = app.now().unix();
        let known = stored.lock().unwrap().iter().rev().find(|(_, since)| now - since >= NEW_WITHIN).cloned();
        let (secret, _) = known.unwrap_or_else(|| stored.lock().unwrap()[0].clone());
        let body = json!({"intermediate_session_token": app.token("ist")});
        let call =
            Call { authorization: Some(basic(PROJECT_ID, &secret)), ..Call::with_body(body.to_string()) };
        let outcome = app.call(call).await.outcome();
        let is_stored = stored.lock().unwrap().iter().any(|(text, _)| *text == secret);
        assert!(outcome == "200" || !is_stored, "{outcome} for {secret}");
        used.insert(secret);
    }
    assert!(used.len() > 5, "{used:?}");
}

#[tokio::test]
async fn requests_succeed_while_secrets_change() {
    let app = TestApp::start(small_world()).await;
    let stored = Mutex::new(vec![(test_support::SECRET.to_owned(), app.now().unix() - NEW_WITHIN)]);
    tokio::join!(Box::pin(change_secrets(&app, &stored)), Box::pin(ask_with_the_newest(&app, &stored)));
}
