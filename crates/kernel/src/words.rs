//! Enums whose values have one word in the database, the API and forms, and a name in the locale files.

/// Declares such an enum: `ALL`, `as_str`, `key` (its locale key) and `FromStr`.
#[macro_export]
macro_rules! worded {
    ($(#[$about:meta])* $name:ident, $prefix:literal, { $($(#[$doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        pub enum $name {
            $($(#[$doc])* #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// All of them, in order.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];

            /// The word in the database, the API and forms.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word,)+ }
            }

            /// The locale key of its name.
            pub fn key(self) -> &'static str {
                match self { $($name::$variant => concat!($prefix, "-", $word),)+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<$name, String> {
                $name::ALL.iter().copied().find(|one| one.as_str() == text).ok_or_else(|| text.to_owned())
            }
        }
    };
}
