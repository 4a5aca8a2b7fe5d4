//! Pages of lists: cuts an answer's `value` where the scenario asks for it.

use std::num::NonZeroUsize;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use url::form_urlencoded;

use super::answer::Answer;
use super::errors::ArmError;
use super::request::ArmRequest;
use crate::scenario::Paging;

const SKIP_TOKEN: &str = "$skipToken";

/// Which page: where it begins, and whether it is the empty one that comes before that place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Position {
    from: usize,
    empty: bool,
}

/// The page of a list that was asked for; every other answer as it is.
pub(super) fn page(
    request: &ArmRequest,
    endpoint: &str,
    paging: &Paging,
    mut answer: Answer,
) -> Result<Answer, ArmError> {
    let (Some(size), Some(body)) = (paging.size, answer.body.as_mut()) else {
        return Ok(answer);
    };
    let Some(Value::Array(all)) = body.get_mut("value") else {
        return Ok(answer);
    };
    let position = match request.query(SKIP_TOKEN) {
        Some(token) => Position::parse(&token).ok_or_else(ArmError::invalid_skip_token)?,
        None => Position::first(paging),
    };
    let total = all.len();
    *all = all
        .drain(..)
        .skip(position.from)
        .take(position.length(size))
        .collect();
    if let Some(next) = position.next(paging, size, total) {
        body["nextLink"] = link(request, endpoint, next).into();
    }
    Ok(answer)
}

impl Position {
    fn first(paging: &Paging) -> Self {
        Self {
            from: 0,
            empty: paging.empty_pages,
        }
    }

    fn length(self, size: NonZeroUsize) -> usize {
        if self.empty { 0 } else { size.get() }
    }

    /// The page after this one; none after the last.
    fn next(self, paging: &Paging, size: NonZeroUsize, total: usize) -> Option<Self> {
        if self.empty {
            return Some(Self {
                empty: false,
                ..self
            });
        }
        let from = self.from.saturating_add(size.get());
        (from < total).then_some(Self {
            from,
            empty: paging.empty_pages,
        })
    }

    /// Opaque to clients.
    fn token(self) -> String {
        let kind = if self.empty { "e" } else { "v" };
        STANDARD.encode(format!("{kind}{}", self.from))
    }

    fn parse(token: &str) -> Option<Self> {
        let text = String::from_utf8(STANDARD.decode(token).ok()?).ok()?;
        let (kind, from) = text.split_at_checked(1)?;
        Some(Self {
            from: from.parse().ok()?,
            empty: kind == "e",
        })
    }
}

/// The request's own address with another token.
fn link(request: &ArmRequest, endpoint: &str, next: Position) -> String {
    let old = form_urlencoded::parse(request.uri.query().unwrap_or_default().as_bytes());
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(old.filter(|(name, _)| !name.eq_ignore_ascii_case(SKIP_TOKEN)));
    query.append_pair(SKIP_TOKEN, &next.token());
    format!("{endpoint}{}?{}", request.uri.path(), query.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(paging: &Paging, size: usize, total: usize) -> Vec<usize> {
        let size = NonZeroUsize::new(size).unwrap();
        let positions = std::iter::successors(Some(Position::first(paging)), |position| {
            let token = position.next(paging, size, total)?.token();
            Position::parse(&token)
        });
        let left = |position: Position| total - position.from;
        positions
            .map(|position| position.length(size).min(left(position)))
            .collect()
    }

    #[test]
    fn pages_hold_every_element_once() {
        let plain = Paging::default();
        assert_eq!(pages(&plain, 2, 5), [2, 2, 1]);
        assert_eq!(pages(&plain, 2, 4), [2, 2]);
        assert_eq!(pages(&plain, 2, 0), [0]);
    }

    #[test]
    fn empty_pages_stand_between_the_others() {
        let paging = Paging {
            empty_pages: true,
            ..Paging::default()
        };
        assert_eq!(pages(&paging, 2, 3), [0, 2, 0, 1]);
    }

    #[test]
    fn token_of_somebody_else_is_no_position() {
        assert_eq!(Position::parse("not base64!"), None);
        assert_eq!(Position::parse(&STANDARD.encode("vx")), None);
    }
}
