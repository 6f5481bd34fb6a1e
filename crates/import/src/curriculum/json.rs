//! Curricula in JSON, and which form a JSON file has.

use std::fmt;

use passerelle_model::{Curriculum, Issue, Place, codes};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize as _, Deserializer as _};
use serde_json::value::RawValue;

use super::check::{Step, steps};
use super::{Reading, case, jsonld, regulations};
use crate::records::{MAX_LINE_LEN, field_path, in_words, tracked_path};

/// A key of an object and its value.
pub(super) type Member<'t> = (String, &'t RawValue);

/// A JSON text, to tell the lines of its parts.
pub(super) struct Text<'t> {
    whole: &'t str,
    /// The line of the file that it starts on.
    first_line: u64,
    /// Where its lines start.
    starts: Vec<usize>,
}

impl<'t> Text<'t> {
    pub(super) fn new(text: &'t str, first_line: u64) -> Self {
        let ends = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
        let starts = std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect();
        Self { whole: text, first_line, starts }
    }

    /// The line that a part of the text starts on.
    pub(super) fn line_of(&self, part: &str) -> u64 {
        let at = part.as_ptr().addr().saturating_sub(self.whole.as_ptr().addr());
        self.first_line + (self.starts.partition_point(|&start| start <= at) as u64).max(1) - 1
    }

    /// The place of a fault in a part of the text.
    pub(super) fn place(&self, name: &str, part: &str, error: &serde_json::Error) -> Place {
        Place::file(name).line(self.line_of(part) + (error.line() as u64).max(1) - 1)
    }

    /// The issue that a part of the text cannot be read.
    pub(super) fn issue(&self, name: &str, part: &str, error: &serde_json::Error) -> Issue {
        Issue::new(codes::CURRICULUM_SHAPE, self.place(name, part, error), said(error))
    }
}

/// What serde says of a fault, without its place.
pub(super) fn said(error: &serde_json::Error) -> String {
    if error.is_eof() {
        return "it ends before it is whole".to_owned();
    }
    let text = error.to_string();
    let end = format!(" at line {} column {}", error.line(), error.column());
    let text = text.strip_suffix(&end).unwrap_or(&text);
    if error.is_data() { in_words(text) } else { format!("{text} (column {})", error.column()) }
}

/// Reads a file: one object, a list of them, or lines of them.
pub(super) fn read(reading: &mut Reading<'_>, bytes: &[u8]) {
    let Some(content) = reading.text(bytes) else { return };
    let text = Text::new(content, 1);
    if content.trim_start().starts_with('[') {
        let (list, error) = elements(content);
        let first = list.first().map(|first| members(first.get()).0).unwrap_or_default();
        let is_node = first.iter().any(|(key, _)| matches!(key.as_str(), "@id" | "@type"));
        let is_alone = first.iter().all(|(key, _)| key != "@context");
        if error.is_none() && is_node && is_alone {
            // The nodes of one document, without a context.
            return jsonld::read(reading, &text, content);
        }
        for element in &list {
            object(reading, &text, element.get());
        }
        if list.is_empty() && error.is_none() {
            let message = "there is no curriculum in the list";
            reading.issues.push(Issue::new(codes::CURRICULUM_EMPTY, reading.place(), message));
        }
        reading.issues.extend(error.map(|error| text.issue(reading.name, content, &error)));
        return;
    }
    let mut values = serde_json::Deserializer::from_str(content).into_iter::<&RawValue>();
    match values.next() {
        // One object after another: lines of them, if they are anything.
        Some(Ok(_))
            if !content.get(values.byte_offset()..).unwrap_or_default().trim().is_empty() =>
        {
            read_lines(reading, bytes);
        }
        _ => object(reading, &text, content),
    }
}

/// Reads a file of one object on each line.
pub(super) fn read_lines(reading: &mut Reading<'_>, bytes: &[u8]) {
    for (line, number) in bytes.split(|&byte| byte == b'\n').zip(1..) {
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let place = reading.place().line(number);
        let mut refuse = |message: String| {
            reading.issues.push(Issue::new(codes::CURRICULUM_SHAPE, place.clone(), message));
        };
        if line.len() > MAX_LINE_LEN {
            refuse(format!("the line has {} bytes, more than {MAX_LINE_LEN}", line.len()));
            continue;
        }
        match std::str::from_utf8(line) {
            Ok(content) => object(reading, &Text::new(content, number), content),
            Err(_) => refuse("the line is not UTF-8".to_owned()),
        }
    }
}

