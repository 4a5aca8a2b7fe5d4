//! Private endpoints in a subscription that the owner of the server may not read.

use crate::case::{Case, TARGET, id_of};

const PARTNER: &str = "
[[private_endpoint]]
name = \"pe-partner\"
resource_group = \"rg-apps\"
subscription = \"a4c6e0b8-7d15-4f32-9b8e-5f10c2d37e96\"
target = \"pg-orders\"
";

fn partners(endpoint: &str) -> String {
    let own = "5b5f0fd1-8f3c-4f0e-9a37-0c7d6b1f2a10";
    id_of(endpoint).replace(own, "a4c6e0b8-7d15-4f32-9b8e-5f10c2d37e96")
}

fn partner(key: &str, value: &str, more: &str) -> String {
    format!(
        "resource \"azprivatelink_endpoint_connection\" \"web\" {{\n  target_resource_id = {TARGET:?}\n  {key} = {value:?}\n  {more}\n}}\n"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_endpoints_connection_is_managed_by_its_name() {
    let case = Case::with(PARTNER, &[]).await;
    let all = case.azure.connections("pg-orders");
    let foreign = |name: &&String| name.starts_with("pe-partner.");
    let name = all.iter().map(|found| &found.name).find(foreign);
    let name = name.expect("the partner's connection").clone();
    case.write(&partner("name", &name, "status = \"Approved\""));
    case.apply().await.ok();
    case.plans_no_change().await;
    let behind = if case.is("endpoint_reference", "shown") {
        partners("pe-partner")
    } else {
        "private endpoint (Azure does not say which)".to_owned()
    };
    case.plan_destroy().await.ok().says(&behind);
    case.destroy().await.ok();
    assert_eq!(case.azure.connections("pg-orders").len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_endpoints_connection_is_found_by_its_id_where_azure_names_it() {
    let case = Case::with(PARTNER, &[]).await;
    let id = partners("pe-partner");
    let limit = "timeouts {\n    create = \"4s\"\n  }";
    case.write(&partner("private_endpoint_id", &id, limit));
    let run = case.apply().await;
    if case.is("endpoint_reference", "shown") {
        run.ok();
        case.plans_no_change().await;
    } else {
        run.fails()
            .says("has asked for no connection to it within 4 s")
            .says("(Pending, endpoint not known)");
        assert_eq!(case.stored().await, "");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_endpoint_that_cannot_be_read_is_waited_for() {
    let case = Case::with(PARTNER, &[]).await;
    let id = partners("pe-later");
    let limit = "timeouts {\n    create = \"4s\"\n  }";
    case.write(&partner("private_endpoint_id", &id, limit));
    case.apply()
        .await
        .fails()
        .says("has asked for no connection to it within 4 s");
    let journal = case.azure.journal();
    let looks = journal.iter().filter(|exchange| exchange.path == id);
    let answers: Vec<_> = looks.filter_map(|look| look.status).collect();
    let hidden = [
        ("forbidden", 403),
        ("not-found", 404),
        ("wrong-tenant", 401),
    ];
    let expected = hidden
        .iter()
        .find(|(value, _)| case.is("foreign_subscription", value));
    let (_, status) = expected.expect("a value of the switch");
    assert!(
        !answers.is_empty() && answers.iter().all(|found| found == status),
        "{answers:?}"
    );
}
