//! One module for each command.

pub(crate) mod matching;
pub(crate) mod taxonomy;

use passerelle::{Engine, Error};

use crate::args::Common;

/// The engine that the common options ask for.
fn engine(common: &Common) -> Result<Engine, Error> {
    let mut builder = Engine::builder().embedded(!common.no_default);
    for path in &common.taxonomy {
        builder = builder.snapshot(path);
    }
    builder.load()
}

/// The plural of a word, with the number.
fn counted(count: u64, one: &str, many: &str) -> String {
    let mut digits = count.to_string();
    let mut at = digits.len();
    while at > 3 {
        at -= 3;
        digits.insert(at, ',');
    }
    format!("{digits} {}", if count == 1 { one } else { many })
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
