//! A scripted HTTPS server: the requests that are expected, in order, each with its answer.
//!
//! A request that is not the next one expected is answered with 418 and remembered; [`Script::finish`] fails the test for
//! that, and for every expected request that never came. The token endpoint is answered apart from the script.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::response::Response;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// One expected request and its answer.
pub struct Step {
    method: &'static str,
    path: String,
    reply: Reply,
    check: Option<Check>,
}

/// Looks at a request; panics when it is not as wanted.
type Check = Box<dyn Fn(&Seen) + Send>;

/// What a check gets to see.
pub struct Seen {
    pub uri: String,
    pub headers: HeaderMap,
    pub body: Option<Value>,
}

#[derive(Clone)]
enum Reply {
    Answer {
        status: u16,
        headers: Vec<(&'static str, String)>,
        body: String,
    },
    /// The connection ends without an answer.
    Cut,
    /// No answer ever comes.
    Hang,
}

/// An answer of the token endpoint.
#[derive(Clone)]
pub struct TokenReply {
    pub status: u16,
    pub body: Value,
}

/// The running server.
pub struct Script {
    pub endpoint: String,
    pub authority_pem: String,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    endpoint: Mutex<String>,
    steps: Mutex<VecDeque<Step>>,
    any_order: bool,
    problems: Mutex<Vec<String>>,
    journal: Mutex<Vec<String>>,
    token_replies: Mutex<VecDeque<TokenReply>>,
    tokens: Mutex<u32>,
}

pub fn get(path: impl Into<String>) -> Step {
    Step::new("GET", path.into())
}

pub fn put(path: impl Into<String>) -> Step {
    Step::new("PUT", path.into())
}

pub fn delete(path: impl Into<String>) -> Step {
    Step::new("DELETE", path.into())
}

impl Step {
    fn new(method: &'static str, path: String) -> Step {
        Step {
            method,
            path,
            reply: Reply::Hang,
            check: None,
        }
    }

    pub fn json(self, status: u16, body: Value) -> Step {
        self.text(status, &body.to_string())
    }

    pub fn text(mut self, status: u16, body: &str) -> Step {
        self.reply = Reply::Answer {
            status,
            headers: Vec::new(),
            body: body.to_owned(),
        };
        self
    }

    /// An ARM error body.
    pub fn error(self, status: u16, code: &str) -> Step {
        self.json(
            status,
            json!({"error": {"code": code, "message": format!("the message of {code}")}}),
        )
    }

    /// Adds a header to the answer; `{endpoint}` in it becomes this server's address.
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Step {
        if let Reply::Answer { headers, .. } = &mut self.reply {
            headers.push((name, value.into()));
        }
        self
    }

    pub fn cut(mut self) -> Step {
        self.reply = Reply::Cut;
        self
    }

    pub fn hang(mut self) -> Step {
        self.reply = Reply::Hang;
        self
    }

    pub fn check(mut self, check: impl Fn(&Seen) + Send + 'static) -> Step {
        self.check = Some(Box::new(check));
        self
    }
}

impl Script {
    /// A server that expects these requests in this order.
    pub async fn start(steps: impl IntoIterator<Item = Step>) -> Script {
        Script::launch(steps.into_iter().collect(), Vec::new(), false).await
    }

    /// A server that expects these requests in any order, as several callers make them.
    pub async fn start_unordered(steps: impl IntoIterator<Item = Step>) -> Script {
        Script::launch(steps.into_iter().collect(), Vec::new(), true).await
    }

    /// A server whose token endpoint gives these answers first, then good ones.
    pub async fn start_with_tokens(
        tokens: Vec<TokenReply>,
        steps: impl IntoIterator<Item = Step>,
    ) -> Script {
        Script::launch(steps.into_iter().collect(), tokens, false).await
    }

    async fn launch(steps: VecDeque<Step>, tokens: Vec<TokenReply>, any_order: bool) -> Script {
        let (acceptor, authority_pem) = identity();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!(
            "https://localhost:{}",
            listener.local_addr().unwrap().port()
        );
        let shared = Arc::new(Shared {
            endpoint: Mutex::new(endpoint.clone()),
            steps: Mutex::new(steps),
            any_order,
            token_replies: Mutex::new(tokens.into()),
            ..Shared::default()
        });
        let app = axum::Router::new()
            .fallback(answer)
            .with_state(shared.clone());
        tokio::spawn(async move { axum::serve(TlsListener { listener, acceptor }, app).await });
        Script {
            endpoint,
            authority_pem,
            shared,
        }
    }

    /// The requests so far, as `METHOD path`.
    pub fn journal(&self) -> Vec<String> {
        self.shared.journal.lock().unwrap().clone()
    }

