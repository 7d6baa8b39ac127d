//! RSA public keys in DER, as AWS KMS and `openssl` write them, and as JSON Web Keys.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use pkcs1::der::{self, Decode, Reader, SliceReader, asn1::AnyRef};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use spki::{ObjectIdentifier, SubjectPublicKeyInfoRef};

/// The algorithm of keys for RSA with PKCS #1 (RFC 8017, `rsaEncryption`).
const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
/// The first byte of the optional version of a certificate.
const VERSION: u8 = 0xa0;
/// The number of fields between the version and the public key of a certificate: serial number, signature algorithm,
/// issuer, validity and subject.
const FIELDS_BEFORE_KEY: usize = 5;

/// An RSA public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RsaPublicKey {
    /// The modulus, in base64url without leading zeros.
    n: String,
    /// The exponent, in the same format.
    e: String,
}

impl RsaPublicKey {
    /// Parses a `SubjectPublicKeyInfo` (RFC 5280). Returns `None` if it is malformed or not an RSA key.
    #[must_use]
    pub fn from_spki(der: &[u8]) -> Option<Self> {
        let info = SubjectPublicKeyInfoRef::from_der(der).ok()?;
        // Other algorithms, such as RSASSA-PSS, have keys in the same format that are not for RS256.
        if info.algorithm.oid != RSA_ENCRYPTION {
            return None;
        }
        Self::from_pkcs1(info.subject_public_key.raw_bytes())
    }

    /// Parses an `RSAPublicKey` (RFC 8017). Returns `None` if it is malformed.
    #[must_use]
    pub fn from_pkcs1(der: &[u8]) -> Option<Self> {
        let key = pkcs1::RsaPublicKey::from_der(der).ok()?;
        let number = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        Some(Self { n: number(key.modulus.as_bytes()), e: number(key.public_exponent.as_bytes()) })
    }

    /// Returns the key of an X.509 certificate, which is not validated. Returns `None` if the certificate is malformed
    /// or its key is not an RSA key.
    #[must_use]
    pub fn from_certificate(der: &[u8]) -> Option<Self> {
        Self::from_spki(spki_of(der).ok()?)
    }

    /// Returns the SHA-256 thumbprint of the key (RFC 7638) in base64url, which is a `kid` that identifies the key.
    #[must_use]
    pub fn thumbprint(&self) -> String {
        let required = format!(r#"{{"e":"{}","kty":"RSA","n":"{}"}}"#, self.e, self.n);
        URL_SAFE_NO_PAD.encode(Sha256::digest(required))
    }

    /// Returns the key as a JSON Web Key for RS256 signatures.
    #[must_use]
    pub fn jwk(&self, kid: &str) -> Value {
        json!({"kty": "RSA", "kid": kid, "alg": "RS256", "use": "sig", "n": self.n, "e": self.e})
    }
}

/// Returns the `SubjectPublicKeyInfo` of a certificate (RFC 5280, section 4.1).
fn spki_of(certificate: &[u8]) -> der::Result<&[u8]> {
    let signed = SliceReader::new(content_of(certificate)?)?.tlv_bytes()?;
    let mut fields = SliceReader::new(content_of(signed)?)?;
    if fields.peek_byte() == Some(VERSION) {
        fields.tlv_bytes()?;
    }
    for _ in 0..FIELDS_BEFORE_KEY {
        fields.tlv_bytes()?;
    }
    fields.tlv_bytes()
}

fn content_of(der: &[u8]) -> der::Result<&[u8]> {
    AnyRef::from_der(der).map(AnyRef::value)
}

#[cfg(test)]
#[expect(clippy::expect_used, reason = "a test that panics fails")]
mod tests {
    use super::*;

    #[test]
    fn thumbprint_is_that_of_rfc_7638() {
        // The example of RFC 7638, section 3.1.
        let n = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZC\
                 iFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnY\
                 b9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0L\
                 s1jF44-csFCur-kEgU8awapJzKnqDKgw";
        let key = RsaPublicKey { n: n.to_owned(), e: "AQAB".to_owned() };
        assert_eq!(key.thumbprint(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    }

    /// Returns a value of 128 to 255 bytes, with its tag and its length.
    fn der(tag: u8, content: &[u8]) -> Vec<u8> {
        let length = u8::try_from(content.len()).expect("a short value");
        [&[tag, 0x81, length][..], content].concat()
    }

    /// Returns a value of up to 127 bytes, with its tag and its length.
    fn short(tag: u8, content: &[u8]) -> Vec<u8> {
        let length = u8::try_from(content.len()).expect("a short value");
        [&[tag, length][..], content].concat()
    }

    /// Returns a key of 1,024 bits.
    fn pkcs1() -> Vec<u8> {
        let modulus = der(0x02, &[&[0][..], &[0xc1; 128]].concat());
        der(0x30, &[&modulus[..], &[0x02, 0x03, 0x01, 0x00, 0x01]].concat())
    }

    /// Returns the key with an algorithm, which is the last number of its object identifier.
    fn spki(algorithm: u8) -> Vec<u8> {
        let oid = short(0x06, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, algorithm]);
        let algorithm = short(0x30, &[&oid[..], &[0x05, 0x00]].concat());
        der(0x30, &[algorithm, der(0x03, &[&[0][..], &pkcs1()].concat())].concat())
    }

    #[test]
    fn only_keys_for_pkcs1_signatures_are_accepted() {
        let key = RsaPublicKey::from_spki(&spki(1));
        assert!(key.is_some());
        assert_eq!(key, RsaPublicKey::from_pkcs1(&pkcs1()));
        let pss = 10;
        assert_eq!(RsaPublicKey::from_spki(&spki(pss)), None);
    }

    #[test]
    fn certificate_has_an_optional_version() {
        let empty = short(0x30, &[]);
        let fields =
            [short(0x02, &[1]), empty.clone(), empty.clone(), empty.clone(), empty, spki(1)].concat();
        for version in [vec![], short(0xa0, &short(0x02, &[2]))] {
            let certificate = der(0x30, &der(0x30, &[version, fields.clone()].concat()));
            assert_eq!(RsaPublicKey::from_certificate(&certificate), RsaPublicKey::from_pkcs1(&pkcs1()));
        }
    }

    #[test]
    fn malformed_der_is_not_a_key() {
        for der in [&b""[..], b"\x30", b"\x30\x80", b"\x30\x03\x30\x01\xa0", b"no key", &[0x30; 64]] {
            assert_eq!(RsaPublicKey::from_spki(der), None);
            assert_eq!(RsaPublicKey::from_pkcs1(der), None);
            assert_eq!(RsaPublicKey::from_certificate(der), None);
        }
    }
}
