//! Public keys in PEM format, which become JSON Web Keys.

use std::path::Path;

use org_discovery_exchange::RsaPublicKey;

use crate::{input, shell_word};

const BEGIN: &str = "-----BEGIN ";

/// Returns true if `text` is in PEM format. JSON has no such line.
pub fn is_pem(text: &str) -> bool {
    labels(text).next().is_some()
}

/// Reads the public key of `file`, whose text is in PEM format. The error has no name of the file.
pub fn public_key(file: &Path, text: &str) -> Result<RsaPublicKey, String> {
    if let Some(label) = labels(text).find(|label| label.contains("PRIVATE KEY")) {
        return Err(private_key_text(file, label));
    }
    let blocks = pem::parse_many(text).map_err(|error| format!("the PEM text is damaged: {error}"))?;
    let block = match blocks.as_slice() {
        [block] => block,
        [] => return Err("the PEM text is damaged: it has no complete block".to_owned()),
        _ => return Err(format!("it contains {} PEM blocks; use a file with one key", blocks.len())),
    };
    let der = block.contents();
    let key = match block.tag() {
        "PUBLIC KEY" => RsaPublicKey::from_spki(der),
        "RSA PUBLIC KEY" => RsaPublicKey::from_pkcs1(der),
        "CERTIFICATE" => RsaPublicKey::from_certificate(der),
        label => {
            return Err(format!("its label is {label}; expected PUBLIC KEY, RSA PUBLIC KEY or CERTIFICATE"));
        }
    };
    key.ok_or_else(|| format!("{} is not a valid RSA key, which session JWTs need", block.tag()))
}

/// Returns the labels of the PEM blocks.
fn labels(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| line.trim().strip_prefix(BEGIN)).map(|label| label.trim_end_matches('-'))
}

/// Says how to extract the public key.
fn private_key_text(file: &Path, label: &str) -> String {
    let name = if file == Path::new("-") {
        "private.pem".to_owned()
    } else {
        shell_word::file_name(&input::name_of(file))
    };
    let command = match label {
        "OPENSSH PRIVATE KEY" => format!("ssh-keygen -e -m PKCS8 -f {name} > public.pem"),
        _ => format!("openssl pkey -in {name} -pubout -out public.pem"),
    };
    let limit = if label.starts_with("EC ") { " (only an RSA key can be added)" } else { "" };
    format!(
        "it contains a private key ({label}), and a project has only public keys{limit}; extract the public key with `{command}`, and add \
         public.pem"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_not_pem() {
        assert!(!is_pem(r#"{"keys": [{"kid": "-----BEGIN PUBLIC KEY-----"}]}"#));
        assert!(is_pem("subject=CN = key\n-----BEGIN CERTIFICATE-----\r\nMIIB"));
    }
}
