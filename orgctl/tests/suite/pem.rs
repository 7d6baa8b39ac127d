//! Keys in PEM format, as `openssl` writes them.

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der},
    signature::KeyPair,
};
use base64::{Engine, engine::general_purpose::STANDARD};

use org_discovery_local::signing_key::SigningKey;

/// Returns the private key.
pub fn pem(key: &SigningKey) -> String {
    // The label is an argument, so that no file in the repository looks like a private key.
    block("PRIVATE KEY", AsDer::<Pkcs8V1Der<'_>>::as_der(&*key.pair).expect("a key").as_ref())
}

/// Returns the public key (`openssl pkey -pubout`).
pub fn public_pem(key: &SigningKey) -> String {
    let der = AsDer::<PublicKeyX509Der<'_>>::as_der(key.pair.public_key()).expect("a key");
    block("PUBLIC KEY", der.as_ref())
}

/// Returns the public key in the older format (`openssl rsa -RSAPublicKey_out`).
pub fn pkcs1_pem(key: &SigningKey) -> String {
    block("RSA PUBLIC KEY", key.pair.public_key().as_ref())
}

/// Returns the self-signed certificate of a key.
pub fn certificate_pem(key: &SigningKey) -> String {
    let pair = rcgen::KeyPair::from_pem(&pem(key)).expect("a key");
    let parameters = rcgen::CertificateParams::new(["keys.example".to_owned()]).expect("a name");
    parameters.self_signed(&pair).expect("a certificate").pem()
}

/// Returns a PEM block.
pub fn block(label: &str, der: &[u8]) -> String {
    let base64 = STANDARD.encode(der);
    let lines: Vec<&str> =
        base64.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).expect("text")).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}
