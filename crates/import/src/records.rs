//! Profiles and vacancies, one JSON object on each line.
//!
//! A record that cannot be used costs only itself. Fields that the type does
//! not know are reported; protected attributes among them are named as such,
//! without their value. No message holds more of a record than its id.

use std::collections::BTreeSet;
use std::io::{self, BufRead};
use std::path::Path;

use passerelle_model::{Issue, Place, Profile, Vacancy, codes};
use serde::de::DeserializeOwned;

use crate::Error;

/// Longer than any real record; a line that is longer is passed over without
/// being kept in memory.
pub const MAX_LINE_LEN: usize = 8 << 20;

/// Names under which registers keep what must not enter a score, as
/// [`letters_of`] writes them.
///
/// # Source
/// Charter of Fundamental Rights of the European Union, Article 21; ILO
/// Convention 111, Article 1.
const PROTECTED: [&str; 34] = [
    "age",
    "belief",
    "birthdate",
    "birthday",
    "birthplace",
    "caste",
    "citizenship",
    "colour",
    "dateofbirth",
    "disability",
    "dob",
    "ethnicity",
    "ethnicorigin",
    "familystatus",
    "gender",
    "geneticfeature",
    "health",
    "maritalstatus",
    "nationality",
    "placeofbirth",
    "politicalopinion",
    "pregnancy",
    "pregnant",
    "race",
    "religion",
    "religiousbelief",
    "sex",
    "sexualorientation",
    "skincolour",
    "socialorigin",
    "tradeunion",
    "tradeunionmembership",
    "yearofbirth",
    "yob",
];

/// A field's name as it is compared: `dateOfBirth`, `date_of_birth` and
/// `dates of birth` are one.
fn letters_of(name: &str) -> String {
    let letters: String =
        name.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase()).collect();
    match (letters.strip_suffix("ies"), letters.strip_suffix('s')) {
        (Some(stem), _) => format!("{stem}y"),
        (None, Some(stem)) if !letters.ends_with("us") => stem.to_owned(),
        _ => letters,
    }
}

/// A kind of record.
pub trait Record: DeserializeOwned {
    /// What it is called before the user.
    const NAME: &'static str;

    /// Its id.
    fn id(&self) -> &str;

    /// What its fields contradict, each with the path of the field.
    fn problems(&self) -> Vec<(String, Issue)>;
}

impl Record for Profile {
    const NAME: &'static str = "profile";

    fn id(&self) -> &str {
        &self.id
    }

    fn problems(&self) -> Vec<(String, Issue)> {
        self.skills
            .iter()
            .enumerate()
            .filter_map(|(at, skill)| {
                let error = skill.skill().err()?;
                let issue =
                    Issue::new(codes::RECORD_SKILL_REF, Place::default(), error.to_string());
                Some((format!("skills[{at}]"), issue))
            })
            .collect()
    }
}

impl Record for Vacancy {
    const NAME: &'static str = "vacancy";

    fn id(&self) -> &str {
        &self.id
    }

    fn problems(&self) -> Vec<(String, Issue)> {
        let mut found = Vec::new();
        for (at, requirement) in self.requirements.iter().enumerate() {
            if let Err(error) = requirement.skill() {
                let issue =
                    Issue::new(codes::RECORD_SKILL_REF, Place::default(), error.to_string());
                found.push((format!("requirements[{at}]"), issue));
            }
            if let Some(weight) = requirement.weight.filter(|w| !(1..=5).contains(w)) {
                let message = format!("weight `{weight}` is not between 1 and 5");
                let issue = Issue::new(codes::RECORD_VALUE, Place::default(), message);
                found.push((format!("requirements[{at}].weight"), issue));
            }
        }
        found
    }
}

/// A record and the line it was on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located<T> {
    /// The line, from 1.
    pub line: u64,
    /// The record.
    pub record: T,
}

/// The records of a file.
#[derive(Clone, Debug)]
pub struct Records<T> {
    /// What to call the file before the user.
    pub name: String,
    /// The records that can be used, in the order of the file.
    pub records: Vec<Located<T>>,
    /// How many records the file has, usable or not.
    pub read: u64,
    /// How many were rejected; each has an issue of severity error.
    pub rejected: u64,
    /// What was found, in the order of the file.
    pub issues: Vec<Issue>,
    /// The BLAKE3 digest of the file, in hexadecimal.
    pub blake3: String,
}

