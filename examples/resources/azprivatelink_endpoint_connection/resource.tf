# Approves the connection that a private endpoint of another team has asked for. Destroying this
# deletes the connection; the private endpoint stays.
resource "azprivatelink_endpoint_connection" "example" {
  target_resource_id  = "/subscriptions/5b5f0fd1-8f3c-4f0e-9a37-0c7d6b1f2a10/resourceGroups/rg-data/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg-orders"
  private_endpoint_id = "/subscriptions/5b5f0fd1-8f3c-4f0e-9a37-0c7d6b1f2a10/resourceGroups/rg-apps/providers/Microsoft.Network/privateEndpoints/pe-batch"
  status              = "Approved"
  description         = "Approved for the nightly batch"

  timeouts {
    create = "1h"
  }
}
