//! One switch's values as an enumeration that also knows their texts.

/// The values of a switch.
pub(super) trait Choice: Sized {
    /// Their texts, the default first.
    const VALUES: &'static [&'static str];

    /// The value of a text.
    fn of(text: &str) -> Option<Self>;

    /// The text of this value.
    fn text(&self) -> &'static str;
}

/// Declares an enumeration whose first value is the default, each with its text in a scenario.
macro_rules! choice {
    ($(#[$meta:meta])* $name:ident {
        $(#[$first_meta:meta])* $first:ident = $first_text:literal,
        $($(#[$other_meta:meta])* $other:ident = $other_text:literal),+ $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
        pub enum $name {
            $(#[$first_meta])*
            #[default]
            #[serde(rename = $first_text)]
            $first,
            $($(#[$other_meta])* #[serde(rename = $other_text)] $other),+
        }

        impl $crate::scenario::switches::choice::Choice for $name {
            const VALUES: &'static [&'static str] = &[$first_text, $($other_text),+];

            fn of(text: &str) -> Option<Self> {
                match text {
                    $first_text => Some(Self::$first),
                    $($other_text => Some(Self::$other),)+
                    _ => None,
                }
            }

            fn text(&self) -> &'static str {
                match self {
                    Self::$first => $first_text,
                    $(Self::$other => $other_text),+
                }
            }
        }
    };
}

pub(super) use choice;
