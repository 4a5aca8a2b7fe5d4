//! Sends one request: token, headers, tries, trace. Every request to Resource Manager passes here.
//!
//! An answer of any status comes back as an [`Answer`] once repeating the request would change nothing; what the status
//! means is the caller's to say. That a target is busy is not known here.

use std::time::{Duration, SystemTime};

use reqwest::header::{ACCEPT, ACCEPT_LANGUAGE};
use tokio::time::Instant;
use tracing::debug;
use url::Url;
use uuid::Uuid;

use super::answer::Answer;
use super::credential::TokenCache;
use super::error::{CredentialError, CredentialProblem, Error, TransportError, TransportProblem};
use super::limits::{Interrupted, Limits};
use super::pacing::Pacing;
use super::request::{Method, Replay, Request};
use super::retry::{Retries, Trouble, jitter};
use super::route::{Route, route};
use super::secret::Secret;
use super::transport::{cause, classify};

/// The way to one Resource Manager.
pub(crate) struct Pipeline {
    pub http: reqwest::Client,
    pub endpoint: Url,
    pub regional_hosts: bool,
    pub tokens: TokenCache,
    pub correlation_id: Uuid,
    pub pacing: Pacing,
}

/// One logical request while it is tried.
struct Sending<'a> {
    request: &'a Request,
    url: Url,
    /// The same for every try, so that Azure's logs show them as one.
    client_request_id: Uuid,
    retries: Retries,
    token_replaced: bool,
    last: Option<Error>,
}

impl Pipeline {
    /// Sends a request until it is answered, repeating it as `retry` and its own idempotency allow.
    ///
    /// # Errors
    /// When no answer comes, no token can be had, Azure takes none, or the limits end.
    pub async fn send(&self, request: &Request, limits: &Limits) -> Result<Answer, Error> {
        let mut sending = Sending {
            request,
            url: request.url(&self.endpoint)?,
            client_request_id: Uuid::new_v4(),
            retries: Retries::new(&self.pacing),
            token_replaced: false,
            last: None,
        };
        loop {
            let token = self
                .tokens
                .token(limits)
                .await
                .map_err(|error| error.with_last(sending.last.clone()))?;
            let tried = limits.run(self.try_once(&sending, &token)).await;
            let (trouble, asked, outcome) = match tried
                .map_err(|why| sending.interrupted(why, limits))?
            {
                Ok(answer) if answer.status == 401 => {
                    match self.judge_401(&mut sending, answer, &token).await {
                        Some(result) => return result,
                        None => continue,
                    }
                }
                Ok(answer) => (
                    Trouble::of_status(answer.status),
                    answer.retry_after(SystemTime::now()),
                    Ok(answer),
                ),
                Err(error)
                    if error.problem == TransportProblem::Unreachable && sending.leave_region() =>
                {
                    continue;
                }
                Err(error) => (
                    Trouble::of_transport(error.problem),
                    None,
                    Err(Error::Transport(Box::new(error))),
                ),
            };
            let Some(wait) = sending.wait(trouble, asked) else {
                return outcome;
            };
            let last = outcome.map_or_else(|error| error, |answer| refused(request, &answer));
            debug!(cause = %last, wait_ms = wait.as_millis(), "the request will be sent again");
            sending.last = Some(last);
            limits
                .sleep(wait)
                .await
                .map_err(|why| sending.interrupted(why, limits))?;
        }
    }

    /// As [`send`](Self::send), for requests whose every status but success is an error.
    ///
    /// # Errors
    /// As `send`, and when the answer is not one of success.
    pub async fn send_ok(&self, request: &Request, limits: &Limits) -> Result<Answer, Error> {
        let answer = self.send(request, limits).await?;
        if answer.is_success() {
            Ok(answer)
        } else {
            Err(refused(request, &answer))
        }
    }

    /// The request that reads an address Azure gave; an error text where the token must not go there.
    pub fn follow(&self, address: &str) -> Result<Request, String> {
        match route(address, &self.endpoint, self.regional_hosts) {
            Route::Call(url) => Ok(Request::link(url, None)),
            Route::Regional { url, fallback } => Ok(Request::link(url, Some(fallback))),
            Route::Refuse(why) => Err(why),
        }
    }

