//! A table's text as records, whatever its quotation marks do.

use csv::ByteRecord;

/// What separates the fields of a table.
pub(super) const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// A record and the line it starts on.
pub(super) struct Record {
    pub(super) line: u64,
    /// How many lines it goes over.
    pub(super) lines: u64,
    /// How many fields the delimiter makes, before a row quoted as a whole is
    /// read again.
    pub(super) delimited: usize,
    /// Without white space around them; nothing where a field is not UTF-8.
    pub(super) fields: Option<Vec<String>>,
}

impl Record {
    fn of(record: &ByteRecord, line: u64, lines: u64, width: Option<usize>) -> Self {
        let fields = strings(record).map(|fields| Self::unquoted(fields, width));
        Self { line, lines, delimited: record.len(), fields }
    }

    pub(super) fn is_blank(&self) -> bool {
        self.fields.as_ref().is_some_and(|fields| fields.iter().all(String::is_empty))
    }

    /// The fields of a row that was quoted as a whole, and so is one field:
    /// that field read again, with the delimiter that makes it as wide as it
    /// should be, else the first that makes it a row. The others of such a
    /// row are empty.
    fn unquoted(fields: Vec<String>, width: Option<usize>) -> Vec<String> {
        let Some((first, rest)) = fields.split_first() else { return fields };
        if !rest.iter().all(String::is_empty) || first.is_empty() {
            return fields;
        }
        // Rows of metadata are a key and a value.
        let least = if width.is_none() { 2 } else { 3 };
        // The delimiter inside need not be the one outside: spreadsheets put
        // semicolons behind a row of commas.
        let again = DELIMITERS.iter().filter_map(|&delimiter| {
            let mut record = ByteRecord::new();
            let read = reader(first.as_bytes(), delimiter).read_byte_record(&mut record);
            read.ok().filter(|read| *read)?;
            strings(&record).filter(|inner| inner.len() >= least)
        });
        let again: Vec<Vec<String>> = again.collect();
        let right = again.iter().position(|inner| Some(inner.len()) == width).unwrap_or(0);
        again.into_iter().nth(right).unwrap_or(fields)
    }
}

fn reader(bytes: &[u8], delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .from_reader(bytes)
}

fn strings(record: &ByteRecord) -> Option<Vec<String>> {
    record.iter().map(|field| Some(std::str::from_utf8(field).ok()?.trim().to_owned())).collect()
}

/// Where each line of a text starts; LF and CRLF end a line.
struct Lines(Vec<usize>);

impl Lines {
    fn of(bytes: &[u8]) -> Self {
        let ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
        Self(std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect())
    }

    /// The line that a byte is on, from 1.
    fn at(&self, byte: usize) -> u64 {
        self.0.partition_point(|&start| start <= byte) as u64
    }
}

/// The records of a text, in order.
///
/// A quotation mark that is out of place makes one record of several lines.
/// Where such a record has another number of fields than `width`, or a mark
/// that closes no field, its first line is read by itself, and the reading
/// goes on behind it, so that only the line at fault is lost.
pub(super) fn records(bytes: &[u8], delimiter: u8, width: Option<usize>) -> Vec<Record> {
    let lines = Lines::of(bytes);
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(next) = read_on(bytes, from, delimiter, width, &lines, &mut found) {
        from = next;
    }
    found
}

/// Reads records from a line's start; says where to go on where a record
/// could not be what it seems.
fn read_on(
    bytes: &[u8],
    from: usize,
    delimiter: u8,
    width: Option<usize>,
    lines: &Lines,
    found: &mut Vec<Record>,
) -> Option<usize> {
    let mut reader = reader(&bytes[from..], delimiter);
    let mut record = ByteRecord::new();
    let position = |reader: &csv::Reader<&[u8]>| {
        usize::try_from(reader.position().byte()).map_or(bytes.len(), |at| from + at)
    };
    loop {
        let before = position(&reader).min(bytes.len());
        // Reading from memory, without a limit on widths, cannot fail.
        if !reader.read_byte_record(&mut record).unwrap_or(false) {
            return None;
        }
        let after = position(&reader).min(bytes.len());
        let skipped =
            bytes[before..after].iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        let start = before + skipped;
        // A line of blanks is a row, an empty one is not.
        let mut text = &bytes[start..after];
        while let [before @ .., b'\r' | b'\n'] = text {
            text = before;
        }
        let line = lines.at(start);
        let over = text.split(|byte| *byte == b'\n').count() as u64;
        let read = Record::of(&record, line, over, width);
        let odd = read.fields.as_ref().is_none_or(|fields| Some(fields.len()) != width);
        if over > 1 && width.is_some() && (odd || !is_well_quoted(text, delimiter)) {
            let end = text.iter().position(|byte| *byte == b'\n').unwrap_or(text.len());
            found.extend(one_line(&text[..end], line, delimiter, width));
            return Some(start + end + 1);
        }
        found.push(read);
    }
}

/// Whether every field that a quotation mark opens is closed by one with
/// nothing behind it. Where a row's last mark is missing, the first of the row
/// below closes the field, and that row's text is behind it.
fn is_well_quoted(text: &[u8], delimiter: u8) -> bool {
    let ends = |byte: &u8| *byte == delimiter || matches!(byte, b'\r' | b'\n');
    let mut rest = text;
    loop {
        if let Some(quoted) = rest.strip_prefix(b"\"") {
            rest = quoted;
            loop {
                let Some(mark) = rest.iter().position(|byte| *byte == b'"') else { return false };
                rest = &rest[mark + 1..];
                match rest.first() {
                    Some(b'"') => rest = &rest[1..],
                    Some(byte) if !ends(byte) => return false,
                    _ => break,
                }
            }
        }
        let Some(end) = rest.iter().position(ends) else { return true };
        rest = &rest[end + 1..];
    }
}

/// A line read by itself; nothing where it is blank.
fn one_line(text: &[u8], line: u64, delimiter: u8, width: Option<usize>) -> Option<Record> {
    let mut record = ByteRecord::new();
    let read = reader(text, delimiter).read_byte_record(&mut record).unwrap_or(false);
    read.then(|| Record::of(&record, line, 1, width))
}
