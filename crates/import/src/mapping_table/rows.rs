//! The rows of a table.

use std::collections::HashSet;

use passerelle_model::crosswalk::{
    Crosswalk, CrosswalkMapping, NO_TERM_FOUND, SEMAPV, SKOS, predicate_iri, predicate_of,
};
use passerelle_model::{Code, Issue, MappingPredicate, Place, codes};

use super::identify::{SideInfo, Sides, is_stated};
use super::layout::{Holds, Layout, Side};
use super::text::{Record, records};
use super::{FindCode, TableReport};

/// Reads every row below the header.
pub(super) fn read(
    bytes: &[u8],
    layout: &Layout,
    sides: &Sides,
    name: &str,
    find_code: FindCode<'_>,
    crosswalk: &mut Crosswalk,
    report: &mut TableReport,
) {
    let rows = Rows {
        layout,
        subject: sides.get(Side::Subject),
        object: sides.get(Side::Object),
        relation: layout.columns.iter().position(|holds| *holds == Holds::Relation),
        notes: positions(layout, &Holds::Note),
        find_code,
    };
    let mut seen = HashSet::new();
    let all = records(bytes, layout.delimiter, Some(layout.header.len()));
    for record in all.iter().filter(|record| record.line > layout.header_line) {
        report.rows += 1;
        match rows.mapping(record) {
            Ok(mapping) => {
                let key =
                    (mapping.subject.clone(), mapping.predicate.clone(), mapping.object.clone());
                if !seen.insert(key) {
                    let place = Place::file(name).line(record.line);
                    let message = "the same mapping stands in a row above";
                    report.leave_out(Issue::new(codes::XWALK_TWICE, place, message));
                    continue;
                }
                if mapping.is_unmapped() {
                    report.unmapped += 1;
                } else if let Some(predicate) = mapping.predicate_kind() {
                    *report.mapped.entry(predicate).or_default() += 1;
                }
                crosswalk.mappings.push(mapping);
            }
            Err(fault) => {
                let mut place = Place::file(name).line(record.line);
                if let Some(header) = fault.column.and_then(|at| layout.header.get(at)) {
                    place = place.field(header.as_str());
                }
                report.leave_out(Issue::new(fault.code, place, fault.message));
            }
        }
    }
}

fn positions(layout: &Layout, wanted: &Holds) -> Vec<usize> {
    let columns = layout.columns.iter().enumerate();
    columns.filter(|(_, holds)| *holds == wanted).map(|(at, _)| at).collect()
}

struct Fault {
    code: Code,
    column: Option<usize>,
    message: String,
}

impl Fault {
    fn new(code: Code, column: Option<usize>, message: impl Into<String>) -> Self {
        Self { code, column, message: message.into() }
    }
}

/// What a row says of the relation.
enum Relation {
    Predicate(MappingPredicate),
    /// The row says that nothing corresponds.
    None,
}

struct Rows<'a> {
    layout: &'a Layout,
    subject: &'a SideInfo,
    object: &'a SideInfo,
    relation: Option<usize>,
    notes: Vec<usize>,
    find_code: FindCode<'a>,
}

