//! The line on standard output that tells a host where to connect.

use super::listener::Address;
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;

/// The line, without its end. The certificate goes in unpadded: hosts refuse padding, though only when
/// its length happens to need some. The last field goes only to a host that asked for it: older ones
/// would glue it to the certificate.
pub fn line(address: &Address, certificate: Option<&[u8]>, multiplexing_asked: bool) -> String {
    let certificate = certificate
        .map(|der| STANDARD_NO_PAD.encode(der))
        .unwrap_or_default();
    let multiplexing = if multiplexing_asked { "|false" } else { "" };
    let (network, address) = (address.network(), address.text());
    format!("1|5|{network}|{address}|grpc|{certificate}{multiplexing}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_has_six_fields_and_a_seventh_only_when_asked() {
        let address = Address::Tcp("127.0.0.1:10000".parse().expect("an address"));
        assert_eq!(
            line(&address, Some(b"four"), false),
            "1|5|tcp|127.0.0.1:10000|grpc|Zm91cg"
        );
        assert_eq!(
            line(&address, None, true),
            "1|5|tcp|127.0.0.1:10000|grpc||false"
        );
    }
}
