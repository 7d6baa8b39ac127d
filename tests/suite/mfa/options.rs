//! Second factor options in a response.

use serde_json::{Value, json};

use super::{ANN, ann, app_of, phone, required};
use test_support::{
    TestApp,
    builders::{data_set, intermediate, magic_link, organization, with},
};

/// An organization, the second factors that it accepts, Ann's Member in it, and the options in the response.
struct OptionsCase {
    organization: &'static str,
    /// `None` if all are accepted.
    accepts: Option<&'static [&'static str]>,
    member: Value,
    phone_number: &'static str,
    totp: &'static str,
}

impl OptionsCase {
    fn none(organization: &'static str, accepts: Option<&'static [&'static str]>, member: Value) -> Self {
        Self { organization, accepts, member, phone_number: "", totp: "" }
    }

    fn with_phone(self) -> Self {
        Self { phone_number: "XXXXXXX0100", ..self }
    }

    fn with_totp(self) -> Self {
        Self { totp: "totp-1", ..self }
    }
}

fn options() -> [OptionsCase; 11] {
    let both = || with(phone("+15550000100"), app_of("totp-1"));
    let breakglass = || with(both(), json!({"is_breakglass": true}));
    [
        OptionsCase::none("Neither", None, json!({})),
        OptionsCase::none("App", None, app_of("totp-1")).with_totp(),
        OptionsCase::none("Phone", None, phone("+15550000100")).with_phone(),
        OptionsCase::none("Both", None, both()).with_phone().with_totp(),
        OptionsCase::none("Both, phone accepted", Some(&["sms_otp"]), both()).with_phone(),
        OptionsCase::none("Both, app accepted", Some(&["totp"]), both()).with_totp(),
        OptionsCase::none("Both, both accepted", Some(&["totp", "sms_otp"]), both()).with_phone().with_totp(),
        OptionsCase::none("Both, nothing accepted", Some(&[]), both()),
        OptionsCase::none("App, phone accepted", Some(&["sms_otp"]), app_of("totp-1")),
        OptionsCase::none("Phone, app accepted", Some(&["totp"]), phone("+15550000100")),
        OptionsCase::none("Breakglass, nothing accepted", Some(&[]), breakglass()).with_phone().with_totp(),
    ]
}

#[tokio::test]
async fn options_list_enrolled_and_accepted_second_factors() {
    let rows = options();
    let organizations: Vec<Value> = rows
        .iter()
        .map(|row| {
            let restriction = row.accepts.map_or_else(
                || json!({"allowed_mfa_methods": ["sms_otp"]}),
                |methods| json!({"mfa_methods": "RESTRICTED", "allowed_mfa_methods": methods}),
            );
            organization(row.organization, with(required(), restriction), ann(row.member.clone()))
        })
        .collect();
    let app = TestApp::start(data_set(organizations, [intermediate("ann", ANN, [magic_link()])])).await;
    let response = app.discover("ann").await;
    for row in rows {
        let options = match (row.phone_number, row.totp) {
            // Without any option, `member_options` is `null`.
            ("", "") => json!(null),
            (phone_number, totp) => {
                json!({"mfa_phone_number": phone_number, "totp_registration_id": totp})
            }
        };
        let needed = json!({"member_options": options, "secondary_auth_initiated": null});
        assert_eq!(response.entry(row.organization)["mfa_required"], needed, "{}", row.organization);
    }
}
