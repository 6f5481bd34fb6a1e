//! What a text means as the value of a slot.

use passerelle_model::Date;

use super::names::{Named, Names, Unknown};
use super::slots::{CARDINALITIES, ENTITY_TYPES, Kind};

/// What a text is as the value of a slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// Nothing is stated.
    Nothing,
    /// A full stop, which older tools write for nothing.
    Dot,
    /// A value, in the one form that it has here.
    Sound(String),
    /// An identifier that was written in full.
    Iri(String),
    /// No value of its kind, but worth keeping; with the reason.
    Odd(String, String),
    /// No value of its kind.
    Wrong(&'static str),
}

/// Reads a text as a value.
///
/// INVARIANT: what is sound or odd is read as the same again, once written.
pub(super) fn parse(kind: Kind, text: &str, names: &Names) -> Value {
    if text.is_empty() {
        return Value::Nothing;
    }
    if kind == Kind::Text {
        return Value::Sound(text.to_owned());
    }
    let text = text.trim();
    if text.is_empty() {
        return Value::Nothing;
    }
    if text == "." {
        return Value::Dot;
    }
    let sound_or = |value: Option<&str>, otherwise| match value {
        Some(value) => Value::Sound(value.to_owned()),
        None => Value::Wrong(otherwise),
    };
    match kind {
        Kind::Text => Value::Sound(text.to_owned()),
        Kind::Reference => match names.expand(text) {
            Ok(Named::Curie(iri)) => Value::Sound(iri),
            Ok(Named::Iri(iri)) => Value::Iri(iri),
            Err(unknown) => Value::Odd(text.to_owned(), why(text, unknown)),
        },
        Kind::Uri if passerelle_model::Iri::parse(text).is_ok() => Value::Sound(text.to_owned()),
        Kind::Uri => Value::Odd(text.to_owned(), format!("`{}` is not an absolute URI", cut(text))),
        Kind::Date => sound_or(date(text), "is not a day, YYYY-MM-DD"),
        Kind::Share => number(text, 0.0, "is not a number from 0 to 1"),
        Kind::Agreement => number(text, -1.0, "is not a number from -1 to 1"),
        Kind::EntityType => {
            let is_meant = |(name, meaning): &&(&str, &str)| *name == text || *meaning == text;
            let found = ENTITY_TYPES.iter().find(is_meant).map(|(name, _)| *name);
            sound_or(found, "is not a type of entity that SSSOM knows")
        }
        Kind::Modifier => {
            sound_or(text.eq_ignore_ascii_case("not").then_some("Not"), "is not the modifier `Not`")
        }
        Kind::Cardinality => {
            let found = CARDINALITIES.iter().find(|c| c.eq_ignore_ascii_case(text)).copied();
            sound_or(found, "is not a cardinality, such as 1:n")
        }
        Kind::Version => {
            let found = ["1.0", "1.1"].into_iter().find(|version| *version == text);
            sound_or(found, "is not a version of SSSOM that is read here: 1.0 or 1.1")
        }
    }
}

/// Why a text is no identifier.
pub(super) fn why(text: &str, unknown: Unknown<'_>) -> String {
    match unknown {
        Unknown::Prefix(prefix) => {
            format!("the prefix `{}` of `{}` is not declared", cut(prefix), cut(text))
        }
        Unknown::Form => format!("`{}` is neither a CURIE nor an IRI", cut(text)),
    }
}

/// As much of a text as a message shows.
pub(super) fn cut(text: &str) -> String {
    const SHOWN: usize = 100;
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

fn date(text: &str) -> Option<&str> {
    let shaped = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    (shaped && text.parse::<Date>().is_ok()).then_some(text)
}

/// A number up to 1, in the shortest form that is read as the same.
fn number(text: &str, least: f64, otherwise: &'static str) -> Value {
    match text.parse::<f64>() {
        // Adding nothing makes a plain zero of a negative one.
        Ok(number) if (least..=1.0).contains(&number) => Value::Sound((number + 0.0).to_string()),
        _ => Value::Wrong(otherwise),
    }
}

/// The values of a cell; `\|` and `\\` stand for `|` and `\`.
///
/// # Source
/// SSSOM/TSV, *Multi-valued slots*.
pub(super) fn split(cell: &str) -> Vec<String> {
    let mut values = vec![String::new()];
    let mut chars = cell.chars().peekable();
    while let Some(c) = chars.next() {
        let escaped = chars.next_if(|next| c == '\\' && matches!(next, '|' | '\\'));
        if escaped.is_none() && c == '|' {
            values.push(String::new());
        } else if let Some(value) = values.last_mut() {
            value.push(escaped.unwrap_or(c));
        }
    }
    values
}

/// The cell of some values, as [`split`] reads it.
pub(super) fn join<'a>(values: impl IntoIterator<Item = &'a str>) -> String {
    let mut cell = String::new();
    for (at, value) in values.into_iter().enumerate() {
        if at > 0 {
            cell.push('|');
        }
        for c in value.chars() {
            if matches!(c, '|' | '\\') {
                cell.push('\\');
            }
            cell.push(c);
        }
    }
    cell
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(kind: Kind, text: &str, expected: Option<&str>) {
        let found = match parse(kind, text, &Names::default()) {
            Value::Sound(value) | Value::Iri(value) => Some(value),
            _ => None,
        };
        assert_eq!(found.as_deref(), expected, "{text}");
    }

    #[test]
    fn numbers_have_one_form() {
        check(Kind::Share, "1.0", Some("1"));
        check(Kind::Share, " 0.840714406 ", Some("0.840714406"));
        check(Kind::Share, "1e-7", Some("0.0000001"));
        check(Kind::Share, "-0", Some("0"));
        for wrong in ["1.01", "-0.1", "NaN", "inf", "high", "0,5"] {
            check(Kind::Share, wrong, None);
        }
        check(Kind::Agreement, "-0.99", Some("-0.99"));
        check(Kind::Agreement, "-2", None);
    }

    #[test]
    fn days_and_words_are_checked() {
        check(Kind::Date, "2024-02-29", Some("2024-02-29"));
        for wrong in ["2023-02-29", "2024-2-9", "20240229", "2024-02-29T00:00", "yesterday"] {
            check(Kind::Date, wrong, None);
        }
        check(Kind::EntityType, "rdfs literal", Some("rdfs literal"));
        check(Kind::EntityType, "owl:Class", Some("owl class"));
        check(Kind::EntityType, "thing", None);
        check(Kind::Modifier, "NOT", Some("Not"));
        check(Kind::Modifier, "no", None);
        check(Kind::Cardinality, "1:N", Some("1:n"));
        check(Kind::Version, "2.0", None);
        check(Kind::Text, "  a ", Some("  a "));
        check(Kind::Text, ".", Some("."));
    }

    #[test]
    fn cells_hold_lists() {
        let found = |cell: &str| split(cell).join("·");
        assert_eq!(found(r"Alice\|Bob|Charlie"), "Alice|Bob·Charlie");
        assert_eq!(
            found(r"Alice\\Bob|Charlie\\|David\\\|Eve\\"),
            r"Alice\Bob·Charlie\·David\|Eve\"
        );
        assert_eq!(found(r"a\b|\"), r"a\b·\");
        for values in [vec![r"\", "|", r"\|", "a"], vec![""], vec!["", ""]] {
            assert_eq!(split(&join(values.iter().copied())), values);
        }
    }
}
