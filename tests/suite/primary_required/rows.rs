//! Organizations with every kind of policy, and the methods that each requires.

use serde_json::{Value, json};

use super::restricted;
use test_support::builders::{sso_connection, with};

/// Methods in an arbitrary order.
const MIXED: [&str; 6] = ["hubspot_oauth", "microsoft_oauth", "password", "sso", "email_otp", "slack_oauth"];
const MIXED_WITHOUT_SSO: &str = "hubspot_oauth microsoft_oauth password email_otp slack_oauth";
pub const ALL: &str =
    "magic_link email_otp password google_oauth microsoft_oauth slack_oauth github_oauth hubspot_oauth";
pub const VERIFYING: &str = "magic_link email_otp google_oauth microsoft_oauth";
pub const EMAIL: &str = "magic_link email_otp";
const NO_METHOD: &str = "no method";

/// An organization, and the methods that it requires for each kind of address.
pub struct Row {
    pub name: &'static str,
    pub settings: Value,
    pub is_breakglass: bool,
    /// For an address that is not verified.
    pub unverified: String,
    /// For an address that an earlier sign-in verified, in a session with an unaccepted factor that is bound to it.
    pub verified_earlier: String,
    /// For an address that an unaccepted factor of the session verifies.
    pub verified_now: String,
}

fn row(name: &'static str, mut settings: Value) -> Row {
    // A connection belongs to one organization.
    if settings["sso_active_connections"].is_array() {
        settings = with(settings, sso_connection(&format!("c-{name}")));
    }
    let [unverified, verified_earlier, verified_now] = [(); 3].map(|()| String::new());
    Row { name, settings, is_breakglass: false, unverified, verified_earlier, verified_now }
}

impl Row {
    fn unverified(self, methods: &str) -> Self {
        Self { unverified: methods.to_owned(), ..self }
    }

    fn verified_earlier(self, methods: &str) -> Self {
        Self { verified_earlier: methods.to_owned(), ..self }
    }

    fn verified_now(self, methods: &str) -> Self {
        Self { verified_now: methods.to_owned(), ..self }
    }

    fn every_address(self, methods: &str) -> Self {
        self.unverified(methods).verified_earlier(methods).verified_now(methods)
    }

    fn breakglass(self) -> Self {
        Self { is_breakglass: true, ..self }
    }
}

pub fn rows() -> Vec<Row> {
    open().into_iter().chain(without_sso()).chain(with_sso()).chain(mixed()).chain(breakglass()).collect()
}

/// Organizations that accept all methods.
fn open() -> [Row; 3] {
    let sso_verifying = format!("sso {VERIFYING}");
    let sso_all = format!("sso {ALL}");
    let unused_list = json!({"auth_methods": "ALL_ALLOWED", "allowed_auth_methods": ["password"]});
    [
        row("open", json!({})).unverified(VERIFYING).verified_earlier(ALL).verified_now(ALL),
        row("open, SSO", sso_connection("c"))
            .unverified(&sso_verifying)
            .verified_earlier(&sso_all)
            .verified_now(&sso_all),
        row("open, unused list", unused_list).unverified(VERIFYING).verified_earlier(ALL).verified_now(ALL),
    ]
}

/// Organizations that accept some methods other than SSO, or none.
fn without_sso() -> [Row; 7] {
    [
        row("one email method", restricted(&["email_otp"]))
            .unverified("email_otp magic_link")
            .verified_earlier("email_otp magic_link")
            .verified_now("email_otp"),
        row("both email methods", restricted(&["email_otp", "magic_link"]))
            .every_address("email_otp magic_link"),
        row("Slack", restricted(&["slack_oauth"]))
            .unverified(EMAIL)
            .verified_earlier("slack_oauth magic_link email_otp")
            .verified_now("slack_oauth"),
        row("password", restricted(&["password"]))
            .unverified(EMAIL)
            .verified_earlier("password magic_link email_otp")
            .verified_now("password"),
        row("Google", restricted(&["google_oauth"]))
            .unverified("google_oauth magic_link email_otp")
            .verified_earlier("google_oauth magic_link email_otp")
            .verified_now("google_oauth"),
        row("password, GitHub", restricted(&["password", "github_oauth"]))
            .unverified(EMAIL)
            .verified_earlier("password github_oauth magic_link email_otp")
            .verified_now("password github_oauth"),
        row("nothing", restricted(&[])).every_address(NO_METHOD),
    ]
}

/// Organizations that accept SSO or own a connection.
fn with_sso() -> [Row; 5] {
    let sso = || restricted(&["sso"]);
    [
        row("SSO without connection", sso()).every_address(NO_METHOD),
        row("SSO", with(sso(), sso_connection("c"))).every_address("sso"),
        row("SSO without connection, password", restricted(&["sso", "password"]))
            .unverified(EMAIL)
            .verified_earlier("password magic_link email_otp")
            .verified_now("password"),
        row("SSO, password", with(restricted(&["password", "sso"]), sso_connection("c")))
            .unverified("sso magic_link email_otp")
            .verified_earlier("password sso magic_link email_otp")
            .verified_now("password sso"),
        row("nothing, SSO", with(restricted(&[]), sso_connection("c"))).every_address(NO_METHOD),
    ]
}

/// Organizations that list methods in an arbitrary order.
fn mixed() -> [Row; 2] {
    let mixed = || restricted(&MIXED);
    let mixed_all = MIXED.join(" ");
    let mixed_and_link = format!("{MIXED_WITHOUT_SSO} magic_link");
    let mixed_all_and_link = format!("{mixed_all} magic_link");
    [
        row("mixed", mixed())
            .unverified("microsoft_oauth email_otp magic_link")
            .verified_earlier(&mixed_and_link)
            .verified_now(MIXED_WITHOUT_SSO),
        row("mixed, SSO", with(mixed(), sso_connection("c")))
            .unverified("microsoft_oauth sso email_otp magic_link")
            .verified_earlier(&mixed_all_and_link)
            .verified_now(&mixed_all),
    ]
}

/// Restricted organizations with a breakglass Member.
fn breakglass() -> [Row; 3] {
    let sso_verifying = format!("sso {VERIFYING}");
    let sso_all = format!("sso {ALL}");
    [
        row("nothing, breakglass", restricted(&[]))
            .unverified(VERIFYING)
            .verified_earlier(ALL)
            .verified_now(ALL)
            .breakglass(),
        row("mixed, breakglass", restricted(&MIXED))
            .unverified(VERIFYING)
            .verified_earlier(ALL)
            .verified_now(ALL)
            .breakglass(),
        row("mixed, SSO, breakglass", with(restricted(&MIXED), sso_connection("c")))
            .unverified(&sso_verifying)
            .verified_earlier(&sso_all)
            .verified_now(&sso_all)
            .breakglass(),
    ]
}
