//! Links from the texts of curricula to concepts, as people confirm or reject
//! them: a table with the columns `text`, `language`, `concept`, `predicate`,
//! `verdict` and, for people, `label`, `confidence` and `note`.

use std::io::Read;

use passerelle_model::{Issue, LanguageTag, MappingPredicate, Place, codes};

use crate::Error;
use crate::table::{ShortRows, Table};

/// A row of a links file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkRow {
    /// The line of the row, from 1.
    pub line: u64,
    /// The text of the outcome.
    pub text: String,
    /// The language of the text, where the row says it.
    pub language: Option<LanguageTag>,
    /// The concept by IRI or CURIE; absent where a text is said to mean
    /// nothing that is known.
    pub concept: Option<String>,
    /// What the concept is to the text; exact where absent.
    pub predicate: MappingPredicate,
    /// What was found.
    pub verdict: Verdict,
}

/// What people found about a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nobody looked yet.
    Suggested,
    /// It is right.
    Confirmed,
    /// It is wrong.
    Rejected,
}

impl Verdict {
    /// The word in a file.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Suggested => "suggested",
            Self::Confirmed => "confirmed",
            Self::Rejected => "rejected",
        }
    }
}

/// Reads a links file; `name` is what to call it before the user. A row that
/// cannot be used is an issue and costs only itself: what people judged must
/// not go without a word.
///
/// # Errors
/// Where it is no table with the columns `text` and `verdict`.
pub fn read_links(name: &str, reader: impl Read) -> Result<(Vec<LinkRow>, Vec<Issue>), Error> {
    let unusable = |issue: Issue| Error::Table { issue: Box::new(issue) };
    let (mut table, mut issues) =
        Table::open(name, reader, ShortRows::Allowed).map_err(unusable)?;
    let column = |wanted: &str| {
        let mut columns = table.columns();
        columns.find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, column)| column)
    };
    let (text, verdict) = (column("text"), column("verdict"));
    let (language, concept) = (column("language"), column("concept"));
    let predicate = column("predicate");
    let (Some(text), Some(verdict)) = (text, verdict) else {
        let missing = if text.is_none() { "text" } else { "verdict" };
        let message = format!("there is no column `{missing}`");
        return Err(unusable(Issue::new(codes::CSV_NO_COLUMN, Place::file(name), message)));
    };
    let mut rows = Vec::new();
    while let Some(row) = table.next_row() {
        let row = match row {
            Ok(row) => row,
            Err(issue) => {
                let message = issue.message.to_string();
                issues.push(Issue::new(codes::LINK_VALUE, issue.place, message));
                continue;
            }
        };
        let place = |field: &str| Place::file(name).line(row.line).field(field);
        let mut fault = |field: &str, message: String| {
            issues.push(Issue::new(codes::LINK_VALUE, place(field), message));
        };
        let value = row.get(verdict);
        let verdict = match value.to_ascii_lowercase().as_str() {
            "" | "suggested" => Verdict::Suggested,
            "confirmed" => Verdict::Confirmed,
            "rejected" => Verdict::Rejected,
            _ => {
                let message = format!("`{value}` is not suggested, confirmed or rejected");
                fault("verdict", message);
                continue;
            }
        };
        let tag = row.get_optional(language);
        let language = match LanguageTag::parse(tag) {
            _ if tag.is_empty() => None,
            Ok(tag) => Some(tag),
            Err(error) => {
                fault("language", error.to_string());
                continue;
            }
        };
        let value = row.get_optional(predicate);
        let local = value.strip_prefix("skos:").unwrap_or(value);
        let word = local.strip_suffix("Match").unwrap_or(local).to_ascii_lowercase();
        let predicate = match word.as_str() {
            "" | "exact" => MappingPredicate::Exact,
            "close" => MappingPredicate::Close,
            "broad" => MappingPredicate::Broad,
            "narrow" => MappingPredicate::Narrow,
            _ => {
                let message = format!("`{value}` is not exact, close, broad or narrow");
                fault("predicate", message);
                continue;
            }
        };
        // The apostrophe with which tables guard what looks like a formula.
        let written = row.get(text);
        let guarded = written.strip_prefix('\'').filter(|t| t.starts_with(['=', '+', '-', '@']));
        let text = guarded.unwrap_or(written).to_owned();
        if text.is_empty() {
            fault("text", "there is no text".to_owned());
            continue;
        }
        let concept = Some(row.get_optional(concept).to_owned()).filter(|c| !c.is_empty());
        if concept.is_none() && verdict == Verdict::Confirmed {
            fault("concept", "a confirmed link names a concept".to_owned());
            continue;
        }
        rows.push(LinkRow { line: row.line, text, language, concept, predicate, verdict });
    }
    Ok((rows, issues))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_and_bad_ones_cost_themselves() {
        let text = "text,language,concept,predicate,verdict\n\
                    weld,en,joint:welder/W1.1,,confirmed\n\
                    weld,en,joint:welder/W1.2,broad,rejected\n\
                    weld,en,,,rejected\n\
                    weld,en,joint:x,sideways,confirmed\n\
                    weld,en,,,confirmed\n\
                    ,en,joint:x,,confirmed\n\
                    weld,english language,joint:x,,confirmed\n\
                    weld,en,joint:x,,maybe\n";
        let (rows, issues) = read_links("l.csv", text.as_bytes()).unwrap();
        assert_eq!(rows.len(), 3);
        assert_eq!(rows[1].predicate, MappingPredicate::Broad);
        assert_eq!((rows[2].concept.as_deref(), rows[2].verdict), (None, Verdict::Rejected));
        let fields: Vec<&str> =
            issues.iter().filter_map(|issue| issue.place.field.as_deref()).collect();
        assert_eq!(fields, ["predicate", "concept", "text", "language", "verdict"]);
        let error = read_links("l.csv", b"a,b\n1,2\n".as_slice()).unwrap_err();
        assert_eq!(error.code(), codes::CSV_NO_COLUMN);
        // What was judged does not go with a warning only.
        let latin = b"text,verdict,concept\nsch\xf6n,confirmed,joint:x\n'=x,rejected,joint:x\n";
        let (rows, issues) = read_links("l.csv", latin.as_slice()).unwrap();
        assert_eq!((rows.len(), rows[0].text.as_str()), (1, "=x"));
        assert_eq!(issues.last().map(|issue| issue.code), Some(codes::LINK_VALUE));
    }
}
