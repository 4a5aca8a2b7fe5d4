//! Reading an error as Resource Manager and the services behind it write it.
//!
//! The documented form is `{"error":{"code","message","target","details","additionalInfo"}}`, but services also
//! answer without the wrapper, with capital keys, with a byte order mark, with another error inside a message, or,
//! when a gateway speaks, with HTML or nothing. Reading never fails: what cannot be understood is kept as text.

use serde_json::Value;

/// How much of a body that is not an error object is kept.
const EXCERPT: usize = 2048;

/// How deep details may nest; deeper ones add nothing to a message.
const DEPTH: usize = 6;

/// One error object with those inside it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ArmError {
    /// Azure's code; `None` where the answer gave none.
    pub code: Option<String>,
    /// Azure's message, or an excerpt of a body that is not an error object.
    pub message: String,
    /// What the error is about, if Azure says.
    pub target: Option<String>,
    /// The errors inside this one, outermost first.
    pub details: Vec<ArmError>,
    /// Names of the policies that refused the request.
    pub policies: Vec<String>,
}

impl ArmError {
    /// Reads the body of an answer; `header_code` is the value of `x-ms-error-code`, used when the body has no code.
    pub fn from_body(body: &[u8], header_code: Option<&str>) -> ArmError {
        let mut error = match parse_json(body) {
            Some(value) => {
                ArmError::from_value(&value).unwrap_or_else(|| ArmError::from_text(body))
            }
            None => ArmError::from_text(body),
        };
        if error.code.is_none() {
            error.code = header_code.map(str::to_owned);
        }
        error
    }

    /// Reads an error object, with or without its `error` wrapper; `None` when the value is nothing like one.
    pub fn from_value(value: &Value) -> Option<ArmError> {
        let inner = field(value, "error").or_else(|| field(value, "odata.error"));
        read_object(
            inner.filter(|inner| inner.is_object()).unwrap_or(value),
            DEPTH,
        )
    }

    fn from_text(body: &[u8]) -> ArmError {
        let text = String::from_utf8_lossy(body);
        let text = text.trim_start_matches('\u{feff}').trim();
        let message = if text.is_empty() {
            "the answer has no body".to_owned()
        } else {
            excerpt(text)
        };
        ArmError {
            message,
            ..ArmError::default()
        }
    }

    /// This code and all codes inside it, outermost first.
    pub fn codes(&self) -> Vec<&str> {
        let own = self.code.as_deref().into_iter();
        own.chain(self.details.iter().flat_map(ArmError::codes))
            .collect()
    }

    /// Whether this code or one inside it is among those given.
    pub fn has_code(&self, wanted: &[&str]) -> bool {
        self.codes()
            .iter()
            .any(|code| wanted.iter().any(|name| name.eq_ignore_ascii_case(code)))
    }

    /// Code, message, target, inner errors and policies as one line for users.
    pub fn describe(&self) -> String {
        let mut text = match &self.code {
            Some(code) => format!("{code}: {}", self.message.trim_end()),
            None => self.message.trim_end().to_owned(),
        };
        if let Some(target) = &self.target {
            text.push_str(&format!(" (target: {target})"));
        }
        if !self.policies.is_empty() {
            text.push_str(&format!(" (policies: {})", self.policies.join(", ")));
        }
        for detail in self
            .details
            .iter()
            .filter(|detail| !text.contains(&detail.describe()))
            .collect::<Vec<_>>()
        {
            text.push_str(&format!(" [{}]", detail.describe()));
        }
        text
    }
}

/// Parses JSON that may have a UTF-8 byte order mark in front.
pub(crate) fn parse_json(body: &[u8]) -> Option<Value> {
    serde_json::from_slice(body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)).ok()
}

/// A key of an object, without regard to case.
pub(crate) fn field<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    let object = value.as_object()?;
    object.get(name).or_else(|| {
        object
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    })
}

