//! The public clouds that Microsoft and 21Vianet run, with the addresses each one is reached at.
//!
//! Endpoints outside this table are the caller's to give; they get no regional hosts (see `route`).

/// One public cloud.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cloud {
    /// Every name that Azure tools know the cloud by, in lower case; the first is the usual one.
    pub names: &'static [&'static str],
    /// Microsoft Entra ID: where tokens come from.
    pub authority: &'static str,
    /// Azure Resource Manager.
    pub resource_manager: &'static str,
    /// The audience of tokens for Resource Manager, without the `/.default` of a scope.
    pub audience: &'static str,
}

static CLOUDS: [Cloud; 3] = [
    Cloud {
        names: &["public", "global", "azurecloud", "azurepubliccloud"],
        authority: "https://login.microsoftonline.com",
        resource_manager: "https://management.azure.com",
        audience: "https://management.azure.com",
    },
    Cloud {
        names: &[
            "usgovernment",
            "usgovernmentl4",
            "usgovernmentl5",
            "dod",
            "azureusgovernment",
            "azureusgovernmentcloud",
        ],
        authority: "https://login.microsoftonline.us",
        resource_manager: "https://management.usgovcloudapi.net",
        audience: "https://management.usgovcloudapi.net",
    },
    Cloud {
        names: &["china", "azurechinacloud"],
        authority: "https://login.chinacloudapi.cn",
        resource_manager: "https://management.chinacloudapi.cn",
        audience: "https://management.chinacloudapi.cn",
    },
];

impl Cloud {
    /// The cloud of this name, without regard to case.
    pub fn by_name(name: &str) -> Option<&'static Cloud> {
        CLOUDS
            .iter()
            .find(|cloud| cloud.names.contains(&name.to_lowercase().as_str()))
    }

    /// The cloud whose Resource Manager answers at this host, without regard to case.
    pub fn by_resource_manager_host(host: &str) -> Option<&'static Cloud> {
        CLOUDS.iter().find(|cloud| {
            cloud
                .resource_manager
                .trim_start_matches("https://")
                .eq_ignore_ascii_case(host)
        })
    }

    /// All clouds of the table.
    pub fn all() -> &'static [Cloud] {
        &CLOUDS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cloud_is_found_by_every_name_tools_use() {
        assert_eq!(
            Cloud::by_name("AzureUSGovernment"),
            Cloud::by_name("usgovernment")
        );
        assert_eq!(
            Cloud::by_name("public").unwrap().resource_manager,
            "https://management.azure.com"
        );
        assert_eq!(Cloud::by_name("mars"), None);
    }

    #[test]
    fn only_the_exact_host_is_a_clouds_resource_manager() {
        assert!(Cloud::by_resource_manager_host("Management.Azure.Com").is_some());
        assert!(Cloud::by_resource_manager_host("eastus.management.azure.com").is_none());
    }
}