    async fn try_once(
        &self,
        sending: &Sending<'_>,
        token: &Secret,
    ) -> Result<Answer, TransportError> {
        let started = Instant::now();
        let fail = |error: reqwest::Error| sending.silence(&error);
        let response = self.build(sending, token).send().await.map_err(fail)?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let answer = Answer {
            status,
            headers,
            body: response.bytes().await.map_err(fail)?.to_vec(),
        };
        debug!(
            method = sending.request.method.as_str(),
            path = sending.url.path(),
            status,
            ms = started.elapsed().as_millis(),
            request_id = answer.header("x-ms-request-id"),
            "answered"
        );
        Ok(answer)
    }

    fn build(&self, sending: &Sending<'_>, token: &Secret) -> reqwest::RequestBuilder {
        let method = match sending.request.method {
            Method::Get => reqwest::Method::GET,
            Method::Put => reqwest::Method::PUT,
            Method::Delete => reqwest::Method::DELETE,
        };
        let builder = self
            .http
            .request(method, sending.url.clone())
            .bearer_auth(token.reveal());
        // English texts are stable ones, and what support asks for.
        let builder = builder
            .header(ACCEPT, "application/json")
            .header(ACCEPT_LANGUAGE, "en-US");
        let builder = builder
            .header(
                "x-ms-client-request-id",
                sending.client_request_id.to_string(),
            )
            .header("x-ms-return-client-request-id", "true")
            .header(
                "x-ms-correlation-request-id",
                self.correlation_id.to_string(),
            );
        match &sending.request.body {
            Some(body) => builder.json(body),
            None => builder,
        }
    }

    /// A token that Azure does not take is replaced once; `None` to try again with a new one.
    async fn judge_401(
        &self,
        sending: &mut Sending<'_>,
        answer: Answer,
        token: &Secret,
    ) -> Option<Result<Answer, Error>> {
        if answer.claims_challenge() {
            return Some(Err(Error::Credential(Box::new(CredentialError {
                problem: CredentialProblem::ClaimsChallenge,
                authority: self.endpoint.host_str().unwrap_or_default().to_owned(),
                message: answer.refusal(sending.request.attempt()).error.describe(),
                advice: Some(
                    "Ask who administers Conditional Access in the tenant to let this identity sign in from here.",
                ),
            }))));
        }
        if sending.token_replaced {
            return Some(Ok(answer));
        }
        debug!("the token was not accepted; a new one is fetched");
        sending.token_replaced = true;
        self.tokens.reject(token).await;
        None
    }
}

impl Sending<'_> {
    /// How long to wait before the next try; `None` when there is nothing to repeat or the tries are used up.
    fn wait(&mut self, trouble: Option<Trouble>, asked: Option<Duration>) -> Option<Duration> {
        let trouble = trouble.filter(|trouble| {
            // What may have been carried out is settled by the caller, by reading.
            *trouble != Trouble::Transient || self.request.replay == Replay::Repeat
        });
        self.retries.next(trouble?, asked, Instant::now(), jitter())
    }

    /// Turns from a regional host that cannot be reached to the configured one. Assumed: the signature of a polling
    /// address is not bound to the host, as clients that always call the configured host show.
    fn leave_region(&mut self) -> bool {
        let fallback = self
            .request
            .fallback()
            .filter(|fallback| **fallback != self.url)
            .cloned();
        fallback.map(|url| self.url = url).is_some()
    }

    fn silence(&self, error: &reqwest::Error) -> TransportError {
        TransportError {
            attempt: self.request.attempt(),
            host: self.url.host_str().unwrap_or_default().to_owned(),
            problem: classify(error),
            cause: cause(error),
        }
    }

    fn interrupted(&self, why: Interrupted, limits: &Limits) -> Error {
        let doing = format!("waiting for the answer to {}", self.request.attempt());
        Error::interrupted(why, doing, limits).with_last(self.last.clone())
    }
}

/// The error of an answer that is not one of success.
pub(crate) fn refused(request: &Request, answer: &Answer) -> Error {
    Error::Refused(Box::new(answer.refusal(request.attempt())))
}
