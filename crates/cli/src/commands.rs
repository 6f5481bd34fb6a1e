//! One module for each command.

pub(crate) mod align;
pub(crate) mod crosswalk;
pub(crate) mod demo;
pub(crate) mod explain;
pub(crate) mod law;
pub(crate) mod level;
pub(crate) mod matching;
pub(crate) mod policy;
pub(crate) mod recognise;
pub(crate) mod standard;
pub(crate) mod taxonomy;
pub(crate) mod translate;
mod words;

use passerelle::{Engine, Error, read_policy};
use passerelle_model::MatchingPolicy;

use crate::args::Common;

/// The engine that the common options ask for.
fn engine(common: &Common) -> Result<Engine, Error> {
    engine_with(common, !common.no_default)
}

/// An engine on what the common options add, to the embedded default or not.
fn engine_with(common: &Common, embedded: bool) -> Result<Engine, Error> {
    let builder = Engine::builder().embedded(embedded);
    let mut builder = builder.language(common.language.clone());
    for path in &common.taxonomy {
        builder = builder.snapshot(path);
    }
    for path in &common.crosswalk {
        builder = builder.crosswalk(path);
    }
    builder = builder.as_published(common.as_published);
    builder.load()
}

/// The policy that the common options ask for.
fn policy(common: &Common) -> Result<MatchingPolicy, Error> {
    common.policy.as_deref().map_or_else(|| Ok(MatchingPolicy::default()), read_policy)
}

/// The plural of a word, with the number.
fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", number(count), if count == 1 { one } else { many })
}

/// A number that people can read: `123,855`.
fn number(number: u64) -> String {
    let mut digits = number.to_string();
    let mut at = digits.len();
    while at > 3 {
        at -= 3;
        digits.insert(at, ',');
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn numbers_are_readable() {
        assert_eq!(counted(1, "row", "rows"), "1 row");
        assert_eq!(counted(123_855, "row", "rows"), "123,855 rows");
        assert_eq!(counted(1_000, "row", "rows"), "1,000 rows");
    }
}