/// Reads the records of a JSONL file.
///
/// # Errors
/// [`Error::CannotRead`] or [`Error::IsDirectory`].
pub fn read_jsonl<T: Record>(path: &Path) -> Result<Records<T>, Error> {
    if path.is_dir() {
        return Err(Error::IsDirectory { path: path.to_owned() });
    }
    let cannot_read = |source| Error::CannotRead { path: path.to_owned(), source };
    let file = std::fs::File::open(path).map_err(cannot_read)?;
    let name = path.file_name().map_or_else(|| path.to_string_lossy(), |n| n.to_string_lossy());
    parse_jsonl(&name, io::BufReader::with_capacity(1 << 16, file)).map_err(cannot_read)
}

/// Reads records from anything that has lines.
///
/// # Errors
/// What `reader` reports.
pub fn parse_jsonl<T: Record>(name: &str, mut reader: impl BufRead) -> io::Result<Records<T>> {
    let mut found = Records {
        name: name.to_owned(),
        records: Vec::new(),
        read: 0,
        rejected: 0,
        issues: Vec::new(),
        blake3: String::new(),
    };
    let mut hasher = blake3::Hasher::new();
    let mut ids = BTreeSet::new();
    let mut line = Vec::new();
    let mut number = 0;
    while let Some(length) = next_line(&mut reader, &mut line, &mut hasher)? {
        number += 1;
        if number == 1 && line.starts_with(b"\xef\xbb\xbf") {
            line.drain(..3);
        }
        if line.iter().all(u8::is_ascii_whitespace) && length <= MAX_LINE_LEN {
            continue;
        }
        found.read += 1;
        let place = Place::file(name).line(number);
        let outcome = if length > MAX_LINE_LEN {
            let message = format!("the line has {length} bytes, more than {MAX_LINE_LEN}");
            Err(vec![Issue::new(codes::RECORD_TOO_LONG, place, message)])
        } else {
            parse_record::<T>(&line, &place, &mut found.issues)
        };
        match outcome {
            Ok(record) if ids.insert(record.id().to_owned()) => {
                found.records.push(Located { line: number, record });
            }
            Ok(record) => {
                found.rejected += 1;
                let place = Place::file(name).line(number).field("id").about(record.id());
                let message = format!("an earlier {} has this id", T::NAME);
                found.issues.push(Issue::new(codes::RECORD_DUPLICATE_ID, place, message));
            }
            Err(issues) => {
                found.rejected += 1;
                found.issues.extend(issues);
            }
        }
    }
    found.blake3 = hasher.finalize().to_hex().to_string();
    Ok(found)
}

/// Reads a line without its end into `line` and gives its length, or nothing
/// at the end of the file. Of a line that is too long only the length is
/// kept.
fn next_line(
    reader: &mut impl BufRead,
    line: &mut Vec<u8>,
    hasher: &mut blake3::Hasher,
) -> io::Result<Option<usize>> {
    line.clear();
    let mut length = 0;
    loop {
        let buffer = reader.fill_buf()?;
        if buffer.is_empty() {
            return Ok(if length == 0 && line.is_empty() { None } else { Some(length) });
        }
        let end = buffer.iter().position(|&b| b == b'\n');
        let taken = end.unwrap_or(buffer.len());
        length += taken;
        if length <= MAX_LINE_LEN {
            line.extend_from_slice(&buffer[..taken]);
        } else {
            line.clear();
        }
        let consumed = taken + usize::from(end.is_some());
        hasher.update(&buffer[..consumed]);
        reader.consume(consumed);
        if end.is_some() {
            return Ok(Some(length));
        }
    }
}

