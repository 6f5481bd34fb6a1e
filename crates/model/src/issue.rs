//! What is wrong with data, said so that a person can put it right.

use std::borrow::Cow;
use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

use crate::Code;

/// How grave an issue is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; nothing is lost.
    Info,
    /// Something was left out or read otherwise than written.
    Warning,
    /// What was asked for could not be done in full.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// Where an issue was found. Each part is absent where it makes no sense.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Place {
    /// The file, as named by the caller; inside a zip, `archive: entry`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The line in the file, from 1; of a record over several lines, the
    /// first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The column's name, or the path of a JSON field (`skills[2].text`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The concept or record that is meant, by its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
}

impl Place {
    /// A whole file.
    pub fn file(file: impl Into<String>) -> Self {
        Self { file: Some(file.into()), ..Self::default() }
    }

    /// A concept or record, by its id.
    pub fn subject(subject: impl Into<String>) -> Self {
        Self { subject: Some(subject.into()), ..Self::default() }
    }

    /// The same place, narrowed to a line.
    #[must_use]
    pub fn line(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }

    /// The same place, narrowed to a field.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// The same place, with the concept or record named.
    #[must_use]
    pub fn about(mut self, subject: impl Into<String>) -> Self {
        self.subject = Some(subject.into());
        self
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut gap = "";
        if let Some(file) = &self.file {
            f.write_str(&one_line(file))?;
            gap = " ";
        }
        if let Some(line) = self.line {
            write!(f, "{}{line}", if self.file.is_some() { ":" } else { "line " })?;
            gap = " ";
        }
        if let Some(field) = &self.field {
            write!(f, "{gap}`{}`", one_line(field))?;
            gap = " ";
        }
        if let Some(subject) = &self.subject {
            write!(f, "{gap}({})", one_line(subject))?;
        }
        Ok(())
    }
}

/// One thing that is wrong with data, or worth knowing about it.
///
/// Importers and checkers return issues beside their result; they are data,
/// never an `Err` of a whole run. In JSON, the remedy of the code stands
/// beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// The stable code.
    pub code: Code,
    /// How grave it is.
    pub severity: Severity,
    /// Where it was found.
    pub place: Place,
    /// What was found there, in one line.
    pub message: Box<str>,
}

/// An issue as it is written.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Issue")]
struct Written<'a> {
    /// The stable code, `PS-CSV-003` for instance.
    code: &'a str,
    /// How grave it is.
    severity: Severity,
    /// Where it was found.
    place: &'a Place,
    /// What was found there, in one line.
    message: &'a str,
    /// What to do about it.
    remedy: &'a str,
}

impl Serialize for Issue {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { code, severity, place, message } = self;
        Written { code: code.id(), severity: *severity, place, message, remedy: self.remedy() }
            .serialize(serializer)
    }
}

impl JsonSchema for Issue {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        Written::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Written::json_schema(generator)
    }
}

impl Issue {
    /// An issue with the severity of its code.
    ///
    /// A message often quotes data: what would end the line or steer a
    /// terminal is escaped.
    pub fn new(code: Code, place: Place, message: impl Into<String>) -> Self {
        let message = message.into();
        let message = match one_line(&message) {
            Cow::Borrowed(_) => message.into_boxed_str(),
            Cow::Owned(escaped) => escaped.into_boxed_str(),
        };
        Self { code, severity: code.info().severity, place, message }
    }

    /// What to do about it.
    pub const fn remedy(&self) -> &'static str {
        self.code.info().remedy
    }
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.severity, self.code, self.message)?;
        if self.place != Place::default() {
            write!(f, " at {}", self.place)?;
        }
        Ok(())
    }
}

/// A text with its control characters, line separators and marks of direction
/// escaped: what comes from data must not break a line, steer a terminal or
/// show other words than it holds.
pub fn one_line(text: &str) -> Cow<'_, str> {
    let ends = |c: char| {
        c.is_control()
            // Separators, and what turns the direction of the text around.
            || matches!(c, '\u{2028}'..='\u{202e}' | '\u{200e}' | '\u{200f}' | '\u{2066}'..='\u{2069}')
    };
    if !text.contains(ends) {
        return Cow::Borrowed(text);
    }
    let mut line = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if ends(c) {
            line.extend(c.escape_debug());
        } else {
            line.push(c);
        }
    }
    Cow::Owned(line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes;

    #[test]
    fn an_issue_reads_as_one_line() {
        let place = Place::file("skills_en.csv").line(7).field("skillType").about("esco:skill/1");
        let issue = Issue::new(codes::CSV_VALUE, place, "`foo` is not a skill type");
        assert_eq!(
            issue.to_string(),
            "warning PS-CSV-006: `foo` is not a skill type at skills_en.csv:7 `skillType` (esco:skill/1)"
        );
        let json = serde_json::to_value(&issue).unwrap();
        assert_eq!(json["code"], "PS-CSV-006");
        assert_eq!(json["place"]["line"], 7);
    }

    #[test]
    fn what_data_holds_cannot_break_a_line_or_steer_a_terminal() {
        let place = Place::file("a\nb.csv").field("x\u{1b}[2J");
        let issue = Issue::new(codes::CSV_VALUE, place, "`foo\r\n\u{2028}`");
        let text = issue.to_string();
        assert!(!text.contains(|c: char| c.is_control() || c == '\u{2028}'), "{text:?}");
        assert!(text.contains("`foo\\r\\n"), "{text}");
    }
}
