//! Recognition cases: one JSON object, a list of them, or one on each line.

use std::path::Path;

use passerelle_model::{Case, Issue, Place, codes};
use serde_json::value::RawValue;

use crate::Error;
use crate::records::{self, Located, MAX_LINE_LEN, tracked_path};

/// The cases of a file.
#[derive(Clone, Debug, Default)]
pub struct Cases {
    /// The cases that can be read, in the order of the file.
    pub cases: Vec<Located<Case>>,
    /// How many there are, readable or not.
    pub read: u64,
    /// What is wrong with the others.
    pub issues: Vec<Issue>,
}

/// Reads cases from a file: JSON lines where its name ends in `.jsonl`, else one
/// JSON object or a list of them. `name` is what to call it in issues.
///
/// # Errors
/// Where the file cannot be read; what is wrong with a case is an issue.
pub fn read_cases(path: &Path, name: &str) -> Result<Cases, Error> {
    if path.is_dir() {
        return Err(Error::IsDirectory { path: path.to_owned() });
    }
    let cannot_read = |source| Error::CannotRead { path: path.to_owned(), source };
    let bytes = std::fs::read(path).map_err(cannot_read)?;
    let lines = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("jsonl"));
    Ok(parse_cases(name, &bytes, lines))
}

/// Reads cases from a text: one on each line, or one object or list.
pub fn parse_cases(name: &str, bytes: &[u8], lines: bool) -> Cases {
    let mut cases = Cases::default();
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let message = format!("byte {} is not UTF-8", error.valid_up_to() + 1);
            cases.issues.push(Issue::new(codes::CASE_SHAPE, Place::file(name), message));
            return cases;
        }
    };
    if lines {
        for (line, number) in text.lines().zip(1..) {
            if !line.trim().is_empty() {
                cases.add(name, line, number);
            }
        }
    } else if text.trim_start().starts_with('[') {
        match serde_json::from_str::<Vec<&RawValue>>(text) {
            Ok(list) => {
                for case in list {
                    let at = case.get().as_ptr().addr() - text.as_ptr().addr();
                    let before = text.get(..at).unwrap_or_default();
                    cases.add(name, case.get(), before.matches('\n').count() as u64 + 1);
                }
            }
            Err(error) => {
                let place = Place::file(name).line(error.line() as u64);
                let message = format!("it is no list of cases: {}", without_place(&error));
                cases.issues.push(Issue::new(codes::CASE_SHAPE, place, message));
            }
        }
    } else {
        cases.add(name, text, 1);
    }
    cases
}

impl Cases {
    fn add(&mut self, name: &str, text: &str, line: u64) {
        self.read += 1;
        let place = Place::file(name).line(line);
        if text.len() > MAX_LINE_LEN {
            let message = format!("a case is longer than {MAX_LINE_LEN} bytes");
            self.issues.push(Issue::new(codes::CASE_SHAPE, place, message));
            return;
        }
        let mut track = serde_path_to_error::Track::new();
        let mut json = serde_json::Deserializer::from_str(text);
        let tracked = serde_path_to_error::Deserializer::new(&mut json, &mut track);
        let parsed: Result<Case, _> = serde::Deserialize::deserialize(tracked);
        match parsed.and_then(|case| json.end().map(|()| case)) {
            Ok(case) => {
                if self.cases.iter().any(|known| known.record.id == case.id) {
                    let message = "an earlier case has this id; this one is left out".to_owned();
                    let place = place.about(case.id.as_str());
                    self.issues.push(Issue::new(codes::CASE_DUPLICATE, place, message));
                } else {
                    self.cases.push(Located { line, record: case });
                }
            }
            Err(error) => {
                let path = tracked_path(&track.path());
                let place = Place::file(name).line(line + (error.line() as u64).max(1) - 1);
                let place = if path.is_empty() { place } else { place.field(path) };
                let message = records::in_words(&without_place(&error));
                self.issues.push(Issue::new(codes::CASE_SHAPE, place, message));
            }
        }
    }
}

/// What serde says of a fault, without its place, and without the value, which
/// is a person's.
fn without_place(error: &serde_json::Error) -> String {
    if error.is_eof() {
        return "it ends before it is whole".to_owned();
    }
    let text = error.to_string();
    let end = format!(" at line {} column {}", error.line(), error.column());
    text.strip_suffix(&end).unwrap_or(&text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, lines: bool, read: u64, usable: usize, said: &[&str]) {
        let cases = parse_cases("c", text.as_bytes(), lines);
        assert_eq!((cases.read, cases.cases.len()), (read, usable), "{text}");
        let found: Vec<String> = cases
            .issues
            .iter()
            .map(|issue| format!("{}: {}", issue.place, issue.message))
            .collect();
        for (said, found) in said.iter().zip(&found) {
            assert!(found.contains(said), "{found}");
        }
        assert_eq!(found.len(), said.len(), "{found:?}");
    }

    #[test]
    fn one_case_a_list_and_lines_are_read() {
        check(r#"{"id":"a","destination":"DE"}"#, false, 1, 1, &[]);
        check(r#"[{"id":"a","destination":"DE"},{"id":"b","destination":"FR"}]"#, false, 2, 2, &[]);
        check(
            "{\"id\":\"a\",\"destination\":\"DE\"}\n\n{\"id\":\"b\",\"destination\":\"FR\"}\n",
            true,
            2,
            2,
            &[],
        );
    }

    #[test]
    fn a_faulty_case_costs_only_itself_and_says_where() {
        let two =
            "{\"id\":\"a\",\"destination\":\"Germany\"}\n{\"id\":\"b\",\"destination\":\"FR\"}\n";
        check(two, true, 2, 1, &["c:1 `destination`"]);
        check(r#"{"id":"a","destination":"DE","lanuages":[]}"#, false, 1, 0, &["lanuages"]);
        check(r#"{"id":"a","destin"#, false, 1, 0, &["it ends before it is whole"]);
        let same = "{\"id\":\"a\",\"destination\":\"DE\"}\n{\"id\":\"a\",\"destination\":\"FR\"}\n";
        check(same, true, 2, 1, &["an earlier case has this id"]);
        check("[{]", false, 0, 0, &["no list of cases"]);
    }
}
