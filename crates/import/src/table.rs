//! Tables in CSV, as they come: with or without byte order mark, with CRLF,
//! with another delimiter, with rows that are no rows.

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Read};

use csv::StringRecord;
use passerelle_model::{Issue, Place, codes};

/// Longer than any real row (the longest in ESCO has 630 kB) and short
/// enough to be held in memory: a quotation mark that is never closed would
/// otherwise take the rest of the file for one field.
const MAX_ROW_LEN: u64 = 16 << 20;

/// Whether a row may have fewer fields than the header.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum ShortRows {
    /// The missing fields are empty: some tables leave out the last ones.
    Allowed,
    /// Such a row is cut off.
    Refused,
}

/// A column's position in its table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column(usize);

/// Whether the bytes of a table are kept as it is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bytes {
    Kept,
    Dropped,
}

/// A table with a header.
pub(crate) struct Table<R> {
    name: String,
    has_mark: bool,
    delimiter: u8,
    reader: csv::Reader<RowLimit<R>>,
    header: Vec<String>,
    header_line: u64,
    short_rows: ShortRows,
    ended: bool,
}

/// Where a table begins that has something else before it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Behind {
    /// How many lines of the file stand before it.
    pub(crate) lines: u64,
    /// Its delimiter.
    pub(crate) delimiter: u8,
}

/// A row, and where it starts.
pub(crate) struct Row {
    pub(crate) line: u64,
    fields: StringRecord,
}

impl Row {
    /// The field of a column, without white space around it; empty where the
    /// row has none.
    pub(crate) fn get(&self, column: Column) -> &str {
        self.raw(column).trim()
    }

    /// The field of a column with the white space around it.
    pub(crate) fn raw(&self, column: Column) -> &str {
        self.fields.get(column.0).unwrap_or_default()
    }

    /// As [`Row::get`], for a column that the table may not have.
    pub(crate) fn get_optional(&self, column: Option<Column>) -> &str {
        column.map_or("", |c| self.get(c))
    }
}

impl<R: Read> Table<R> {
    /// Reads the header and finds the delimiter.
    ///
    /// Gives the table with the issues found so far, or why it is none.
    pub(crate) fn open(
        name: &str,
        reader: R,
        short_rows: ShortRows,
    ) -> Result<(Self, Vec<Issue>), Issue> {
        Self::start(name, reader, short_rows, None, Bytes::Dropped)
    }

    /// As [`Table::open`], for what is left of a file behind some lines; the
    /// delimiter is known then, and no issue.
    pub(crate) fn open_behind(
        name: &str,
        reader: R,
        short_rows: ShortRows,
        behind: Option<Behind>,
    ) -> Result<(Self, Vec<Issue>), Issue> {
        Self::start(name, reader, short_rows, behind, Bytes::Dropped)
    }

    /// As [`Table::open`]; where the bytes are kept, [`Table::take_bytes`]
    /// gives them.
    pub(crate) fn open_with(
        name: &str,
        reader: R,
        short_rows: ShortRows,
        bytes: Bytes,
    ) -> Result<(Self, Vec<Issue>), Issue> {
        Self::start(name, reader, short_rows, None, bytes)
    }

    fn start(
        name: &str,
        reader: R,
        short_rows: ShortRows,
        behind: Option<Behind>,
        bytes: Bytes,
    ) -> Result<(Self, Vec<Issue>), Issue> {
        let mut buffered = BufReader::with_capacity(BUFFER, Filled(reader));
        let damaged =
            |e: &io::Error| Issue::new(codes::FILE_DAMAGED, Place::file(name), e.to_string());
        let start = buffered.fill_buf().map_err(|e| damaged(&e))?;
        let bom = if start.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        let first_line = start[bom..].split(|&b| b == b'\n').next().unwrap_or_default();
        let whole = start.len() < BUFFER;
        if whole && start[bom..].iter().all(u8::is_ascii_whitespace) {
            return Err(Issue::new(codes::FILE_EMPTY, Place::file(name), "there is nothing in it"));
        }
        let count = |delimiter: u8| first_line.split(|&b| b == delimiter).count();
        // The comma comes first, so that it wins where nothing is found.
        let found =
            [b',', b';', b'\t', b'|'].into_iter().rev().max_by_key(|&d| count(d)).unwrap_or(b',');
        let delimiter = behind.map_or(found, |behind| behind.delimiter);
        buffered.consume(bom);

        let reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .has_headers(false)
            .buffer_capacity(1 << 16)
            .from_reader(RowLimit::new(buffered, behind.map_or(0, |behind| behind.lines), bytes));
        let mut table = Self {
            name: name.to_owned(),
            has_mark: bom > 0,
            delimiter,
            reader,
            header: Vec::new(),
            header_line: 1,
            short_rows,
            ended: false,
        };
        let mut issues = Vec::new();
        if delimiter != b',' && behind.is_none() {
            let found = if delimiter == b'\t' {
                "a tab".to_owned()
            } else {
                format!("`{}`", char::from(delimiter))
            };
            let message = format!("its delimiter is {found}, and it is read so");
            issues.push(Issue::new(codes::CSV_DELIMITER, Place::file(name).line(1), message));
        }
        match table.next_record() {
            Some(Ok(row)) => {
                table.header_line = row.line;
                table.header = row.fields.iter().map(|h| h.trim().to_owned()).collect();
                Ok((table, issues))
            }
            Some(Err(issue)) => Err(issue),
            None => Err(Issue::new(codes::FILE_EMPTY, Place::file(name), "it has no header")),
        }
    }