    /// How many tokens were asked for.
    pub fn tokens(&self) -> u32 {
        *self.shared.tokens.lock().unwrap()
    }

    /// Fails the test unless exactly the expected requests came.
    pub fn finish(&self) {
        let problems = self.shared.problems.lock().unwrap().clone();
        assert!(
            problems.is_empty(),
            "{problems:#?}\nafter {:#?}",
            self.journal()
        );
        let steps = self.shared.steps.lock().unwrap();
        let missing: Vec<String> = steps
            .iter()
            .map(|step| format!("{} {}", step.method, step.path))
            .collect();
        assert!(
            missing.is_empty(),
            "never asked for: {missing:#?}\nafter {:#?}",
            self.journal()
        );
    }
}

async fn answer(
    State(shared): State<Arc<Shared>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if uri.path().ends_with("/oauth2/v2.0/token") {
        return shared.token();
    }
    let (name, path) = (method.as_str(), uri.path().to_owned());
    shared
        .journal
        .lock()
        .unwrap()
        .push(format!("{name} {path}"));
    let Some(step) = shared.take(name, &path) else {
        shared
            .problems
            .lock()
            .unwrap()
            .push(format!("not expected: {name} {uri}"));
        return respond(418, &[], "not expected", "");
    };
    if let Some(check) = &step.check {
        let seen = Seen {
            uri: uri.to_string(),
            headers,
            body: serde_json::from_slice(&body).ok(),
        };
        if let Err(panic) = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| check(&seen)))
        {
            let said = panic
                .downcast_ref::<String>()
                .cloned()
                .unwrap_or_else(|| "a check failed".to_owned());
            shared
                .problems
                .lock()
                .unwrap()
                .push(format!("{name} {path}: {said}"));
        }
    }
    match step.reply {
        Reply::Answer {
            status,
            headers,
            body,
        } => respond(status, &headers, &body, &shared.endpoint.lock().unwrap()),
        // Unwinding without the panic hook ends the connection without a line on stderr.
        Reply::Cut => std::panic::resume_unwind(Box::new("cut")),
        Reply::Hang => std::future::pending().await,
    }
}

impl Shared {
    fn take(&self, method: &str, path: &str) -> Option<Step> {
        let mut steps = self.steps.lock().unwrap();
        let fits = |step: &Step| step.method == method && step.path == path;
        let position = if self.any_order {
            steps.iter().position(fits)?
        } else {
            0
        };
        if steps.get(position).is_some_and(fits) {
            steps.remove(position)
        } else {
            None
        }
    }

    fn token(&self) -> Response {
        let mut asked = self.tokens.lock().unwrap();
        *asked += 1;
        let good = json!({"token_type": "Bearer", "expires_in": 3600, "access_token": format!("token-{asked}")});
        let scripted = self.token_replies.lock().unwrap().pop_front();
        let TokenReply { status, body } = scripted.unwrap_or(TokenReply {
            status: 200,
            body: good,
        });
        respond(status, &[], &body.to_string(), "")
    }
}

fn respond(
    status: u16,
    headers: &[(&'static str, String)],
    body: &str,
    endpoint: &str,
) -> Response {
    let mut response = Response::new(Body::from(body.to_owned()));
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    for (name, value) in headers {
        let value = HeaderValue::from_str(&value.replace("{endpoint}", endpoint)).unwrap();
        response
            .headers_mut()
            .append(HeaderName::from_static(name), value);
    }
    response
}

struct TlsListener {
    listener: TcpListener,
    acceptor: TlsAcceptor,
}

impl axum::serve::Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = std::net::SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let (stream, address) = self.listener.accept().await.unwrap();
            // A client that does not trust the certificate ends the handshake; the next one may.
            if let Ok(stream) = self.acceptor.accept(stream).await {
                return (stream, address);
            }
        }
    }

    fn local_addr(&self) -> std::io::Result<Self::Addr> {
        self.listener.local_addr()
    }
}

/// A certificate for `localhost`, signed by an authority of its own, whose PEM is returned.
fn identity() -> (TlsAcceptor, String) {
    let ca_key = rcgen::KeyPair::generate().unwrap();
    let mut ca = rcgen::CertificateParams::new(Vec::new()).unwrap();
    // Its own name, so that an unknown authority is what a client finds, and not a known one's bad signature.
    ca.distinguished_name
        .push(rcgen::DnType::CommonName, uuid::Uuid::new_v4().to_string());
    ca.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let authority_pem = ca.self_signed(&ca_key).unwrap().pem();
    let key = rcgen::KeyPair::generate().unwrap();
    let leaf = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let certificate = leaf
        .signed_by(&key, &rcgen::Issuer::new(ca, ca_key))
        .unwrap();
    let key = rustls::pki_types::PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    (TlsAcceptor::from(Arc::new(config)), authority_pem)
}
