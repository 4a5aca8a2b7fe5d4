terraform {
  required_providers {
    azprivatelink = {
      source = "azprivatelink/azprivatelink"
    }
  }
}

# Signs in with ARM_TENANT_ID, ARM_CLIENT_ID and ARM_CLIENT_SECRET, as azurerm and azapi do.
provider "azprivatelink" {}