    /// The column with a name, in any case.
    pub(crate) fn optional(&self, name: &str) -> Option<Column> {
        self.header.iter().position(|h| h.eq_ignore_ascii_case(name)).map(Column)
    }

    /// The column with a name, or the issue that it is not there.
    pub(crate) fn required(&self, name: &str) -> Result<Column, Issue> {
        self.optional(name).ok_or_else(|| {
            let found: Vec<&str> = self.header.iter().take(20).map(String::as_str).collect();
            let message =
                format!("there is no column `{name}`; the columns are {}", found.join(", "));
            Issue::new(codes::CSV_NO_COLUMN, Place::file(&self.name).line(1), message)
        })
    }

    /// Every column with its name.
    pub(crate) fn columns(&self) -> impl Iterator<Item = (&str, Column)> {
        self.header.iter().enumerate().map(|(at, name)| (name.as_str(), Column(at)))
    }

    /// The place of the header.
    pub(crate) fn header_place(&self) -> Place {
        Place::file(&self.name).line(self.header_line)
    }

    /// A place in this table.
    pub(crate) fn place(&self, row: &Row) -> Place {
        Place::file(&self.name).line(row.line)
    }

    /// The next row, or why it is none; nothing at the end. A row that is no
    /// row does not end the table.
    pub(crate) fn next_row(&mut self) -> Option<Result<Row, Issue>> {
        let row = match self.next_record()? {
            Ok(row) => row,
            Err(issue) => return Some(Err(issue)),
        };
        let (found, expected) = (row.fields.len(), self.header.len());
        let fits = found == expected
            || (found < expected && self.short_rows == ShortRows::Allowed)
            // A spreadsheet leaves empty cells behind the last column.
            || (found > expected
                && row.fields.iter().skip(expected).all(|field| field.trim().is_empty()));
        if fits {
            return Some(Ok(row));
        }
        let message = format!("the row has {found} fields, the header {expected}");
        Some(Err(Issue::new(codes::CSV_WIDTH, self.place(&row), message)))
    }

    fn next_record(&mut self) -> Option<Result<Row, Issue>> {
        if self.ended {
            return None;
        }
        self.reader.get_mut().since_row = 0;
        let mut fields = StringRecord::new();
        let start = self.reader.position().byte();
        let read = self.reader.read_record(&mut fields);
        let line = self.reader.get_mut().line_from(start);
        let place = Place::file(&self.name).line(line);
        match read {
            Ok(true) => {
                // A quotation mark that is never closed makes one field of the
                // rest of the file: the last row has line ends in it, and the
                // file has an odd number of marks.
                let over_lines = fields.iter().any(|field| field.contains('\n'));
                if over_lines && self.reader.get_ref().ends_in_quotes() {
                    self.ended = true;
                    let message = "a quotation mark in the row is never closed";
                    return Some(Err(Issue::new(codes::CSV_TOO_LONG, place, message)));
                }
                Some(Ok(Row { line, fields }))
            }
            Ok(false) => {
                self.ended = true;
                None
            }
            Err(error) => Some(Err(match error.into_kind() {
                csv::ErrorKind::Utf8 { err, .. } => {
                    let column = self.header.get(err.field());
                    let place = match column {
                        Some(column) => place.field(column),
                        None => place,
                    };
                    Issue::new(codes::CSV_ENCODING, place, "the field is not UTF-8")
                }
                csv::ErrorKind::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => {
                    self.ended = true;
                    let message = format!("the row has more than {} MiB", MAX_ROW_LEN >> 20);
                    Issue::new(codes::CSV_TOO_LONG, place, message)
                }
                csv::ErrorKind::Io(error) => {
                    self.ended = true;
                    Issue::new(codes::FILE_DAMAGED, place, error.to_string())
                }
                other => {
                    self.ended = true;
                    Issue::new(codes::FILE_DAMAGED, place, format!("{other:?}"))
                }
            })),
        }
    }

    /// Whether the file begins with a byte order mark.
    pub(crate) fn has_mark(&self) -> bool {
        self.has_mark
    }

