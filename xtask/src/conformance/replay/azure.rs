//! A client of the simulator, signed in.

use std::time::Duration;

use azure_simulator::Ready;
use reqwest::{Certificate, Client, Method};
use serde_json::Value;

use super::recording::Response;
use crate::error::TaskError;

/// Longer than any answer takes.
const PATIENCE: Duration = Duration::from_secs(30);

/// Sends requests with a token.
pub struct Azure {
    http: Client,
    token: String,
}

impl Azure {
    /// Signs in as the simulator's announced client.
    ///
    /// # Errors
    /// When the simulator cannot be reached, or gives no token.
    pub async fn sign_in(ready: &Ready) -> Result<Self, TaskError> {
        let pem =
            std::fs::read(&ready.ca_certificate).map_err(TaskError::file(&ready.ca_certificate))?;
        let authority = Certificate::from_pem(&pem)?;
        let http = Client::builder()
            .tls_certs_only([authority])
            .timeout(PATIENCE)
            .build()?;
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", &ready.client_id),
            ("client_secret", &ready.client_secret),
            ("scope", "https://management.azure.com/.default"),
        ];
        let url = format!("{}/{}/oauth2/v2.0/token", ready.endpoint, ready.tenant_id);
        let answer = http.post(url).form(&form).send().await?;
        let answer: Value = answer.error_for_status()?.json().await?;
        let token = answer["access_token"].as_str().map(str::to_owned);
        let token = token.ok_or(TaskError::NoToken)?;
        Ok(Self { http, token })
    }

    /// Sends a request to a whole address, byte for byte.
    ///
    /// # Errors
    /// When no answer comes.
    pub async fn send(
        &self,
        method: &str,
        url: &str,
        body: Option<&Value>,
    ) -> Result<Response, TaskError> {
        // The recordings have no method that HTTP does not know.
        let method = Method::from_bytes(method.as_bytes()).unwrap_or_default();
        let mut request = self.http.request(method, url).bearer_auth(&self.token);
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = request.send().await?;
        let headers = answer.headers().iter().map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            (name.as_str().to_owned(), value)
        });
        let (status, headers) = (Some(answer.status().as_u16()), headers.collect());
        let text = answer.bytes().await?;
        Ok(Response {
            status,
            headers,
            body: serde_json::from_slice(&text).ok(),
        })
    }
}
