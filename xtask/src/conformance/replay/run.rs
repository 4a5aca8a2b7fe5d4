//! Replays one recording against a simulator of its own.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use azure_simulator::{Options, Simulator};

use super::azure::Azure;
use super::compare::Comparison;
use super::recording::{Exchange, Recording, Response};
use super::situation;
use super::text::Texts;
use crate::error::TaskError;

const AZURE: &str = "https://management.azure.com";
/// Headers with addresses that Azure chooses.
const ADDRESSES: [&str; 2] = ["azure-asyncoperation", "location"];
/// Longer than any operation of the situation takes.
const PATIENCE: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(50);

/// Sends the requests of a recording and compares the answers.
///
/// # Errors
/// When the situation cannot be made, or a request gets no answer.
pub async fn replay(recording: &Recording) -> Result<Comparison, TaskError> {
    let scenario = situation::scenario(recording)?;
    let simulator = Simulator::start(scenario, Options::default()).await?;
    let endpoint = simulator.ready().endpoint.clone();
    let azure = Azure::sign_in(simulator.ready()).await?;
    let mut addresses = Addresses::new(&endpoint);
    if let Some((url, body)) = situation::endpoint_to_make(recording) {
        let made = azure.send("PUT", &addresses.live(url), Some(&body)).await?;
        let refused = || TaskError::Recording {
            name: recording.name.clone(),
            problem: format!(
                "the endpoint of its situation cannot be made: {:?}",
                made.body
            ),
        };
        let status = made.headers.get("azure-asyncoperation");
        let end = wait_for_the_end(&azure, status.ok_or_else(refused)?).await?;
        if end
            .body
            .as_ref()
            .is_none_or(|body| body["status"] != "Succeeded")
        {
            return Err(refused());
        }
    }
    let mut comparison = Comparison::new(Texts::new(AZURE, &endpoint));
    for (number, exchange) in recording.exchanges.iter().enumerate() {
        let live = answer(&azure, &addresses, exchange).await?;
        let request = &exchange.request;
        let place = format!("{} {} {}", recording.name, number + 1, request.method);
        let is_poll = addresses.knows(&request.url);
        comparison.exchange(&place, &exchange.response, &live, is_poll);
        addresses.learn(&exchange.response, &live);
    }
    simulator.stop().await;
    Ok(comparison)
}

async fn answer(
    azure: &Azure,
    addresses: &Addresses,
    exchange: &Exchange,
) -> Result<Response, TaskError> {
    let request = &exchange.request;
    let url = addresses.live(&request.url);
    if addresses.knows(&request.url) && !is_running(&exchange.response) {
        return wait_for_the_end(azure, &url).await;
    }
    azure
        .send(&request.method, &url, request.body.as_ref())
        .await
}

/// Polls an operation until it has ended, and returns that answer.
async fn wait_for_the_end(azure: &Azure, url: &str) -> Result<Response, TaskError> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let answer = azure.send("GET", url, None).await?;
        if !is_running(&answer) || Instant::now() > deadline {
            return Ok(answer);
        }
        // An operation ends by time alone; no event announces it to a client.
        tokio::time::sleep(PAUSE).await;
    }
}

fn is_running(answer: &Response) -> bool {
    let body = answer.body.as_ref();
    body.is_some_and(|body| body["status"] == "InProgress")
}

/// Which live address stands for a recorded one.
struct Addresses {
    endpoint: String,
    /// Polling addresses, without the query of the recorded one: signatures are cut in it.
    polling: BTreeMap<String, String>,
}

impl Addresses {
    fn new(endpoint: &str) -> Self {
        Self {
            endpoint: endpoint.to_owned(),
            polling: BTreeMap::new(),
        }
    }

    fn knows(&self, recorded: &str) -> bool {
        self.polling.contains_key(path(recorded))
    }

    fn live(&self, recorded: &str) -> String {
        let polling = self.polling.get(path(recorded)).cloned();
        polling.unwrap_or_else(|| recorded.replacen(AZURE, &self.endpoint, 1))
    }

    fn learn(&mut self, recorded: &Response, live: &Response) {
        for name in ADDRESSES {
            if let (Some(recorded), Some(live)) =
                (recorded.headers.get(name), live.headers.get(name))
            {
                self.polling.insert(path(recorded).to_owned(), live.clone());
            }
        }
    }
}

fn path(address: &str) -> &str {
    address.split('?').next().unwrap_or(address)
}
