//! Session JWTs that a key of AWS KMS signs.

mod key_arn;
mod public_key;
mod signer;

pub use key_arn::KmsKeyArn;
pub use public_key::{PublicKeyError, public_jwk};
pub use signer::{FunctionSigner, KmsSigner};