/// A text under a key, without regard to the key's case; empty texts count as absent.
pub(crate) fn text(value: &Value, name: &str) -> Option<String> {
    field(value, name)?
        .as_str()
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

fn read_object(value: &Value, depth: usize) -> Option<ArmError> {
    let (code, message) = (text(value, "code"), message_of(value));
    if depth == 0 || (code.is_none() && message.is_none()) {
        return None;
    }
    let items = |name| {
        field(value, name)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
    };
    let mut details: Vec<ArmError> = items("details")
        .filter_map(|detail| read_object(detail, depth - 1))
        .collect();
    let mut message = message.unwrap_or_default();
    if let Some(nested) = parse_json(message.as_bytes())
        .as_ref()
        .and_then(ArmError::from_value)
    {
        // Seen with deployments and gateways: the message is another error, as text.
        message = nested.message.clone();
        details.insert(0, nested);
    }
    let policies = items("additionalInfo").filter_map(policy_name).collect();
    Some(ArmError {
        code,
        message,
        target: text(value, "target"),
        details,
        policies,
    })
}

/// OData writes the message as an object of language and value.
fn message_of(value: &Value) -> Option<String> {
    text(value, "message").or_else(|| text(field(value, "message")?, "value"))
}

fn policy_name(info: &Value) -> Option<String> {
    let violation =
        text(info, "type").is_some_and(|kind| kind.eq_ignore_ascii_case("PolicyViolation"));
    let details = field(info, "info").filter(|_| violation)?;
    text(details, "policyDefinitionDisplayName").or_else(|| text(details, "policyDefinitionName"))
}

fn excerpt(text: &str) -> String {
    match text.char_indices().nth(EXCERPT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> ArmError {
        ArmError::from_body(body.as_bytes(), None)
    }

    #[test]
    fn the_documented_form_is_read_with_its_details() {
        let error = read(
            r#"{"error":{"code":"Outer","message":"out","target":"t","details":[{"code":"Inner","message":"in"}]}}"#,
        );
        assert_eq!(error.codes(), ["Outer", "Inner"]);
        assert_eq!(error.describe(), "Outer: out (target: t) [Inner: in]");
    }

    #[test]
    fn a_byte_order_mark_capital_keys_and_a_missing_wrapper_are_read() {
        let error = read("\u{feff}{\"Code\":\"Conflict\",\"Message\":\"busy\"}");
        assert_eq!(
            (error.code.as_deref(), error.message.as_str()),
            (Some("Conflict"), "busy")
        );
    }

    #[test]
    fn an_error_written_as_text_inside_a_message_is_read() {
        let error = read(
            r#"{"error":{"code":"A","message":"{\"error\":{\"code\":\"B\",\"message\":\"why\"}}"}}"#,
        );
        assert!(error.has_code(&["b"]));
        assert_eq!(error.message, "why");
    }

    #[test]
    fn html_and_empty_bodies_are_kept_as_text() {
        assert!(
            read("<html>Bad gateway</html>")
                .message
                .contains("Bad gateway")
        );
        assert_eq!(read("").message, "the answer has no body");
        assert!(read(&"x".repeat(5000)).message.chars().count() <= EXCERPT + 1);
    }

    #[test]
    fn the_header_gives_the_code_when_the_body_has_none() {
        let error = ArmError::from_body(b"", Some("ServerBusy"));
        assert_eq!(error.code.as_deref(), Some("ServerBusy"));
    }

    #[test]
    fn the_policy_that_refused_is_named() {
        let error = read(
            r#"{"error":{"code":"RequestDisallowedByPolicy","message":"no","additionalInfo":[{"type":"PolicyViolation",
                "info":{"policyDefinitionDisplayName":"No approvals"}}]}}"#,
        );
        assert_eq!(
            error.describe(),
            "RequestDisallowedByPolicy: no (policies: No approvals)"
        );
    }
}
