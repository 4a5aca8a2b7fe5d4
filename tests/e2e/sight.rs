//! What a case sees of Azure, asked of the simulator and not of the provider.

use crate::case::{Case, TARGET, id_of, is_write};

impl Case {
    pub fn connection_id(&self, endpoint: &str) -> String {
        self.found(endpoint).id
    }

    pub fn name_of(&self, endpoint: &str) -> String {
        self.found(endpoint).name
    }

    pub fn status_of(&self, endpoint: &str) -> String {
        self.found(endpoint).status
    }

    pub fn description_of(&self, endpoint: &str) -> String {
        self.found(endpoint).description.unwrap_or_default()
    }

    pub fn has_connection(&self, endpoint: &str) -> bool {
        self.connections_of(endpoint).next().is_some()
    }

    fn found(&self, endpoint: &str) -> azure_simulator::ConnectionView {
        self.connections_of(endpoint)
            .next()
            .expect("the endpoint has a connection")
    }

    fn connections_of(
        &self,
        endpoint: &str,
    ) -> impl Iterator<Item = azure_simulator::ConnectionView> {
        let id = id_of(endpoint);
        let servers = self.azure.servers().into_iter();
        servers
            .flat_map(|server| server.connections)
            .filter(move |connection| connection.private_endpoint_id == id)
    }

    /// The state that the endpoint's own side shows.
    pub fn endpoint_status(&self, endpoint: &str) -> String {
        let all = self.azure.private_endpoints();
        all.into_iter()
            .find(|view| view.name == endpoint)
            .expect("the endpoint exists")
            .status
    }

    /// The methods of the writes to connections so far, since the case's beginning.
    pub fn writes(&self) -> Vec<String> {
        let journal = self.azure.journal().split_off(self.from());
        let writes = journal.into_iter().filter(|exchange| {
            is_write(exchange) && exchange.path.contains("/privateEndpointConnections/")
        });
        writes.map(|exchange| exchange.method).collect()
    }

    /// A text with what differs from run to run replaced.
    pub fn redacted(&self, text: &str) -> String {
        let mut text = text.replace(&self.azure.ready().endpoint, "https://azure.example");
        let port = self
            .azure
            .ready()
            .endpoint
            .rsplit(':')
            .next()
            .unwrap_or_default()
            .to_owned();
        text = text.replace(&format!("localhost:{port}"), "azure.example");
        for connection in self
            .azure
            .servers()
            .iter()
            .flat_map(|server| &server.connections)
        {
            let endpoint = connection
                .name
                .rsplit_once('.')
                .map_or("", |(endpoint, _)| endpoint);
            text = text.replace(&connection.name, &format!("{endpoint}.GUID"));
        }
        without_guids(&text)
    }
}

/// Request ids and the like as `GUID`; those of the scenario stay.
fn without_guids(text: &str) -> String {
    let is_part = |c: char| c.is_ascii_hexdigit() || c == '-';
    let mut parts: Vec<_> = text
        .split(|c| !is_part(c))
        .filter(|part| part.len() == 36)
        .collect();
    parts.retain(|part| !TARGET.contains(part));
    parts
        .into_iter()
        .fold(text.to_owned(), |text, guid| text.replace(guid, "GUID"))
}