fn parse_record<T: Record>(
    line: &[u8],
    place: &Place,
    issues: &mut Vec<Issue>,
) -> Result<T, Vec<Issue>> {
    let text = std::str::from_utf8(line).map_err(|error| {
        let message = format!("byte {} of the line is not UTF-8", error.valid_up_to() + 1);
        vec![Issue::new(codes::RECORD_ENCODING, place.clone(), message)]
    })?;
    if !text.trim_start().starts_with('{') {
        let message = "the line is not a JSON object";
        return Err(vec![Issue::new(codes::RECORD_JSON, place.clone(), message)]);
    }
    let mut unknown = Vec::new();
    let mut track = serde_path_to_error::Track::new();
    let mut json = serde_json::Deserializer::from_str(text);
    let parsed = {
        let tracked = serde_path_to_error::Deserializer::new(&mut json, &mut track);
        let mut note = |path: serde_ignored::Path<'_>| unknown.push(field_path(&path));
        T::deserialize(serde_ignored::Deserializer::new(tracked, &mut note))
    };
    let record = parsed.and_then(|record| json.end().map(|()| record)).map_err(|error| {
        let path = track.path().to_string();
        let column = error.column();
        // The message without serde's own place, which counts from the
        // record's start; a value may name a line too, so only the end goes.
        let text = error.to_string();
        let end = format!(" at line {} column {column}", error.line());
        let text = text.strip_suffix(&end).unwrap_or(&text).to_owned();
        let value = error.is_data() && !text.starts_with("missing field");
        let text = if value { without_value(&text) } else { text };
        let code = if value { codes::RECORD_VALUE } else { codes::RECORD_JSON };
        let place =
            if path == "." || path.is_empty() { place.clone() } else { place.clone().field(path) };
        vec![Issue::new(code, place, format!("{text} (column {column})"))]
    })?;
    let here = || place.clone().about(record.id());
    if !unknown.is_empty() {
        // No field that is known is protected, so every protected one is in
        // or below an unknown one.
        let mut protected = Vec::new();
        if let Ok(value) = serde_json::from_str(text) {
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

/// The paths of the protected attributes of a value, wherever they are.
fn protected_fields(value: &serde_json::Value, path: &str, found: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(fields) => {
            for (name, value) in fields {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                if PROTECTED.contains(&letters_of(name).as_str()) {
                    found.push(path);
                } else {
                    protected_fields(value, &path, found);
                }
            }
        }
        serde_json::Value::Array(values) => {
            for (at, value) in values.iter().enumerate() {
                protected_fields(value, &format!("{path}[{at}]"), found);
            }
        }
        _ => {}
    }
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
    if value.trim_matches(['"', '`']).parse::<f64>().is_ok() {
        return message.to_owned();
    }
    let allowed = allowed.trim_start_matches('`');
    if value.starts_with('"') {
        format!("{}{allowed}", kind.trim_end())
    } else {
        format!("{kind}the value{allowed}")
    }
}

/// A path as `skills[2].text`; optional layers leave no trace.
fn field_path(path: &serde_ignored::Path<'_>) -> String {
    use serde_ignored::Path as P;
    match path {
        P::Root => String::new(),
        P::Seq { parent, index } => format!("{}[{index}]", field_path(parent)),
        P::Map { parent, key } => {
            let parent = field_path(parent);
            if parent.is_empty() { key.clone() } else { format!("{parent}.{key}") }
        }
        P::Some { parent } | P::NewtypeStruct { parent } | P::NewtypeVariant { parent } => {
            field_path(parent)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, ids: &[&str], issues: &[(&str, u64, Option<&str>)]) {
        let found = parse_jsonl::<Profile>("p.jsonl", text.as_bytes()).unwrap();
        let found_ids: Vec<&str> = found.records.iter().map(|r| r.record.id.as_str()).collect();
        assert_eq!(found_ids, ids);
        let found_issues: Vec<_> = found
            .issues
            .iter()
            .map(|i| (i.code.id(), i.place.line.unwrap(), i.place.field.as_deref()))
            .collect();
        assert_eq!(found_issues, issues, "{:#?}", found.issues);
        assert_eq!(found.read, found.rejected + found.records.len() as u64);
    }

    #[test]
    fn records_are_read_and_blank_lines_passed_over() {
        check(
            "\u{feff}{\"id\":\"a\"}\r\n\n{\"id\":\"b\",\"skills\":[{\"text\":\"weld\"}]}",
            &["a", "b"],
            &[],
        );
        check("", &[], &[]);
    }

    #[test]
    fn a_bad_record_costs_only_itself() {
        check(
            "{\"id\":\"a\"}\n{\"id\":\n{\"id\":\"a\"}\n[1]\n{\"skills\":[]}\n{\"id\":\"\"}\n{\"id\":\"z\"} x\n{\"id\":\"b\"}\n",
            &["a", "b"],
            &[
                ("PS-REC-001", 2, Some("id")),
                ("PS-REC-004", 3, Some("id")),
                ("PS-REC-001", 4, None),
                ("PS-REC-001", 5, None),
                ("PS-REC-006", 6, Some("id")),
                ("PS-REC-001", 7, None),
            ],
        );
    }

    #[test]
    fn values_out_of_range_name_their_field() {
        check(
            "{\"id\":\"a\",\"skills\":[{\"text\":\"x\",\"proficiency\":-1}]}\n\
             {\"id\":\"b\",\"skills\":[{\"text\":\"x\",\"assurance\":\"sworn\"}]}\n\
             {\"id\":\"c\",\"skills\":[{\"text\":\"x\",\"code\":\"y\"},{}]}\n",
            &[],
            &[
                ("PS-REC-006", 1, Some("skills[0].proficiency")),
                ("PS-REC-006", 2, Some("skills[0].assurance")),
                ("PS-REC-008", 3, Some("skills[0]")),
                ("PS-REC-008", 3, Some("skills[1]")),
            ],
        );
    }

    #[test]
    fn unknown_fields_are_reported_and_protected_ones_named_without_value() {
        let text =
            "{\"id\":\"a\",\"sex\":\"f\",\"hobby\":1,\"skills\":[{\"text\":\"x\",\"level\":2}]}";
        check(
            text,
            &["a"],
            &[
                ("PS-REC-003", 1, Some("sex")),
                ("PS-REC-002", 1, Some("hobby")),
                ("PS-REC-002", 1, Some("skills[0].level")),
            ],
        );
        let found = parse_jsonl::<Profile>("p", text.as_bytes()).unwrap();
        assert!(!found.issues[0].to_string().contains("`f`"));
        let text = "{\"id\":\"a\",\"skills\":\"my own \\\"words\\\"\"}";
        let found = parse_jsonl::<Profile>("p", text.as_bytes()).unwrap();
        let message = found.issues[0].to_string();
        assert!(message.contains("string, expected a sequence"), "{message}");
        assert!(!message.contains("words"), "{message}");
    }

    #[test]
    fn messages_keep_values_to_themselves() {
        for (skill, field) in [
            ("\"assurance\":\"my boss, Ana `Cruz`, said so\"", "assurance"),
            ("\"language\":\"I speak Tagalog at home\"", "language"),
            ("\"proficiency\":\"Ana, expected\"", "proficiency"),
            ("\"assurance\":\"x at line 3 `, expected ` Ana\"", "assurance"),
            ("\"language\":\"a` is not ` Cruz\"", "language"),
        ] {
            let text = format!("{{\"id\":\"a\",\"skills\":[{{\"text\":\"x\",{skill}}}]}}");
            let found = parse_jsonl::<Profile>("p", text.as_bytes()).unwrap();
            let message = found.issues[0].to_string();
            assert!(message.contains(field), "{message}");
            for word in ["Ana", "Cruz", "Tagalog"] {
                assert!(!message.contains(word), "{message}");
            }
        }
    }

    #[test]
    fn protected_attributes_are_found_however_they_are_written() {
        check(
            "{\"id\":\"a\",\"dateOfBirth\":1,\"marital-status\":1,\"Nationalities\":[],\"person\":{\"Gender\":1,\"x\":[{\"DOB\":2}]}}",
            &["a"],
            &[
                ("PS-REC-003", 1, Some("Nationalities")),
                ("PS-REC-003", 1, Some("dateOfBirth")),
                ("PS-REC-003", 1, Some("marital-status")),
                ("PS-REC-003", 1, Some("person.Gender")),
                ("PS-REC-003", 1, Some("person.x[0].DOB")),
                ("PS-REC-002", 1, Some("person")),
            ],
        );
    }

    #[test]
    fn a_line_too_long_is_rejected_and_not_kept() {
        let mut text = b"{\"id\":\"a\"}\n".to_vec();
        text.resize(100 << 20, b'x');
        text.extend_from_slice(b"\n{\"id\":\"b\"}\n");
        let found = parse_jsonl::<Profile>("p", text.as_slice()).unwrap();
        assert_eq!((found.records.len(), found.rejected), (2, 1));
        assert_eq!(found.issues[0].code, codes::RECORD_TOO_LONG);
        let broken = parse_jsonl::<Profile>("p", &b"{\"id\":\"\xff\"}"[..]).unwrap();
        assert_eq!(broken.issues[0].code, codes::RECORD_ENCODING);
    }
}
