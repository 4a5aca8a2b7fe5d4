//! One page of a list, and where the next one is. Pure.

use std::collections::HashSet;

use serde_json::Value;

use super::error::{field, text};

/// The items of one page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Page {
    pub items: Vec<Value>,
    /// The address of the next page. The end is a link that is missing, null or (against the rules, but sent) empty.
    pub next: Option<String>,
}

impl Page {
    /// Reads a page. An empty page may still have a next one.
    ///
    /// # Errors
    /// When the body is not a list; the text says what is wrong with it.
    pub fn from_value(body: Option<Value>) -> Result<Page, &'static str> {
        let body = body.ok_or("its body is not JSON")?;
        let items = field(&body, "value")
            .and_then(Value::as_array)
            .ok_or("its body has no list named \"value\"")?;
        Ok(Page {
            items: items.clone(),
            next: text(&body, "nextLink"),
        })
    }
}

/// The links followed so far, so that a list which names a page twice does not go on for ever.
#[derive(Debug, Default)]
pub(crate) struct Followed(HashSet<String>);

impl Followed {
    /// Remembers a link; false when it was followed before.
    pub fn is_new(&mut self, link: &str) -> bool {
        self.0.insert(link.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_list_ends_where_the_link_is_missing_null_or_empty() {
        for body in [
            json!({"value": []}),
            json!({"value": [], "nextLink": null}),
            json!({"value": [], "nextLink": ""}),
        ] {
            assert_eq!(Page::from_value(Some(body)).unwrap().next, None);
        }
    }

    #[test]
    fn an_empty_page_may_have_a_next_one() {
        let page = Page::from_value(Some(json!({"value": [], "nextLink": "https://x"}))).unwrap();
        assert_eq!(
            (page.items.len(), page.next.as_deref()),
            (0, Some("https://x"))
        );
    }

    #[test]
    fn a_body_without_a_list_is_no_page() {
        assert!(Page::from_value(Some(json!({"id": 1}))).is_err());
        assert!(Page::from_value(None).is_err());
    }

    #[test]
    fn a_link_is_followed_once() {
        let mut followed = Followed::default();
        assert!(followed.is_new("a") && followed.is_new("b") && !followed.is_new("a"));
    }
}
