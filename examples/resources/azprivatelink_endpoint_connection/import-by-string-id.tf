import {
  to = azprivatelink_endpoint_connection.example
  id = "/subscriptions/5b5f0fd1-8f3c-4f0e-9a37-0c7d6b1f2a10/resourceGroups/rg-data/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg-orders/privateEndpointConnections/pe-web.1fa229cd-bf3f-47f0-8c49-afb36723997e"
}