    /// The bytes since they were last taken, up to the end of the last row,
    /// without the file's byte order mark; none where they are not kept.
    ///
    /// Of a line end of two bytes, the second comes with the next row.
    pub(crate) fn take_bytes(&mut self) -> Vec<u8> {
        let end = self.reader.position().byte();
        self.reader.get_mut().take_to(end)
    }

    /// All bytes that were not taken yet, and a reader of those that follow.
    pub(crate) fn into_rest(self) -> (Vec<u8>, impl BufRead) {
        let mut rest = self.reader.into_inner();
        (rest.take_to(u64::MAX), rest.inner)
    }

    /// A row as it would be written with other fields, without line end; only
    /// what must be quoted is.
    pub(crate) fn encode(
        &self,
        row: &Row,
        changed: &[(Column, String)],
    ) -> Result<Vec<u8>, csv::Error> {
        let mut writer =
            csv::WriterBuilder::new().delimiter(self.delimiter).from_writer(Vec::new());
        let field = |(at, field): (usize, &'_ str)| {
            let new = changed.iter().find(|(column, _)| column.0 == at);
            new.map_or_else(|| field.to_owned(), |(_, new)| new.clone())
        };
        writer.write_record(row.fields.iter().enumerate().map(field))?;
        let mut bytes = writer.into_inner().map_err(|e| csv::Error::from(e.into_error()))?;
        // The writer ends every row.
        bytes.truncate(bytes.strip_suffix(b"\n").map_or(bytes.len(), <[u8]>::len));
        Ok(bytes)
    }

    /// Reads what is left, so that the whole file has passed through the
    /// reader, and gives the reader back.
    pub(crate) fn into_inner(self) -> R {
        self.reader.into_inner().inner.into_inner().0
    }
}

/// How much is read at a time.
const BUFFER: usize = 1 << 16;

/// Reads as much as is asked for, unless there is no more: what is found in
/// the first buffer must not depend on how a pipe cuts it.
struct Filled<R>(R);

impl<R: Read> Read for Filled<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match self.0.read(rest) {
                Ok(0) => break,
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(filled)
    }
}

/// Fails when a row is too long to be one, and keeps what the csv reader does
/// not: on which line each row starts, blank lines and any line ends
/// considered, and whether a quotation mark is left open.
struct RowLimit<R> {
    inner: BufReader<Filled<R>>,
    since_row: u64,
    /// How many bytes have passed.
    passed: u64,
    last: u8,
    line: u64,
    /// Where lines start that are not blank, each with its number.
    starts: VecDeque<(u64, u64)>,
    /// How many quotation marks there were.
    quotes: u64,
    /// Whether there is nothing more.
    ended: bool,
    /// What has passed and was not taken, where it is kept.
    kept: Option<VecDeque<u8>>,
    /// How many bytes were taken.
    taken: u64,
}

impl<R> RowLimit<R> {
    fn new(inner: BufReader<Filled<R>>, lines: u64, bytes: Bytes) -> Self {
        Self {
            inner,
            since_row: 0,
            passed: 0,
            last: b'\n',
            line: lines,
            starts: VecDeque::new(),
            quotes: 0,
            ended: false,
            kept: (bytes == Bytes::Kept).then(VecDeque::new),
            taken: 0,
        }
    }

    /// The kept bytes up to a position.
    fn take_to(&mut self, end: u64) -> Vec<u8> {
        let Some(kept) = &mut self.kept else { return Vec::new() };
        let wanted = usize::try_from(end.saturating_sub(self.taken)).unwrap_or(usize::MAX);
        let bytes: Vec<u8> = kept.drain(..wanted.min(kept.len())).collect();
        self.taken += bytes.len() as u64;
        bytes
    }

    fn ends_in_quotes(&self) -> bool {
        self.ended && self.quotes % 2 == 1
    }

    /// The line of the first row from a byte on.
    fn line_from(&mut self, byte: u64) -> u64 {
        while self.starts.front().is_some_and(|&(start, _)| start < byte) {
            self.starts.pop_front();
        }
        self.starts.front().map_or(self.line.max(1), |&(_, line)| line)
    }

    fn pass(&mut self, bytes: &[u8]) {
        if let Some(kept) = &mut self.kept {
            kept.extend(bytes);
        }
        for &byte in bytes {
            // CR, LF and CRLF all end a line.
            let begins = self.last == b'\n' || (self.last == b'\r' && byte != b'\n');
            if begins {
                self.line += 1;
                if !matches!(byte, b'\r' | b'\n') {
                    self.starts.push_back((self.passed, self.line));
                }
            }
            self.quotes += u64::from(byte == b'"');
            self.last = byte;
            self.passed += 1;
        }
    }
}

