//! Keys, certificates and JSON Web Tokens of clients, and what is done with them.

use std::sync::LazyLock;
use std::time::{SystemTime, UNIX_EPOCH};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaEncoding};
use azure_simulator::Scenario;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::support::{Client, Reply, VERSION, read};

pub const SMALL: &str = include_str!("../../scenarios/small.toml");
pub const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
pub const EXCHANGE: &str = "api://AzureADTokenExchange";

/// A certificate with its key.
pub struct Certified {
    pub pem: String,
    pub der: Vec<u8>,
    pub public_key: String,
    pair: KeyPair,
}

/// Registered with the principal of [`with_certificate`].
pub static REGISTERED: LazyLock<Certified> = LazyLock::new(Certified::new);
/// Registered with nobody.
pub static STRANGER: LazyLock<Certified> = LazyLock::new(Certified::new);

impl Certified {
    fn new() -> Self {
        let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_RSA_SHA256).unwrap();
        let params = rcgen::CertificateParams::new(Vec::new()).unwrap();
        let certificate = params.self_signed(&key).unwrap();
        Self {
            pem: certificate.pem(),
            der: certificate.der().to_vec(),
            public_key: key.public_key_pem(),
            pair: KeyPair::from_pkcs8(&key.serialize_der()).unwrap(),
        }
    }

    /// A token with this header, signed with RS256 or PS256 as its `alg` says.
    pub fn sign(&self, header: &Value, claims: &Value) -> String {
        let encoding: &'static dyn RsaEncoding = match header["alg"].as_str() {
            Some("PS256") => &RSA_PSS_SHA256,
            _ => &RSA_PKCS1_SHA256,
        };
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(header), part(claims));
        let mut signature = vec![0; self.pair.public_modulus_len()];
        let message = signed.as_bytes();
        self.pair
            .sign(encoding, &SystemRandom::new(), message, &mut signature)
            .unwrap();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

pub fn now() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    i64::try_from(now.as_secs()).unwrap()
}

/// The small scenario, with more lines for its principal.
pub fn with_principal_lines(lines: &str) -> Scenario {
    let text = SMALL.replacen("object_id =", &format!("{lines}\nobject_id ="), 1);
    Scenario::parse(&text).unwrap()
}

pub fn with_certificate() -> Scenario {
    with_principal_lines(&format!("certificates = ['''{}''']", REGISTERED.pem))
}

/// Claims of a client assertion of the first principal, with some replaced.
pub fn assertion_claims(client: &Client, replaced: &[(&str, Value)]) -> Value {
    let ready = client.simulator.ready();
    let mut claims = json!({
        "iss": ready.client_id,
        "sub": ready.client_id,
        "aud": token_endpoint(client),
        "nbf": now(),
        "exp": now() + 600,
        "jti": "6f5b2c1e",
    });
    for (name, value) in replaced {
        claims[name] = value.clone();
    }
    claims
}

pub fn token_endpoint(client: &Client) -> String {
    let ready = client.simulator.ready();
    format!("{}/{}/oauth2/v2.0/token", ready.endpoint, ready.tenant_id)
}

/// A token request of the first principal without a secret, with these fields.
pub async fn request_token(client: &Client, fields: &[(&str, &str)]) -> Reply {
    let mut form = vec![
        ("grant_type", "client_credentials"),
        ("client_id", &client.simulator.ready().client_id),
        ("scope", "https://management.azure.com/.default"),
    ];
    form.extend_from_slice(fields);
    let request = client.http.post(token_endpoint(client)).form(&form);
    read(request.send().await.unwrap()).await
}

/// A token request of the first principal with a client assertion.
pub async fn assert_with(client: &Client, assertion: &str) -> Reply {
    let fields = [
        ("client_assertion_type", JWT_BEARER),
        ("client_assertion", assertion),
    ];
    request_token(client, &fields).await
}

/// Reads the server with the access token of an answer.
pub async fn read_server(client: &Client, answer: &Reply) -> Reply {
    let endpoint = &client.simulator.ready().endpoint;
    let url = format!("{endpoint}{}?api-version={VERSION}", client.server_path());
    let token = answer.body["access_token"].as_str().unwrap_or_default();
    get_as(client, &url, token).await
}

/// GET with a bearer token.
pub async fn get_as(client: &Client, url: &str, token: &str) -> Reply {
    let request = client.http.get(url).bearer_auth(token);
    read(request.send().await.unwrap()).await
}

/// Fails unless an answer is Entra's refusal with this status and number.
pub fn refused_with(answer: &Reply, status: u16, code: u32) {
    assert_eq!(answer.status, status, "{answer:?}");
    assert_eq!(answer.body["error_codes"][0], code, "{answer:?}");
}

pub fn description(answer: &Reply) -> &str {
    answer.body["error_description"].as_str().unwrap()
}
