//! Triples from bytes, with the line that each ends on.
//!
//! The parser is fed line by line, because it says of errors where they are,
//! but not of triples. What stays open over many lines, a long text for
//! instance, is fed in growing pieces: it is looked at anew with each.
//!
//! The parser goes on by itself after most errors. Not so after a text that
//! is not closed, or is not UTF-8: it looks for the next quotation mark and
//! from there on takes texts for statements. Then a parser is made anew, and
//! fed again from where the next statement seems to start.

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Read};

use oxrdf::Triple;
use oxttl::ntriples::LowLevelNTriplesParser;
use oxttl::turtle::LowLevelTurtleParser;
use oxttl::{NTriplesParser, TurtleParser, TurtleSyntaxError};
use passerelle_model::{Issue, Place, Prefix, codes};

use super::{RdfFormat, some};
use crate::Error;

/// What is read at once of a line that has no end.
const PIECE: u64 = 64 * 1024;
/// Up to how many open bytes lines are fed one by one.
const LINE_BY_LINE: usize = 16 * 1024;
/// The longest statement or comment; none of a vocabulary comes near it.
const LONGEST: usize = 16 * 1024 * 1024;
/// How many syntax errors are told one by one.
const TOLD: u64 = 100;
/// After how many syntax errors a file is not worth reading.
const TOO_MANY: u64 = 1_000;

/// What is known of a file once it has been read.
pub(crate) struct FileRead {
    /// Its BLAKE3 digest in hexadecimal.
    pub(super) blake3: String,
    /// The prefixes that it declares, sorted.
    pub(super) prefixes: Vec<Prefix>,
}

/// Reads every triple of a file, in its order; `each` gets the triple and
/// the line that it ends on.
///
/// What is no triple is an issue, and so is an end before the end.
pub(crate) fn read_triples(
    name: &str,
    reader: impl Read,
    format: RdfFormat,
    issues: &mut Vec<Issue>,
    each: &mut dyn FnMut(Triple, u64),
) -> Result<FileRead, Error> {
    let failed = |source| Error::CannotRead { path: name.into(), source };
    let mut source = Pieces::new(reader);
    let mut parser = Parser::new(format);
    let (mut open, mut errors) = (Open::default(), 0);
    // After an open text, the parser is fed again once a statement has ended.
    let mut skipping = false;
    let stopped = loop {
        let wanted = if open.bytes.len() < LINE_BY_LINE { 1 } else { open.bytes.len() };
        let line = source.next(wanted).map_err(failed)?;
        let piece = source.piece.as_slice();
        if line == 1 && (piece.starts_with(b"\xff\xfe") || piece.starts_with(b"\xfe\xff")) {
            return Err(Error::Utf16 { path: name.into() });
        }
        if std::mem::take(&mut skipping) && !piece.is_empty() {
            skipping = !piece.trim_ascii_end().ends_with(b".");
            parser.lines_before = source.line - 1;
            continue;
        }
        if piece.is_empty() {
            parser.end();
        } else {
            parser.feed(piece);
        }
        let (mut events, mut lost) = (false, None);
        while let Some(result) = parser.next() {
            events = true;
            match result {
                Ok(triple) => each(triple, line),
                Err(error) => {
                    errors += 1;
                    let at = error.location().start.line + parser.lines_before + 1;
                    if errors <= TOLD {
                        issues.push(syntax_issue(name, &error, at));
                    }
                    if at < line || is_not_utf8(piece) {
                        lost = Some(at);
                        break;
                    }
                }
            }
        }
        let ended = piece.is_empty();
        if events && lost.is_none() {
            open.bytes.clear();
        }
        open.extend(line, piece);
        if let Some(at) = lost {
            // Past an open text the parser takes what is inside of quotation
            // marks for what is outside.
            let at = at.max(open.line);
            let (from, again) = match format {
                RdfFormat::Turtle => open.from(at),
                RdfFormat::NTriples => open.from(at + 1),
            };
            if ended && again.is_empty() {
                break None;
            }
            if !again.is_empty() {
                skipping = format == RdfFormat::Turtle;
                source.unread(from, again);
            }
            parser = parser.anew(source.line - 1);
            open = Open::default();
        } else if ended {
            break None;
        }
        if errors >= TOO_MANY {
            break Some(format!("reading stops after {TOO_MANY} syntax errors"));
        }
        if open.bytes.len() > LONGEST {
            break Some(format!("a statement or comment is longer than {} MiB", LONGEST >> 20));
        }
    };
    if errors > TOLD {
        let message =
            format!("{} more that cannot be read as {format}", some(errors - TOLD, "statement"));
        issues.push(Issue::new(codes::RDF_SYNTAX, Place::file(name), message));
    }
    if let Some(message) = stopped {
        let place = Place::file(name).line(source.line);
        issues.push(Issue::new(codes::RDF_CUT_SHORT, place, message));
    }
    let blake3 = source.finish().map_err(failed)?;
    Ok(FileRead { blake3, prefixes: parser.prefixes() })
}

/// What has been fed since the last triple or error.
#[derive(Default)]
struct Open {
    /// The line that it starts on.
    line: u64,
    bytes: Vec<u8>,
}

impl Open {
    fn extend(&mut self, line: u64, piece: &[u8]) {
        if self.bytes.is_empty() {
            self.line = line;
        }
        self.bytes.extend_from_slice(piece);
    }

