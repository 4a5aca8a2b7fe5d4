//! One token for everybody: fetched once however many ask, replaced early, dropped when Azure does not take it.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::time::Instant;
use tracing::{debug, warn};

use super::provider::{AccessToken, TokenProvider};
use crate::azure::error::{CredentialProblem, Error};
use crate::azure::flight::Flight;
use crate::azure::limits::Limits;
use crate::azure::pacing::Pacing;
use crate::azure::retry::{Retries, Trouble, jitter};
use crate::azure::secret::Secret;

/// How long an early replacement that failed is not tried again while the old token lasts.
const REPLACEMENT_PAUSE: Duration = Duration::from_secs(30);

const DOING: &str = "waiting for a token";

/// Makes a new provider.
pub(crate) type MakeProvider = Box<dyn Fn() -> Result<Arc<dyn TokenProvider>, Error> + Send + Sync>;

/// The token of one scope.
pub(crate) struct TokenCache {
    scope: String,
    pacing: Pacing,
    make: MakeProvider,
    flight: Flight<Held>,
}

#[derive(Clone)]
struct Held {
    token: AccessToken,
    provider: Arc<dyn TokenProvider>,
    /// Set after an early replacement failed: the old token serves until then at least.
    pause: Option<Instant>,
}

impl TokenCache {
    /// An empty cache for a scope.
    ///
    /// # Errors
    /// When no provider can be made of the settings; nothing is sent.
    pub fn new(scope: String, pacing: Pacing, make: MakeProvider) -> Result<TokenCache, Error> {
        make()?;
        Ok(TokenCache {
            scope,
            pacing,
            make,
            flight: Flight::default(),
        })
    }

    /// A token that is good for now.
    ///
    /// # Errors
    /// When none can be had, or the limits end first.
    pub async fn token(&self, limits: &Limits) -> Result<Secret, Error> {
        let usable = |held: &Held| {
            let left = held
                .token
                .expires_on
                .duration_since(SystemTime::now())
                .unwrap_or_default();
            let paused = held.pause.is_some_and(|pause| pause > Instant::now());
            left > self.pacing.token_margin || (paused && !left.is_zero())
        };
        let held = self
            .flight
            .get(limits, DOING, usable, |old| self.fetch(old, limits))
            .await?;
        Ok(held.token.secret)
    }

    /// Drops a token that Azure did not take, and the provider that would give the same one again.
    pub async fn reject(&self, refused: &Secret) {
        self.flight
            .forget_if(|held| held.token.secret == *refused)
            .await;
    }

    async fn fetch(&self, old: Option<Held>, limits: &Limits) -> Result<Held, Error> {
        let Some(old) = old else {
            return self.fetch_new((self.make)()?, limits).await;
        };
        if old.token.expires_on <= SystemTime::now() {
            return self.fetch_new(old.provider, limits).await;
        }
        // The old token still works: one try, and its failure is nobody's error.
        match self.once(&old.provider, limits).await {
            Ok(token) => Ok(Held {
                token,
                provider: old.provider,
                pause: None,
            }),
            Err(error) if error.is_cancelled() || error.is_deadline() => Err(error),
            Err(error) => {
                warn!(%error, "the token could not be replaced early; the old one is kept while it lasts");
                Ok(Held {
                    pause: Some(Instant::now() + REPLACEMENT_PAUSE),
                    ..old
                })
            }
        }
    }

    async fn fetch_new(
        &self,
        provider: Arc<dyn TokenProvider>,
        limits: &Limits,
    ) -> Result<Held, Error> {
        let mut retries = Retries::new(&self.pacing);
        let mut last = None;
        loop {
            let error = match self.once(&provider, limits).await {
                Ok(token) => {
                    return Ok(Held {
                        token,
                        provider,
                        pause: None,
                    });
                }
                Err(error) => error.with_last(last.take()),
            };
            let trouble = trouble(&error);
            let Some(wait) =
                trouble.and_then(|trouble| retries.next(trouble, None, Instant::now(), jitter()))
            else {
                return Err(error);
            };
            debug!(%error, wait_ms = wait.as_millis(), "no token yet");
            limits.sleep(wait).await.map_err(|why| {
                Error::interrupted(why, DOING, limits).with_last(Some(error.clone()))
            })?;
            last = Some(error);
        }
    }