/// Reads one object, whichever form it has.
fn object(reading: &mut Reading<'_>, text: &Text<'_>, part: &str) {
    let start = part.trim_start();
    if !start.starts_with('{') {
        let place = reading.place().line(text.line_of(start));
        let message = "a curriculum is an object, which begins with `{`";
        return reading.issues.push(Issue::new(codes::CURRICULUM_SHAPE, place, message));
    }
    let (members, error) = members(part);
    let has = |key: &str| members.iter().any(|(found, _)| found == key);
    let is_own = has("id") || has("modules");
    let is_regulations = || {
        let first = members.first().map(|(_, value)| self::members(value.get()).0);
        first.is_some_and(|first| first.iter().any(|(key, _)| key == "recs"))
    };
    if !is_own && is_regulations() {
        // What stands before the place where a file is cut off can be read.
        regulations::read(reading, text, &members);
        reading.issues.extend(error.map(|error| text.issue(reading.name, part, &error)));
    } else if has("CFDocument") || has("CFItems") {
        match error {
            None => case::read(reading, text, &members),
            Some(error) => reading.issues.push(text.issue(reading.name, part, &error)),
        }
    } else if members.iter().any(|(key, _)| is_keyword(key)) {
        match error {
            None => jsonld::read(reading, text, part),
            Some(error) => reading.issues.push(text.issue(reading.name, part, &error)),
        }
    } else {
        curriculum(reading, text, part);
    }
}

/// Whether a key makes a document JSON-LD.
fn is_keyword(key: &str) -> bool {
    matches!(key, "@context" | "@graph" | "@id" | "@type")
}

/// Reads a curriculum in the layout of our own.
fn curriculum(reading: &mut Reading<'_>, text: &Text<'_>, part: &str) {
    let mut json = serde_json::Deserializer::from_str(part);
    let (mut unknown, mut track) = (Vec::new(), serde_path_to_error::Track::new());
    let parsed = {
        let tracked = serde_path_to_error::Deserializer::new(&mut json, &mut track);
        let mut note = |path: serde_ignored::Path<'_>| unknown.push(field_path(&path));
        Curriculum::deserialize(serde_ignored::Deserializer::new(tracked, &mut note))
    };
    match parsed.and_then(|curriculum| json.end().map(|()| curriculum)) {
        Ok(curriculum) => {
            let place = reading.place().line(text.line_of(part.trim_start()));
            let line_of = |field: &str| Some(text.line_of(locate(part, field)));
            reading.add(curriculum, unknown, &place, &line_of);
        }
        Err(error) => {
            let mut issue = text.issue(reading.name, part, &error);
            if error.is_data() {
                let field = tracked_path(&track.path());
                issue.code = codes::CURRICULUM_VALUE;
                issue.place.field = Some(field).filter(|field| !field.is_empty());
                issue.place.subject = id_of(part);
            }
            reading.issues.push(issue);
        }
    }
}

/// The id of a curriculum that cannot be used for another reason.
fn id_of(part: &str) -> Option<String> {
    let (members, _) = members(part);
    let id = members.into_iter().find(|(key, _)| key == "id")?.1;
    let id: String = serde_json::from_str(id.get()).ok()?;
    Some(super::short(id.trim()).to_owned()).filter(|id| !id.is_empty())
}

/// The text of a field, or of the nearest one around it that is there.
fn locate<'t>(part: &'t str, field: &str) -> &'t str {
    let mut part = part.trim_start();
    for step in steps(field) {
        let inner = match step {
            Step::Key(key) => {
                members(part).0.into_iter().find(|(found, _)| found == key).map(|(_, value)| value)
            }
            Step::Index(index) => elements(part).0.get(index).copied(),
        };
        let Some(inner) = inner else { break };
        part = inner.get();
    }
    part
}

/// The members of an object up to where it ends or is damaged, with what is
/// wrong there.
pub(super) fn members(text: &str) -> (Vec<Member<'_>>, Option<serde_json::Error>) {
    let mut members = Vec::new();
    let mut json = serde_json::Deserializer::from_str(text);
    let read = json.deserialize_map(Keyed(&mut members)).and_then(|()| json.end());
    (members, read.err())
}

/// The elements of a list up to where it ends or is damaged, with what is
/// wrong there.
pub(super) fn elements(text: &str) -> (Vec<&RawValue>, Option<serde_json::Error>) {
    let mut elements = Vec::new();
    let mut json = serde_json::Deserializer::from_str(text);
    let read = json.deserialize_seq(Collect(&mut elements)).and_then(|()| json.end());
    (elements, read.err())
}

struct Keyed<'v, 't>(&'v mut Vec<Member<'t>>);

impl<'t> Visitor<'t> for Keyed<'_, 't> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            self.0.push((key, map.next_value()?));
        }
        Ok(())
    }
}

struct Collect<'v, 't>(&'v mut Vec<&'t RawValue>);

impl<'t> Visitor<'t> for Collect<'_, 't> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(element) = list.next_element()? {
            self.0.push(element);
        }
        Ok(())
    }
}