    /// What of it starts with a line or later, and the line.
    fn from(&self, line: u64) -> (u64, &[u8]) {
        let (mut at, mut rest) = (self.line, self.bytes.as_slice());
        while at < line {
            at += 1;
            let end = rest.iter().position(|&byte| byte == b'\n');
            rest = end.map_or(&[][..], |end| &rest[end + 1..]);
        }
        (at, rest)
    }
}

/// A file in pieces of whole lines, of which some may be asked for again.
struct Pieces<R> {
    reader: BufReader<R>,
    hasher: blake3::Hasher,
    /// What is to come before the reader goes on.
    again: VecDeque<u8>,
    /// The piece last asked for; empty at the end.
    piece: Vec<u8>,
    /// The line that the next piece starts on.
    line: u64,
}

impl<R: Read> Pieces<R> {
    fn new(reader: R) -> Self {
        Self {
            reader: BufReader::new(reader),
            hasher: blake3::Hasher::new(),
            again: VecDeque::new(),
            piece: Vec::new(),
            line: 1,
        }
    }

    /// Makes the next piece: whole lines, at least `wanted` bytes, or a piece
    /// of a long line. Gives the line that it starts on.
    fn next(&mut self, wanted: usize) -> io::Result<u64> {
        let line = self.line;
        self.piece.clear();
        if self.again.is_empty() {
            fill(&mut self.reader, wanted, &mut self.piece)?;
            self.hasher.update(&self.piece);
            if line == 1 && self.piece.starts_with(b"\xef\xbb\xbf") {
                self.piece.drain(..3);
            }
        } else {
            fill(&mut self.again, 1, &mut self.piece)?;
        }
        self.line += self.piece.split(|&byte| byte == b'\n').count() as u64 - 1;
        Ok(line)
    }

    /// Takes back what starts with a line.
    fn unread(&mut self, line: u64, bytes: &[u8]) {
        let mut again = VecDeque::from(bytes.to_vec());
        again.append(&mut self.again);
        self.again = again;
        self.line = line;
    }

    /// The digest of the whole file, whether it has been read or not.
    fn finish(mut self) -> io::Result<String> {
        self.hasher.update_reader(&mut self.reader)?;
        Ok(self.hasher.finalize().to_hex().to_string())
    }
}

/// A parser, and how many lines it has not been fed.
struct Parser {
    parser: Format,
    lines_before: u64,
}

enum Format {
    Turtle(LowLevelTurtleParser),
    NTriples(LowLevelNTriplesParser),
}

impl Parser {
    fn new(format: RdfFormat) -> Self {
        let parser = match format {
            RdfFormat::Turtle => Format::Turtle(TurtleParser::new().low_level()),
            RdfFormat::NTriples => Format::NTriples(NTriplesParser::new().low_level()),
        };
        Self { parser, lines_before: 0 }
    }

    /// A parser that has forgotten all but the prefixes and the base.
    fn anew(&self, lines_before: u64) -> Self {
        let parser = match &self.parser {
            Format::NTriples(_) => Format::NTriples(NTriplesParser::new().low_level()),
            Format::Turtle(parser) => {
                let anew = parser
                    .prefixes()
                    .try_fold(TurtleParser::new(), |anew, (prefix, namespace)| {
                        anew.with_prefix(prefix, namespace)
                    })
                    .and_then(|anew| match parser.base_iri() {
                        Some(base) => anew.with_base_iri(base),
                        None => Ok(anew),
                    });
                // The parser has checked them all before.
                Format::Turtle(anew.unwrap_or_default().low_level())
            }
        };
        Self { parser, lines_before }
    }

    fn feed(&mut self, bytes: &[u8]) {
        match &mut self.parser {
            Format::Turtle(parser) => parser.extend_from_slice(bytes),
            Format::NTriples(parser) => parser.extend_from_slice(bytes),
        }
    }

    fn end(&mut self) {
        match &mut self.parser {
            Format::Turtle(parser) => parser.end(),
            Format::NTriples(parser) => parser.end(),
        }
    }

    fn next(&mut self) -> Option<Result<Triple, TurtleSyntaxError>> {
        match &mut self.parser {
            Format::Turtle(parser) => parser.parse_next(),
            Format::NTriples(parser) => parser.parse_next(),
        }
    }

    fn prefixes(&self) -> Vec<Prefix> {
        let Format::Turtle(parser) = &self.parser else { return Vec::new() };
        let declared = parser.prefixes().filter(|(prefix, _)| !prefix.is_empty());
        let mut prefixes: Vec<Prefix> = declared
            .map(|(prefix, namespace)| Prefix {
                prefix: prefix.to_owned(),
                namespace: namespace.to_owned(),
            })
            .collect();
        prefixes.sort_unstable();
        prefixes
    }
}

/// Whether bytes are no UTF-8, whatever may follow them.
fn is_not_utf8(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_some())
}

/// Reads whole lines, at least `wanted` bytes; of a long line a piece.
fn fill(reader: &mut impl BufRead, wanted: usize, piece: &mut Vec<u8>) -> io::Result<()> {
    while piece.len() < wanted {
        if reader.by_ref().take(PIECE).read_until(b'\n', piece)? == 0 {
            break;
        }
    }
    Ok(())
}

fn syntax_issue(name: &str, error: &TurtleSyntaxError, line: u64) -> Issue {
    let place = Place::file(name).line(line);
    // The parser quotes what it stumbled over, however long that is.
    let mut message: String = error.message().chars().take(200).collect();
    if message.is_empty() {
        "it cannot be read".clone_into(&mut message);
    }
    Issue::new(codes::RDF_SYNTAX, place, message)
}
