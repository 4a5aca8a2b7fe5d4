//! Both sides of the private links at one moment, as a small table.

use azure_simulator::{ConnectionView, PrivateEndpointView, ServerView};

/// The endpoints with their state as their owner sees it, beside the server's connections.
pub fn both_sides(endpoints: &[PrivateEndpointView], server: &ServerView) -> String {
    let heading = [
        "private endpoint".to_owned(),
        "reads".to_owned(),
        format!("connection on {}", server.name),
        "status".to_owned(),
    ];
    let rows = endpoints.iter().map(|endpoint| {
        let connection = connection_of(server, endpoint);
        [
            endpoint.name.clone(),
            endpoint.status.clone(),
            connection.map_or_else(|| "none".to_owned(), |c| c.name.clone()),
            connection.map_or_else(|| "-".to_owned(), |c| c.status.clone()),
        ]
    });
    aligned(&std::iter::once(heading).chain(rows).collect::<Vec<_>>())
}

fn connection_of<'a>(
    server: &'a ServerView,
    endpoint: &PrivateEndpointView,
) -> Option<&'a ConnectionView> {
    let same = |c: &&ConnectionView| c.private_endpoint_id.eq_ignore_ascii_case(&endpoint.id);
    server.connections.iter().find(same)
}

fn aligned<const COLUMNS: usize>(rows: &[[String; COLUMNS]]) -> String {
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or(0);
    let widths: [usize; COLUMNS] = std::array::from_fn(width);
    let mut text = String::new();
    for (number, row) in rows.iter().enumerate() {
        let cells = row
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{cell:width$}"));
        let line = cells.collect::<Vec<_>>().join("  ");
        text.push_str(line.trim_end());
        text.push('\n');
        if number == 0 {
            text.push_str(&widths.map(|width| "-".repeat(width)).join("  "));
            text.push('\n');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_without_a_connection_keeps_its_row() {
        let endpoint = PrivateEndpointView {
            name: "pe-web".to_owned(),
            id: "/e/pe-web".to_owned(),
            status: "Disconnected".to_owned(),
            description: String::new(),
            target: "/s/pg".to_owned(),
        };
        let server = ServerView {
            name: "pg".to_owned(),
            id: "/s/pg".to_owned(),
            state: "Ready".to_owned(),
            connections: Vec::new(),
        };
        let expected = "\
private endpoint  reads         connection on pg  status
----------------  ------------  ----------------  ------
pe-web            Disconnected  none              -
";
        assert_eq!(both_sides(&[endpoint], &server), expected);
    }
}
