//! One JSON object as a record.

use passerelle_model::{Issue, Place, codes};

use super::kinds::Record;
use super::protected::protected_fields;

/// What the text of a record was made from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// It is the line itself: columns are worth telling.
    Json,
    /// It was made of a row's cells.
    Cells,
}

/// Reads a record; what is wrong with its fields comes as issues, and what
/// makes it unusable as an error.
pub(super) fn parse_record<T: Record>(
    line: &[u8],
    written: Written,
    place: &Place,
    issues: &mut Vec<Issue>,
) -> Result<T, Vec<Issue>> {
    let text = object_text(line, place).map_err(|issue| vec![*issue])?;
    let mut json = serde_json::Deserializer::from_str(text);
    let parsed = parse(&mut json).and_then(|found| json.end().map(|()| found));
    let (record, unknown) = parsed.map_err(|error| {
        let column = error.column();
        // The message without serde's own place, which counts from the
        // record's start; a value may name a line too, so only the end goes.
        let message = error.to_string();
        let end = format!(" at line {} column {column}", error.line());
        let message = message.strip_suffix(&end).unwrap_or(&message);
        let path = path_of::<T, _>(&mut serde_json::Deserializer::from_str(text));
        let mut issue = refused(message, error.is_data(), &path, place, id_of(line));
        if written == Written::Json {
            issue.message = format!("{} (column {column})", issue.message).into();
        }
        vec![issue]
    })?;
    checked(record, unknown, || serde_json::from_str(text).ok(), place, issues)
}

/// Reads a record, with the paths of the fields that its type does not know.
fn parse<'de, T: Record, D: serde::Deserializer<'de>>(
    from: D,
) -> Result<(T, Vec<String>), D::Error> {
    let mut unknown = Vec::new();
    let mut note = |path: serde_ignored::Path<'_>| unknown.push(field_path(&path));
    let record = T::deserialize(serde_ignored::Deserializer::new(from, &mut note))?;
    Ok((record, unknown))
}

/// Where reading stops. Registers are large and most records sound, so only
/// those that are not are read with an eye on the path.
fn path_of<'de, T: Record, D: serde::Deserializer<'de>>(from: D) -> serde_path_to_error::Path {
    let mut track = serde_path_to_error::Track::new();
    // What is wrong is known.
    drop(T::deserialize(serde_path_to_error::Deserializer::new(from, &mut track)));
    track.path()
}

/// Reads a record from a row that is at hand as data, a Parquet file's; what
/// is wrong with its fields comes as issues, and what makes it unusable as an
/// error. `ignored` says whether reading has met a field that the record's type
/// does not know.
///
/// # Errors
/// The issues that make it unusable, none of which holds a value of the row.
pub fn read_record<'de, T: Record, D>(
    row: &D,
    ignored: impl Fn() -> bool,
    id: Option<&str>,
    place: &Place,
    issues: &mut Vec<Issue>,
) -> Result<T, Vec<Issue>>
where
    D: serde::Deserializer<'de> + Clone,
{
    let plain = T::deserialize(row.clone()).ok().filter(|_| !ignored());
    let parsed = match plain {
        Some(record) => Ok((record, Vec::new())),
        None => parse(row.clone()),
    };
    let (record, unknown) = parsed.map_err(|error| {
        let id = id.filter(|id| is_short(id)).map(str::to_owned);
        let path = path_of::<T, _>(row.clone());
        vec![refused(&error.to_string(), true, &path, place, id)]
    })?;
    let value = || serde::Deserialize::deserialize(row.clone()).ok();
    checked(record, unknown, value, place, issues)
}

/// That a record cannot be read, without the value that it quotes.
fn refused(
    text: &str,
    is_data: bool,
    path: &serde_path_to_error::Path,
    place: &Place,
    id: Option<String>,
) -> Issue {
    let path = tracked_path(path);
    let value = is_data && !text.starts_with("missing field");
    let text = if value { in_words(&without_value(text)) } else { text.to_owned() };
    let code = if value { codes::RECORD_VALUE } else { codes::RECORD_JSON };
    let place = if path.is_empty() { place.clone() } else { place.clone().field(path) };
    let place = match id {
        Some(id) => place.about(id),
        None => place,
    };
    Issue::new(code, place, text)
}

/// A record whose fields agree with one another; `unknown` are the paths of
/// those that its type does not know, and `value` is the whole as it is.
fn checked<T: Record>(
    record: T,
    unknown: Vec<String>,
    value: impl FnOnce() -> Option<serde_json::Value>,
    place: &Place,
    issues: &mut Vec<Issue>,
) -> Result<T, Vec<Issue>> {
    let here = || place.clone().about(record.id());
    if !unknown.is_empty() {
        // No field that is known is protected, so every protected one is in
        // or below an unknown one.
        let mut protected = Vec::new();
        if let Some(value) = value() {
            protected_fields(&value, "", &mut protected);
        }
        for path in &protected {
            let message = "it is a protected attribute, and not read";
            issues.push(Issue::new(codes::RECORD_PROTECTED, here().field(path.as_str()), message));
        }
        for path in unknown.into_iter().filter(|path| !protected.contains(path)) {
            let message = format!("a {} has no such field", T::NAME);
            issues.push(Issue::new(codes::RECORD_UNKNOWN_FIELD, here().field(path), message));
        }
    }
    if record.id().trim().is_empty() {
        let issue = Issue::new(codes::RECORD_VALUE, place.clone().field("id"), "the id is empty");
        return Err(vec![issue]);
    }
    let problems: Vec<Issue> = record
        .problems()
        .into_iter()
        .map(|(field, issue)| Issue { place: here().field(field), ..issue })
        .collect();
    if problems.is_empty() { Ok(record) } else { Err(problems) }
}

