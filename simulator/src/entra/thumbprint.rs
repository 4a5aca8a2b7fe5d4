//! Certificate thumbprints, in the spellings that clients send.
//!
//! Observed: `x5t` (SHA-1) and `x5t#S256` (SHA-256) in standard or URL-safe base64, with or
//! without padding, and `kid` as base64 or hexadecimal digits of the SHA-1 thumbprint. Assumed:
//! `kid` may hold the SHA-256 thumbprint as well.

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use jsonwebtoken::Header;

/// Base64 whose padding may be missing.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// SHA-1 digest.
pub(super) fn sha1(bytes: &[u8]) -> Vec<u8> {
    digest(&SHA1_FOR_LEGACY_USE_ONLY, bytes).as_ref().to_vec()
}

fn sha256(bytes: &[u8]) -> Vec<u8> {
    digest(&SHA256, bytes).as_ref().to_vec()
}

/// Whether a token's header names a certificate, given in DER.
pub(super) fn names(header: &Header, certificate: &[u8]) -> bool {
    let (sha1, sha256) = (sha1(certificate), sha256(certificate));
    let is = |text: &Option<String>, print: &[u8]| {
        let text = text.as_deref();
        text.and_then(base64).is_some_and(|bytes| bytes == print)
    };
    let is_hex = |print: &[u8]| {
        let kid = header.kid.as_deref();
        kid.is_some_and(|kid| kid.eq_ignore_ascii_case(&hex(print)))
    };
    is(&header.x5t, &sha1)
        || is(&header.x5t_s256, &sha256)
        || [&sha1, &sha256]
            .into_iter()
            .any(|print| is(&header.kid, print) || is_hex(print))
}

/// The thumbprint that a header names, as Entra ID's errors show it: hexadecimal digits.
pub(super) fn shown(header: &Header) -> Option<String> {
    let text = header
        .x5t_s256
        .as_ref()
        .or(header.x5t.as_ref())
        .or(header.kid.as_ref())?;
    let is_hex = text.bytes().all(|byte| byte.is_ascii_hexdigit());
    match base64(text) {
        Some(bytes) if !is_hex => Some(hex(&bytes)),
        _ => Some(text.clone()),
    }
}

fn base64(text: &str) -> Option<Vec<u8>> {
    let standard = text.replace('-', "+").replace('_', "/");
    LENIENT.decode(standard).ok()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}
