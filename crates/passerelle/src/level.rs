//! Levels of frameworks, and results of language tests.

use passerelle_model::{LanguageTestAnswer, LevelAnswer, SCHEMA_VERSION};
use passerelle_taxonomy::{convert_level, find_test_bands};

use crate::engine::Engine;
use crate::error::Error;

impl Engine {
    /// What a level corresponds to in another framework: `PH-PQF:4` in `EQF`.
    /// Frameworks are found whatever the case of their names.
    ///
    /// # Errors
    /// [`Error::NoSuchLevel`] where the framework or its level is unknown,
    /// with those that are known; or where the tables cannot be read.
    pub fn convert_level(&self, level: &str, to: &str) -> Result<LevelAnswer, Error> {
        let tables = self.taxonomy().level_tables()?;
        let mut known: Vec<&str> = Vec::new();
        for row in &tables.conversions {
            for name in [row.framework.as_str(), row.to.as_str()] {
                if !known.contains(&name) {
                    known.push(name);
                }
            }
        }
        known.sort_unstable();
        let framework = |text: &str| -> Result<&str, Error> {
            let found = known.iter().find(|name| name.eq_ignore_ascii_case(text.trim()));
            found.copied().ok_or_else(|| Error::NoSuchLevel {
                what: "framework",
                text: text.chars().take(60).collect(),
                known: near(&known, text),
            })
        };
        let (from, code) = level.split_once(':').ok_or_else(|| Error::NoSuchLevel {
            what: "level",
            text: level.chars().take(60).collect(),
            known: vec!["PH-PQF:4".to_owned(), "EQF:3".to_owned()],
        })?;
        let (from, to) = (framework(from)?, framework(to)?);
        let code = code.trim().replace(' ', "-");
        let mut levels: Vec<&str> = Vec::new();
        for row in &tables.conversions {
            if row.framework == from && !levels.contains(&row.level.as_str()) {
                levels.push(&row.level);
            }
            if row.to == from {
                for level in &row.to_levels {
                    if !levels.contains(&level.as_str()) {
                        levels.push(level);
                    }
                }
            }
        }
        let Some(code) = levels.iter().find(|known| known.eq_ignore_ascii_case(&code)) else {
            return Err(Error::NoSuchLevel {
                what: "level",
                text: level.chars().take(60).collect(),
                known: levels.iter().map(|code| format!("{from}:{code}")).collect(),
            });
        };
        let rows = tables.conversions.iter();
        let title = rows
            .filter(|row| row.framework == from && row.level == *code)
            .map(|row| row.title.as_str())
            .find(|title| !title.is_empty());
        Ok(LevelAnswer {
            schema_version: SCHEMA_VERSION,
            level: format!("{from}:{code}"),
            to: to.to_owned(),
            title: title.map(str::to_owned),
            corresponds: convert_level(tables, from, code, to),
        })
    }

    /// What a result in a language test says: `IELTS`, `6.5`. A certificate
    /// that is either passed or not needs no result.
    ///
    /// # Errors
    /// [`Error::NoBand`] with the tests or results that are known; or where
    /// the tables cannot be read.
    pub fn language_test(
        &self,
        test: &str,
        result: Option<&str>,
    ) -> Result<LanguageTestAnswer, Error> {
        let tables = self.taxonomy().level_tables()?;
        let bands = find_test_bands(tables, test, result)?.into_iter().cloned().collect();
        Ok(LanguageTestAnswer { schema_version: SCHEMA_VERSION, bands })
    }
}

/// The names that have something in common with a text, else all.
fn near(known: &[&str], text: &str) -> Vec<String> {
    let text = text.to_ascii_uppercase();
    let alike = |name: &&&str| {
        let name = name.to_ascii_uppercase();
        text.split('-').any(|part| !part.is_empty() && name.split('-').any(|own| own == part))
    };
    let found: Vec<String> = known.iter().filter(alike).map(|name| (*name).to_owned()).collect();
    if found.is_empty() { known.iter().map(|name| (*name).to_owned()).collect() } else { found }
}
