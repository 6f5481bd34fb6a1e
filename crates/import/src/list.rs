//! Lists of identifiers or codes: a line each, or the first column of a
//! table.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use passerelle_model::{Issue, Place, codes};

use crate::table::{ShortRows, Table};

/// More than any identifier has.
const MAX_LINE: u64 = 1 << 16;

/// An entry and the line that it stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The line, from 1.
    pub line: u64,
    /// The text, without white space around it; never empty.
    pub text: String,
}

/// Reads a list; a table with a header where the name ends in `.csv` or
/// `.tsv`. Blank lines are passed over.
///
/// `name` is what to call the file before the user.
pub fn read_list(name: &str, reader: impl Read) -> (Vec<Entry>, Vec<Issue>) {
    let extension = Path::new(name).extension().unwrap_or_default();
    if extension.eq_ignore_ascii_case("csv") || extension.eq_ignore_ascii_case("tsv") {
        return first_column(name, reader);
    }
    let (mut entries, mut issues) = (Vec::new(), Vec::new());
    let mut reader = BufReader::new(reader);
    for line in 1.. {
        let mut bytes = Vec::new();
        let read = reader.by_ref().take(MAX_LINE).read_until(b'\n', &mut bytes);
        let place = || Place::file(name).line(line);
        match read {
            Ok(0) => break,
            Ok(read) if read as u64 == MAX_LINE && !bytes.ends_with(b"\n") => {
                let message = "the line is too long to be an identifier";
                issues.push(Issue::new(codes::CSV_VALUE, place(), message));
                if let Err(error) = reader.skip_until(b'\n') {
                    issues.push(Issue::new(codes::FILE_DAMAGED, place(), error.to_string()));
                    break;
                }
                continue;
            }
            Ok(_) => {}
            Err(error) => {
                issues.push(Issue::new(codes::FILE_DAMAGED, place(), error.to_string()));
                break;
            }
        }
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf".as_slice()).unwrap_or(&bytes);
        match std::str::from_utf8(bytes) {
            Ok(text) if text.trim().is_empty() => {}
            Ok(text) => entries.push(Entry { line, text: text.trim().to_owned() }),
            Err(_) => {
                let message = "the line is not UTF-8";
                issues.push(Issue::new(codes::CSV_ENCODING, place(), message));
            }
        }
    }
    (entries, issues)
}

fn first_column(name: &str, reader: impl Read) -> (Vec<Entry>, Vec<Issue>) {
    let (mut table, mut issues) = match Table::open(name, reader, ShortRows::Allowed) {
        Ok(opened) => opened,
        Err(issue) => return (Vec::new(), vec![issue]),
    };
    let Some(first) = table.columns().next().map(|(_, column)| column) else {
        return (Vec::new(), issues);
    };
    let mut entries = Vec::new();
    while let Some(row) = table.next_row() {
        match row {
            Ok(row) if row.get(first).is_empty() => {}
            Ok(row) => entries.push(Entry { line: row.line, text: row.get(first).to_owned() }),
            Err(issue) => issues.push(issue),
        }
    }
    (entries, issues)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, text: &[u8], expected: &[(u64, &str)], issues: &[&str]) {
        let (entries, found) = read_list(name, text);
        let entries: Vec<(u64, &str)> = entries.iter().map(|e| (e.line, e.text.as_str())).collect();
        assert_eq!(entries, expected);
        let found: Vec<&str> = found.iter().map(|issue| issue.code.id()).collect();
        assert_eq!(found, issues);
    }

    #[test]
    fn lines_and_first_columns_are_entries() {
        check(
            "l.txt",
            b"\xef\xbb\xbfa\n\n b 1 \r\n\xff\n",
            &[(1, "a"), (3, "b 1")],
            &["PS-CSV-004"],
        );
        check("l.csv", b"code,x\nB 1,2\n,3\nB 2\n", &[(2, "B 1"), (4, "B 2")], &[]);
        check("l.csv", b"", &[], &["PS-FILE-004"]);
        let long = [b"a\n", vec![b'x'; 1 << 17].as_slice(), b"\nb\n"].concat();
        check("l.txt", &long, &[(1, "a"), (3, "b")], &["PS-CSV-006"]);
    }
}
