//! Signatures of polling addresses.
//!
//! Resource Manager adds `t`, `c`, `s` and `h` to each polling address: ticks, a certificate,
//! a signature and a hash, about 3.6 kB together with the rest (recorded). Whoever changes one
//! byte of the address is refused, so clients must keep it as it is.

use aws_lc_rs::{hmac, rand};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;

/// Bytes behind `c`, which make 2,700 characters.
const CERTIFICATE_BYTES: usize = 2025;
/// Characters of `s` and `h` with their names.
const SIGNATURE_LENGTH: usize = 391;
/// 100 ns ticks between the years 1 and 1970.
const TICKS_BEFORE_1970: i128 = 621_355_968_000_000_000;

/// Signs and checks polling addresses with a key of its own.
pub struct AddressSigner {
    key: hmac::Key,
    certificate: String,
}

impl AddressSigner {
    /// A signer with a fresh key.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn new() -> Result<Self, aws_lc_rs::error::Unspecified> {
        let (mut key, mut certificate) = ([0; 32], [0; CERTIFICATE_BYTES]);
        rand::fill(&mut key)?;
        rand::fill(&mut certificate)?;
        // The first bytes of a DER certificate of some two thousand bytes: "MIIH".
        certificate[..3].copy_from_slice(&[0x30, 0x82, 0x07]);
        Ok(Self {
            key: hmac::Key::new(hmac::HMAC_SHA256, &key),
            certificate: URL_SAFE_NO_PAD.encode(certificate),
        })
    }

    /// Adds the signature to a path and query that ends in `api-version=…`; a longer certificate
    /// brings it to `length` bytes where it would be shorter.
    pub(super) fn sign(&self, address: &str, now: Timestamp, length: usize) -> String {
        let ticks = now.as_nanosecond() / 100 + TICKS_BEFORE_1970;
        let mut signed = format!("{address}&t={ticks}&c={}", self.certificate);
        let missing = length.saturating_sub(signed.len() + SIGNATURE_LENGTH);
        signed.extend(self.certificate.chars().cycle().take(missing));
        let signature = self.signature(&signed);
        signed.push_str("&s=");
        signed.push_str(&signature);
        let hash = self.hash(&signed);
        signed.push_str("&h=");
        signed.push_str(&hash);
        signed
    }

    /// Whether an address is byte for byte one that was signed here.
    pub(super) fn is_genuine(&self, address: &str) -> bool {
        let Some((before_hash, hash)) = address.rsplit_once("&h=") else {
            return false;
        };
        let Some((before_signature, signature)) = before_hash.rsplit_once("&s=") else {
            return false;
        };
        self.hash(before_hash) == hash && self.signature(before_signature) == signature
    }

    /// As long as an RSA signature: 256 bytes, drawn from the key and the text.
    fn signature(&self, text: &str) -> String {
        let bytes: Vec<u8> = (0_u8..8)
            .flat_map(|block| {
                let mut context = hmac::Context::with_key(&self.key);
                context.update(&[block]);
                context.update(text.as_bytes());
                context.sign().as_ref().to_vec()
            })
            .collect();
        URL_SAFE_NO_PAD.encode(bytes)
    }

    fn hash(&self, text: &str) -> String {
        URL_SAFE_NO_PAD.encode(hmac::sign(&self.key, text.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: &str = "/subscriptions/s/providers/Microsoft.DBforPostgreSQL/locations/canadacentral/azureAsyncOperation/9a60b766-5d7d-45c7-9843-99c57d22289f?api-version=2025-08-01";

    #[test]
    fn signed_address_is_genuine_until_one_byte_changes() {
        let signer = AddressSigner::new().unwrap();
        let signed = signer.sign(ADDRESS, Timestamp::now(), 0);
        assert!(signer.is_genuine(&signed));
        for altered in [
            signed.replace("canadacentral", "CanadaCentral"),
            signed.replace("&t=", "&t=0"),
            signed.replace("2025-08-01", "2026-10-01"),
            ADDRESS.to_owned(),
        ] {
            assert!(!signer.is_genuine(&altered));
        }
    }

    #[test]
    fn signed_address_is_as_long_as_asked_for() {
        let signer = AddressSigner::new().unwrap();
        let signed = signer.sign(ADDRESS, Timestamp::now(), 6000);
        assert_eq!(signed.len(), 6000);
        assert!(signer.is_genuine(&signed));
    }

    #[test]
    fn signed_address_is_as_long_as_a_recorded_one() {
        let signed = AddressSigner::new()
            .unwrap()
            .sign(ADDRESS, Timestamp::now(), 0);
        assert!((3200..4000).contains(&signed.len()), "{}", signed.len());
        assert!(signed.contains("&c=MII"));
    }
}
