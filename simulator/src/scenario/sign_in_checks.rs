//! Checks that every principal can sign in, and that federated credentials and the managed
//! identity refer to something.

use super::checks::{Misreference, misreference};
use super::{FederatedCredentialSettings, GITHUB_ISSUER, PrincipalSettings, Scenario};

pub(super) fn check(scenario: &Scenario) -> Result<(), Misreference> {
    check_managed_identity(scenario)?;
    for principal in &scenario.principals {
        check_ways(scenario, principal)?;
        for credential in &principal.federated_credentials {
            check_key(scenario, credential)?;
        }
    }
    Ok(())
}

fn check_managed_identity(scenario: &Scenario) -> Result<(), Misreference> {
    let Some(client_id) = &scenario.managed_identity.client_id else {
        return Ok(());
    };
    let mut principals = scenario.principals.iter();
    if principals.any(|principal| is_called(principal, client_id.get_ref())) {
        return Ok(());
    }
    let message = format!(
        "there is no [[principal]] with the client_id `{}`",
        client_id.get_ref()
    );
    Err(misreference(client_id, message))
}

fn check_ways(scenario: &Scenario, principal: &PrincipalSettings) -> Result<(), Misreference> {
    let identity = scenario.managed_identity.client_id.as_ref();
    let is_identity = identity.is_some_and(|id| is_called(principal, id.get_ref()));
    if principal.client_secret.is_some()
        || !principal.certificates.is_empty()
        || !principal.federated_credentials.is_empty()
        || is_identity
    {
        return Ok(());
    }
    let message = format!(
        "principal `{}` cannot sign in: it has no client_secret, no certificates, no federated_credentials, and [managed_identity] does not name it",
        principal.client_id.get_ref()
    );
    Err(misreference(&principal.client_id, message))
}

/// Keys of simulated issuers are made at run time, those of others must be given.
fn check_key(
    scenario: &Scenario,
    credential: &FederatedCredentialSettings,
) -> Result<(), Misreference> {
    let issuer = credential.issuer.get_ref();
    let simulated = [GITHUB_ISSUER, &scenario.azure_pipelines.issuer].contains(&issuer.as_str());
    let message = match (simulated, &credential.public_key) {
        (true, None) | (false, Some(_)) => return Ok(()),
        (true, Some(_)) => format!("the issuer `{issuer}` is simulated and takes no public_key"),
        (false, None) => format!("the issuer `{issuer}` is not simulated and needs a public_key"),
    };
    Err(misreference(&credential.issuer, message))
}

fn is_called(principal: &PrincipalSettings, client_id: &str) -> bool {
    principal
        .client_id
        .get_ref()
        .eq_ignore_ascii_case(client_id)
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, KeyPair, PKCS_ECDSA_P256_SHA256};

    use super::super::checks::tests::{SMALL, refused};
    use super::*;

    const ID: &str = "0c5e8d17-b3a2-4f96-8e40-71f2ad96c35b";

    fn with_principal(lines: &str) -> String {
        format!("{SMALL}\n[[principal]]\nclient_id = \"other\"\nobject_id = \"{ID}\"\n{lines}\n")
    }

    #[test]
    fn principal_without_any_way_of_signing_in_is_refused_with_its_line() {
        let (message, line) = refused(&with_principal(""));
        assert!(message.starts_with("principal `other` cannot sign in"));
        assert_eq!(line, "client_id = \"other\"");
    }

    #[test]
    fn principal_that_is_the_managed_identity_needs_no_credential() {
        let identity = "[managed_identity]\nclient_id = \"OTHER\"";
        Scenario::parse(&with_principal(identity)).unwrap();
    }

    #[test]
    fn managed_identity_of_nobody_is_refused_with_its_line() {
        let (message, line) = refused(&format!("{SMALL}\n[managed_identity]\nclient_id = \"x\"\n"));
        assert_eq!(message, "there is no [[principal]] with the client_id `x`");
        assert_eq!(line, "client_id = \"x\"");
    }

    #[test]
    fn issuer_that_is_not_simulated_needs_a_key() {
        let credential = "federated_credentials = [{ issuer = \"https://i\", subject = \"s\" }]";
        let (message, line) = refused(&with_principal(credential));
        assert_eq!(
            message,
            "the issuer `https://i` is not simulated and needs a public_key"
        );
        assert_eq!(line, credential);
    }

    #[test]
    fn certificate_that_is_none_is_refused_with_its_line() {
        let (message, line) = refused(&with_principal("certificates = [\"nonsense\"]"));
        assert!(message.contains("not a certificate in PEM"), "{message}");
        assert_eq!(line, "certificates = [\"nonsense\"]");
    }

    #[test]
    fn certificate_without_an_rsa_key_is_refused() {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
        let params = CertificateParams::new(Vec::new()).unwrap();
        let pem = params.self_signed(&key).unwrap().pem();
        let (message, _) = refused(&with_principal(&format!("certificates = ['''{pem}''']")));
        assert!(message.contains("not an RSA key"), "{message}");
    }

    #[test]
    fn secrets_are_hidden_when_a_scenario_is_printed() {
        let printed = format!("{:?}", Scenario::small());
        assert!(!printed.contains("simulated-"), "{printed}");
    }
}