impl Rows<'_> {
    fn mapping(&self, record: &Record) -> Result<CrosswalkMapping, Fault> {
        let Some(fields) = &record.fields else {
            return Err(Fault::new(codes::CSV_ENCODING, None, "the row is not UTF-8"));
        };
        if record.is_blank() {
            return Err(Fault::new(codes::XWALK_BLANK, None, "there is nothing in the row"));
        }
        self.check_width(record, fields)?;
        let stated = self.relation.and_then(|at| fields.get(at)).map_or("", String::as_str);
        let relation = self.relation(stated, fields)?;
        let [subject, object] = [self.subject, self.object].map(|side| {
            side.concept(fields, self.find_code)
                .map_err(|(at, message)| Fault::new(codes::XWALK_IDENTIFIER, at, message))
        });
        let mut mapping = CrosswalkMapping {
            justification: format!("{SEMAPV}UnspecifiedMatching"),
            line: record.line,
            ..CrosswalkMapping::default()
        };
        match relation {
            Relation::Predicate(predicate) => {
                mapping.subject = subject?;
                mapping.object = object?;
                mapping.predicate = predicate_iri(predicate);
            }
            Relation::None => {
                // What has no counterpart is the side that is there.
                mapping.predicate = predicate_iri(MappingPredicate::Related);
                let (blank_subject, blank_object) =
                    (self.subject.is_blank(fields), self.object.is_blank(fields));
                (mapping.subject, mapping.object) = match (blank_subject, blank_object) {
                    (true, false) => (NO_TERM_FOUND.to_owned(), object?),
                    (false, true) => (subject?, NO_TERM_FOUND.to_owned()),
                    _ => {
                        let message = "the row says `no relation` of two concepts";
                        return Err(Fault::new(codes::XWALK_RELATION, self.relation, message));
                    }
                };
            }
        }
        for (side, what) in [(self.subject, "subject"), (self.object, "object")] {
            if let Some(code) = side.code(fields) {
                mapping.set(&format!("ext_{what}_code"), code);
            }
            for (at, (column, language)) in side.labels.iter().enumerate() {
                let text = fields.get(*column).map_or("", String::as_str);
                let name = match at {
                    0 => format!("{what}_label"),
                    _ => format!("ext_{what}_label_{language}"),
                };
                if is_stated(text) {
                    mapping.set(&name, one_blank(text));
                }
            }
        }
        let notes: Vec<&str> = self
            .notes
            .iter()
            .filter_map(|at| fields.get(*at))
            .map(String::as_str)
            .filter(|note| !note.is_empty() && !says_none(note))
            .collect();
        let published =
            stated.eq_ignore_ascii_case("exactISCO").then_some("published as exactISCO");
        let comment = [notes.as_slice(), published.as_slice()].concat().join("; ");
        if !comment.is_empty() {
            mapping.set("comment", comment);
        }
        Ok(mapping)
    }

    /// A row may lack what stands behind the last column that matters, and
    /// may have empty cells behind its last.
    fn check_width(&self, record: &Record, fields: &[String]) -> Result<(), Fault> {
        let expected = self.layout.header.len();
        let needed = |at: usize| {
            matches!(self.layout.columns.get(at), Some(Holds::Relation | Holds::Concept(..)))
        };
        let short = (fields.len()..expected).any(needed);
        let long = fields.iter().skip(expected).any(|field| !field.is_empty());
        if !short && !long {
            return Ok(());
        }
        let mut message = format!("the row has {} fields, the header {expected}", fields.len());
        if record.lines > 1 || fields.iter().any(|field| field.contains('"')) {
            message.push_str("; a quotation mark is out of place");
        }
        Err(Fault::new(codes::CSV_WIDTH, None, message))
    }

    fn relation(&self, stated: &str, fields: &[String]) -> Result<Relation, Fault> {
        // As an IRI, with a prefix, or in two words: `Exact match`.
        let word = stated.strip_prefix(SKOS).unwrap_or(stated);
        let word: String = word.chars().filter(|c| c.is_alphanumeric() || *c == ':').collect();
        if let Some(predicate) = predicate_of(&word) {
            return Ok(Relation::Predicate(predicate));
        }
        if stated.eq_ignore_ascii_case("exactISCO") {
            return Ok(Relation::Predicate(MappingPredicate::Exact));
        }
        // Some tables put it into the column beside.
        let beside =
            || self.notes.iter().filter_map(|at| fields.get(*at)).any(|note| says_none(note));
        if says_none(stated) || (stated.is_empty() && beside()) {
            return Ok(Relation::None);
        }
        let message = if stated.is_empty() {
            "the row states no relation".to_owned()
        } else {
            format!("`{stated}` is no relation that is known")
        };
        Err(Fault::new(codes::XWALK_RELATION, self.relation, message))
    }
}

fn says_none(text: &str) -> bool {
    let plain: String =
        text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    matches!(plain.as_str(), "norelation" | "nomatch" | "skosnorelation" | "skosnomatch")
}

/// A label in one line.
fn one_blank(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