impl<R: Read> Read for RowLimit<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.since_row > MAX_ROW_LEN {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        let read = self.inner.read(buffer)?;
        self.since_row += read as u64;
        self.ended |= read == 0;
        self.pass(buffer.get(..read).unwrap_or_default());
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a table gives: for each row its line and first two fields, or
    /// the code of its issue.
    fn rows(text: &[u8], short_rows: ShortRows) -> Vec<String> {
        let (mut table, issues) = match Table::open("t.csv", text, short_rows) {
            Ok(opened) => opened,
            Err(issue) => return vec![issue.code.to_string()],
        };
        let mut found: Vec<String> = issues.iter().map(|i| i.code.to_string()).collect();
        let columns = match (table.required("a"), table.required("B")) {
            (Ok(a), Ok(b)) => (a, b),
            (Err(issue), _) | (_, Err(issue)) => return vec![issue.code.to_string()],
        };
        while let Some(row) = table.next_row() {
            found.push(match row {
                Ok(row) => format!("{}:{}|{}", row.line, row.get(columns.0), row.get(columns.1)),
                Err(issue) => format!("{} {}", issue.place.line.unwrap(), issue.code),
            });
        }
        found
    }

    #[track_caller]
    fn check(text: &[u8], expected: &[&str]) {
        assert_eq!(rows(text, ShortRows::Refused), expected);
    }

    #[test]
    fn marks_line_ends_and_quotes_are_read() {
        check(b"a,b\n1,2\n", &["2:1|2"]);
        check(b"\xef\xbb\xbfA,B\r\n1,\"x\r\ny\"\r\n3,4\r\n", &["2:1|x\r\ny", "4:3|4"]);
    }

    #[test]
    fn rows_have_the_line_they_start_on() {
        check(b"a,b\n\n\n1,2\n\n3,4\n", &["4:1|2", "6:3|4"]);
        check(b"\r\n\r\na,b\r\n\r\n1,2\r\n3,\xe9\r\n", &["5:1|2", "6 PS-CSV-004"]);
        check(b"a,b\r1,2\r\r3,4", &["2:1|2", "4:3|4"]);
        check(b"a,b\n1,\"x\n\ny\"\n\n3,4\n", &["2:1|x\n\ny", "6:3|4"]);
    }

    /// Gives a byte at a time.
    struct Slow<'a>(&'a [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let few = buffer.len().min(1);
            self.0.read(&mut buffer[..few])
        }
    }

    #[test]
    fn what_is_found_does_not_depend_on_how_the_bytes_come() {
        let text = b"\xef\xbb\xbfa;b\n1;2\n";
        let (table, issues) = Table::open("t.csv", Slow(text), ShortRows::Refused).ok().unwrap();
        assert_eq!(issues[0].code, codes::CSV_DELIMITER);
        assert!(table.required("b").is_ok());
        let text = b"\xef\xbb\xbfa,b\r\n1,2\r\n\r\n3,\"x\r\ny\"\r\n4,5\r\n";
        let (mut table, _) = Table::open("t.csv", Slow(text), ShortRows::Refused).ok().unwrap();
        let lines: Vec<u64> =
            std::iter::from_fn(|| table.next_row()).map(|row| row.ok().unwrap().line).collect();
        assert_eq!(lines, [2, 4, 6]);
    }

    #[test]
    fn other_delimiters_are_read_with_a_warning() {
        check(b"a;b\n1;2\n", &["PS-CSV-003", "2:1|2"]);
        check(b"a\tb\n1\t2\n", &["PS-CSV-003", "2:1|2"]);
    }

    #[test]
    fn rows_that_are_none_cost_only_themselves() {
        check(b"a,b\n1\n2,2\n3,3,3\n4,4,,\n", &["2 PS-CSV-002", "3:2|2", "4 PS-CSV-002", "5:4|4"]);
        check(b"a,b\n1,\xe9\n2,2\n", &["2 PS-CSV-004", "3:2|2"]);
        assert_eq!(rows(b"a,b\n1\n", ShortRows::Allowed), ["2:1|"]);
    }

    #[test]
    fn tables_that_are_none_say_why() {
        check(b"", &["PS-FILE-004"]);
        check(b"\n\n", &["PS-FILE-004"]);
        check(b"a,c\n1,2\n", &["PS-CSV-001"]);
    }

    #[test]
    fn an_open_quote_costs_its_row_and_is_told() {
        check(b"a,b\n1,\"x\n2,y\n3,z\n", &["2 PS-CSV-005"]);
        check(b"a,b\n1,\"x\ny\"\n2,5\" pipe\n", &["2:1|x\ny", "4:2|5\" pipe"]);
    }

    #[test]
    fn an_open_quote_ends_the_table_and_not_the_memory() {
        let mut text = b"a,b\n1,2\n3,\"".to_vec();
        text.resize(100 << 20, b'x');
        check(&text, &["2:1|2", "3 PS-CSV-005"]);
    }
}