/// A line as the text of an object, or why it is none.
pub(super) fn object_text<'l>(line: &'l [u8], place: &Place) -> Result<&'l str, Box<Issue>> {
    let text = std::str::from_utf8(line).map_err(|error| {
        let message = format!("byte {} of the line is not UTF-8", error.valid_up_to() + 1);
        Box::new(Issue::new(codes::RECORD_ENCODING, place.clone(), message))
    })?;
    if !text.trim_start().starts_with('{') {
        let message = "the line does not begin with `{`: one JSON object is expected on each";
        return Err(Box::new(Issue::new(codes::RECORD_JSON, place.clone(), message)));
    }
    Ok(text)
}

/// A message of serde without the value that it quotes, which is the person's:
/// `invalid type: string "…", expected u8` becomes `invalid type: string,
/// expected u8`. A number tells nothing and stays.
///
/// What is allowed stands last and is ours: whatever the value holds, it ends
/// before the last of the two marks.
fn without_value(message: &str) -> String {
    let marks = [", expected ", "` is not "];
    let Some(end) = marks.iter().filter_map(|mark| message.rfind(mark)).max() else {
        return message.to_owned();
    };
    let (said, allowed) = message.split_at(end);
    let Some(start) = said.find(['"', '`']) else { return message.to_owned() };
    let (kind, value) = said.split_at(start);
    // A small number tells nothing of a person; a long one may be a telephone's.
    let number = value.strip_prefix('`').map(|v| v.trim_end_matches('`'));
    if number.is_some_and(|v| v.len() <= 4 && v.parse::<f64>().is_ok()) {
        return message.to_owned();
    }
    let allowed = allowed.trim_start_matches('`');
    if value.starts_with('"') {
        format!("{}{allowed}", kind.trim_end())
    } else if let Some(what) = kind.strip_suffix("variant ") {
        format!("{what}value{allowed}")
    } else {
        format!("{kind}the value{allowed}")
    }
}

/// The id of a record that cannot be used for another reason, where it has a
/// short one.
fn id_of(line: &[u8]) -> Option<String> {
    let value: serde_json::Value = serde_json::from_slice(line).ok()?;
    let id = value.get("id")?.as_str()?;
    is_short(id).then(|| id.to_owned())
}

fn is_short(id: &str) -> bool {
    !id.trim().is_empty() && id.len() <= 100
}

/// A message of serde in the words of those who write records. What a value
/// holds is gone from it already.
pub(crate) fn in_words(message: &str) -> String {
    let mut words: Vec<&str> = Vec::new();
    for word in message.split_inclusive(' ') {
        let bare = word.trim_end_matches([' ', ',']);
        match bare {
            "u8" => words.push("a whole number from 0 to 255"),
            "u16" => words.push("a whole number from 0 to 65535"),
            "u32" | "u64" => words.push("a whole number that is not negative"),
            "i64" => words.push("a whole number"),
            "map" => words.push("an object"),
            "sequence" => {
                if words.last() == Some(&"a ") {
                    words.pop();
                }
                words.push("a list");
            }
            _ => {
                words.push(word);
                continue;
            }
        }
        words.push(&word[bare.len()..]);
    }
    words.concat()
}

/// A path as `skills[2].text`; optional layers leave no trace.
pub(crate) fn field_path(path: &serde_ignored::Path<'_>) -> String {
    use serde_ignored::Path as P;
    match path {
        P::Root => String::new(),
        P::Seq { parent, index } => format!("{}[{index}]", field_path(parent)),
        P::Map { parent, key } => {
            let key = shown_key(key);
            let parent = field_path(parent);
            if parent.is_empty() { key } else { format!("{parent}.{key}") }
        }
        P::Some { parent } | P::NewtypeStruct { parent } | P::NewtypeVariant { parent } => {
            field_path(parent)
        }
    }
}

/// The path at which reading stopped, as [`field_path`] writes it.
pub(crate) fn tracked_path(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut text = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => text.extend(["[", &index.to_string(), "]"]),
            Segment::Map { key } => {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(&shown_key(key));
            }
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    text
}

/// A field's name as it is shown: what does not look like one may be a
/// person's own words.
pub(super) fn shown_key(key: &str) -> String {
    let is_name = key.len() <= 40
        && key.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '$' | '@'));
    if is_name { key.to_owned() } else { "…".to_owned() }
}