    async fn once(
        &self,
        provider: &Arc<dyn TokenProvider>,
        limits: &Limits,
    ) -> Result<AccessToken, Error> {
        let fetched = limits.run(provider.token(&self.scope)).await;
        fetched.map_err(|why| Error::interrupted(why, DOING, limits))?
    }
}

fn trouble(error: &Error) -> Option<Trouble> {
    match error {
        Error::Credential(error) => match error.problem {
            CredentialProblem::Unreachable => Some(Trouble::Unreachable),
            CredentialProblem::Unavailable => Some(Trouble::Transient),
            CredentialProblem::Refused
            | CredentialProblem::Tls
            | CredentialProblem::ClaimsChallenge => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::sync::Mutex;

    use async_trait::async_trait;
    use tokio_util::sync::CancellationToken;

    use super::*;
    use crate::azure::error::CredentialError;

    /// Gives scripted answers: the seconds a token lasts, or a problem.
    struct Scripted(Mutex<VecDeque<Result<u64, CredentialProblem>>>);

    #[async_trait]
    impl TokenProvider for Scripted {
        async fn token(&self, _scope: &str) -> Result<AccessToken, Error> {
            let mut script = self.0.lock().unwrap();
            let answer = script.pop_front().expect("an unexpected token request");
            let name = format!("token {}", script.len());
            answer
                .map(|seconds| AccessToken {
                    secret: Secret::new(name),
                    expires_on: SystemTime::now() + Duration::from_secs(seconds),
                })
                .map_err(|problem| {
                    let (authority, message) = ("login".to_owned(), "no".to_owned());
                    Error::Credential(Box::new(CredentialError {
                        problem,
                        authority,
                        message,
                        advice: None,
                    }))
                })
        }
    }

    fn cache(script: &[Result<u64, CredentialProblem>]) -> (TokenCache, Arc<Scripted>) {
        let provider = Arc::new(Scripted(Mutex::new(script.iter().copied().collect())));
        let shared = provider.clone();
        let make: MakeProvider = Box::new(move || Ok(shared.clone()));
        (
            TokenCache::new("scope".to_owned(), Pacing::default(), make).unwrap(),
            provider,
        )
    }

    async fn ask(cache: &TokenCache) -> Result<String, Error> {
        let limits = Limits::new(Duration::from_secs(600), CancellationToken::new());
        cache
            .token(&limits)
            .await
            .map(|token| token.reveal().to_owned())
    }

    #[tokio::test(start_paused = true)]
    async fn a_token_is_fetched_once_and_kept() {
        let (cache, _) = cache(&[Ok(3600)]);
        assert_eq!(ask(&cache).await.unwrap(), ask(&cache).await.unwrap());
    }

    #[tokio::test(start_paused = true)]
    async fn a_token_near_its_end_is_kept_when_its_replacement_fails() {
        let (cache, _) = cache(&[Ok(100), Err(CredentialProblem::Refused), Ok(3600)]);
        let first = ask(&cache).await.unwrap();
        assert_eq!(ask(&cache).await.unwrap(), first);
        assert_eq!(ask(&cache).await.unwrap(), first, "not tried again at once");
        tokio::time::advance(REPLACEMENT_PAUSE).await;
        assert_ne!(ask(&cache).await.unwrap(), first);
    }

    #[tokio::test(start_paused = true)]
    async fn a_refused_token_is_fetched_again_from_a_new_provider() {
        let (cache, _) = cache(&[Ok(3600), Ok(3600)]);
        let first = ask(&cache).await.unwrap();
        cache.reject(&Secret::new("some other token")).await;
        assert_eq!(ask(&cache).await.unwrap(), first);
        cache.reject(&Secret::new(first.clone())).await;
        assert_ne!(ask(&cache).await.unwrap(), first);
    }

    #[tokio::test(start_paused = true)]
    async fn a_refusal_is_final_and_an_outage_is_not() {
        let (cache, script) = cache(&[
            Err(CredentialProblem::Unavailable),
            Err(CredentialProblem::Refused),
            Ok(3600),
        ]);
        assert!(ask(&cache).await.unwrap_err().is_unauthenticated());
        assert_eq!(script.0.lock().unwrap().len(), 1);
    }
}
