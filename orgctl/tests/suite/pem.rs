//! Private keys in PEM format, as `openssl` writes them.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use base64::{Engine, engine::general_purpose::STANDARD};

use org_discovery_local::signing_key::SigningKey;

pub fn pem(key: &SigningKey) -> String {
    let der = AsDer::<Pkcs8V1Der<'_>>::as_der(&key.pair).expect("a key");
    let base64 = STANDARD.encode(der.as_ref());
    let lines: Vec<&str> =
        base64.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).expect("text")).collect();
    // Split, so that no file in the repository looks like a private key.
    let label = "PRIVATE KEY";
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}
