//! A table's text as records, whatever its quotation marks do.

use csv::ByteRecord;

/// A record and the line it starts on.
pub(super) struct Record {
    pub(super) line: u64,
    /// How many lines it goes over.
    pub(super) lines: u64,
    /// Without white space around them; nothing where a field is not UTF-8.
    pub(super) fields: Option<Vec<String>>,
}

impl Record {
    pub(super) fn is_blank(&self) -> bool {
        self.fields.as_ref().is_some_and(|fields| fields.iter().all(String::is_empty))
    }

    /// The fields of a row that was quoted as a whole, and so is one field:
    /// that field read again. The others of such a row are empty.
    fn unquoted(fields: Vec<String>, delimiter: u8) -> Vec<String> {
        let Some((first, rest)) = fields.split_first() else { return fields };
        if !rest.iter().all(String::is_empty) || first.is_empty() {
            return fields;
        }
        let again = |delimiter: u8| -> Option<Vec<String>> {
            let mut reader = reader(first.as_bytes(), delimiter);
            let mut record = ByteRecord::new();
            reader.read_byte_record(&mut record).ok().filter(|read| *read)?;
            strings(&record).filter(|inner| inner.len() > 2)
        };
        // A comma inside a row separated by semicolons: spreadsheets do so.
        match again(delimiter).or_else(|| [b',', b';', b'\t'].into_iter().find_map(again)) {
            Some(inner) => inner,
            None => fields,
        }
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
/// Where such a record has another number of fields than `width`, or the last
/// one is never closed, its lines are read one by one, so that only the line
/// at fault is lost.
pub(super) fn records(bytes: &[u8], delimiter: u8, width: Option<usize>) -> Vec<Record> {
    let lines = Lines::of(bytes);
    let mut reader = reader(bytes, delimiter);
    let mut record = ByteRecord::new();
    let mut found = Vec::new();
    loop {
        let before = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        // Reading from memory, without a limit on widths, cannot fail.
        if !reader.read_byte_record(&mut record).unwrap_or(false) {
            break;
        }
        let after =
            usize::try_from(reader.position().byte()).unwrap_or(usize::MAX).min(bytes.len());
        let skipped =
            bytes[before..after].iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        let start = before + skipped;
        let text = bytes[start..after].trim_ascii_end();
        let line = lines.at(start);
        let over = lines.at(start + text.len().saturating_sub(1)) - line + 1;
        let fields = strings(&record).map(|fields| Record::unquoted(fields, delimiter));
        let odd = fields.as_ref().is_none_or(|fields| Some(fields.len()) != width);
        let open =
            after == bytes.len() && text.iter().fold(false, |odd, byte| odd ^ (*byte == b'"'));
        if over > 1 && width.is_some() && (odd || open) {
            for (at, alone) in (line..).zip(text.split(|byte| *byte == b'\n')) {
                found.extend(one_line(alone, at, delimiter));
            }
        } else {
            found.push(Record { line, lines: over, fields });
        }
    }
    found
}

/// A line read by itself; nothing where it is blank.
fn one_line(text: &[u8], line: u64, delimiter: u8) -> Option<Record> {
    let mut record = ByteRecord::new();
    let read = reader(text, delimiter).read_byte_record(&mut record).unwrap_or(false);
    read.then(|| {
        let fields = strings(&record).map(|fields| Record::unquoted(fields, delimiter));
        Record { line, lines: 1, fields }
    })
}
