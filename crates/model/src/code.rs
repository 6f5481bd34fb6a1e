//! The stable codes of everything that can be wrong with data, and of the
//! errors that stop a run.
//!
//! A code never changes its meaning; a retired one is never used again. The
//! page `docs/codes.md` is made from this table by `cargo xtask docs`.

use std::fmt;

use crate::Severity;

/// A stable code; what it stands for is in the [`CodeInfo`] that it leads to.
///
/// Compared and ordered by its text.
#[derive(Clone, Copy)]
pub struct Code(&'static CodeInfo);

/// What a code stands for.
#[derive(Debug)]
pub struct CodeInfo {
    /// The text, `PS-CSV-003` for instance.
    pub id: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// What was found, in a few words.
    pub title: &'static str,
    /// Why it matters and how the engine goes on.
    pub effect: &'static str,
    /// What to do about it.
    pub remedy: &'static str,
}

impl Code {
    /// What the code stands for.
    pub const fn info(self) -> &'static CodeInfo {
        self.0
    }

    /// The text of the code, `PS-CSV-003` for instance.
    pub const fn id(self) -> &'static str {
        self.0.id
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.id() == other.id()
    }
}

impl Eq for Code {}

impl PartialOrd for Code {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Code {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.id().cmp(other.id())
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.id())
    }
}

/// Declares codes as constants, and `CODES` with all of them.
macro_rules! codes {
    ($($name:ident = $id:literal $severity:ident, $title:literal, $effect:literal, $remedy:literal;)+) => {
        $(
            #[doc = $title]
            pub const $name: Code = Code(&CodeInfo {
                id: $id,
                severity: Severity::$severity,
                title: $title,
                effect: $effect,
                remedy: $remedy,
            });
        )+

        /// The codes of this file, in the order of the documentation.
        pub(super) const CODES: &[Code] = &[$($name),+];
    };
}

mod crosswalks;
mod curricula;
mod files;
mod recognition;
mod records;
mod taxonomies;

/// Every code, as a constant of its own.
pub mod codes {
    pub use super::crosswalks::*;
    pub use super::curricula::*;
    pub use super::files::*;
    pub use super::recognition::*;
    pub use super::records::*;
    pub use super::taxonomies::*;

    use super::{Code, crosswalks, curricula, files, recognition, records, taxonomies};

    const AREAS: [&[Code]; 6] = [
        files::CODES,
        taxonomies::CODES,
        records::CODES,
        crosswalks::CODES,
        curricula::CODES,
        recognition::CODES,
    ];

    const COUNT: usize = {
        let (mut area, mut count) = (0, 0);
        while area < AREAS.len() {
            count += AREAS[area].len();
            area += 1;
        }
        count
    };

    /// Every code, in the order of the documentation.
    pub const ALL: &[Code] = &joined();

    const fn joined() -> [Code; COUNT] {
        let mut all = [AREAS[0][0]; COUNT];
        let (mut area, mut filled) = (0, 0);
        while area < AREAS.len() {
            let mut at = 0;
            while at < AREAS[area].len() {
                all[filled] = AREAS[area][at];
                filled += 1;
                at += 1;
            }
            area += 1;
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::codes;

    #[test]
    fn codes_are_unique_and_well_formed() {
        let mut seen = std::collections::BTreeSet::new();
        for code in codes::ALL.iter().map(|code| code.info()) {
            assert!(seen.insert(code.id), "{} twice", code.id);
            let parts: Vec<&str> = code.id.split('-').collect();
            assert!(
                parts.len() == 3 && parts[0] == "PS" && parts[2].len() == 3,
                "{} is not of the form PS-AREA-000",
                code.id
            );
            assert!(code.effect.ends_with('.') && code.remedy.contains('.'), "{}", code.id);
            assert!(!code.title.ends_with('.'), "{}", code.id);
        }
    }
}
