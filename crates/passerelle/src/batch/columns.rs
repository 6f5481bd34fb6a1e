//! Lists in columns: a row for each match, in Apache Parquet.

use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, ListBuilder, StringBuilder, StructBuilder, UInt8Builder, UInt32Builder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Fields, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesBuilder};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::ColumnPath;
use passerelle_matching::PairScore;
use passerelle_model::{
    Component, Gate, GateResult, LanguageTag, MatchList, RankedMatch, RecognitionRoute, Score, View,
};

use super::lists::both;
use super::output::Output;
use crate::error::Error;
use crate::match_run::{Draft, Pair};

/// A group of rows is closed once it has so many bytes, and at the end of a
/// part.
const GROUP_BYTES: usize = 32 << 20;

/// What stands in the columns; `docs/matches-parquet.md` describes them.
fn schema(is_full: bool) -> SchemaRef {
    let text = |name: &str| Field::new(name, DataType::Utf8, true);
    let always = |name: &str| Field::new(name, DataType::Utf8, false);
    let number = |name: &str| Field::new(name, DataType::UInt32, true);
    let small = |name: &str| Field::new(name, DataType::UInt8, true);
    let texts = |name: &str| Field::new_list(name, text("item"), false);
    let mut fields = vec![
        always("view"),
        always("id"),
        always("list"),
        number("rank"),
        text("match_id"),
        text("title"),
        number("score"),
        number("fit"),
        number("evidenced"),
        number("inferred"),
        texts("failed"),
        texts("undetermined"),
        text("profession"),
        Field::new("regulated", DataType::Boolean, true),
        text("route"),
        text("equivalence"),
        text("licence"),
        text("open"),
        texts("warnings"),
        small("skills"),
        small("experience"),
        small("qualification"),
        small("language"),
        small("level_drop"),
        small("unused_share"),
        Field::new_list("missing", Field::new("item", DataType::Struct(missing()), true), false),
    ];
    if is_full {
        fields.push(text("explanation"));
    }
    Arc::new(Schema::new(fields))
}

fn missing() -> Fields {
    Fields::from(vec![
        Field::new("component", DataType::Utf8, false),
        Field::new("what", DataType::Utf8, true),
        Field::new("has", DataType::UInt8, false),
        Field::new("gain", DataType::UInt32, false),
    ])
}

/// Lists on their way into columns.
pub(super) struct ColumnWriter {
    out: ArrowWriter<File>,
    is_full: bool,
}

/// That columns cannot be written, in the words of a file that cannot.
fn failed(error: ParquetError) -> Error {
    Error::Write(std::io::Error::other(error))
}

impl ColumnWriter {
    pub(super) fn new(file: File, is_full: bool) -> Result<Self, Error> {
        let out = ArrowWriter::try_new(file, schema(is_full), Some(properties()));
        Ok(Self { out: out.map_err(failed)?, is_full })
    }

    /// Writes rows, a batch for each item.
    pub(super) fn put(&mut self, items: impl Iterator<Item = Rows>) -> Result<(), Error> {
        for rows in items {
            let batch = rows.finish(self.is_full).map_err(|error| failed(error.into()))?;
            self.out.write(&batch).map_err(failed)?;
        }
        if self.out.in_progress_size() > GROUP_BYTES {
            self.out.flush().map_err(failed)?;
        }
        Ok(())
    }

    pub(super) fn close(self) -> Result<(), Error> {
        self.out.close().map(drop).map_err(failed)
    }
}

/// Numbers that are seldom the same twice: a dictionary of them would only be
/// looked through.
const PLAIN: [&[&str]; 5] =
    [&["score"], &["fit"], &["evidenced"], &["inferred"], &["missing", "list", "item", "gain"]];

fn properties() -> WriterProperties {
    let builder = WriterProperties::builder();
    let plain = |builder: WriterPropertiesBuilder, column: &&[&str]| {
        let parts = column.iter().map(|&part| part.to_owned()).collect();
        builder.set_column_dictionary_enabled(ColumnPath::new(parts), false)
    };
    PLAIN
        .iter()
        .fold(builder, plain)
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_offset_index_disabled(true)
        .set_max_row_group_row_count(None)
        .set_created_by(concat!("passerelle ", env!("CARGO_PKG_VERSION")).to_owned())
        .build()
}

/// Rows that are being gathered, by column.
#[derive(Debug, Default)]
pub(super) struct Rows {
    view: StringBuilder,
    id: StringBuilder,
    list: StringBuilder,
    rank: UInt32Builder,
    match_id: StringBuilder,
    title: StringBuilder,
    /// Score, fit, and the parts that are evidenced and inferred.
    numbers: [UInt32Builder; 4],
    /// Failed, undetermined.
    gates: [ListBuilder<StringBuilder>; 2],
    profession: StringBuilder,
    regulated: BooleanBuilder,
    /// Route, equivalence, licence, what is open.
    recognition: [StringBuilder; 4],
    warnings: ListBuilder<StringBuilder>,
    components: [UInt8Builder; 4],
    /// Level drop, unused share.
    deskilling: [UInt8Builder; 2],
    missing: Option<ListBuilder<StructBuilder>>,
    explanation: StringBuilder,
}

/// What one row holds of a match, from whichever shape.
#[derive(Default)]
struct Cells<'r> {
    rank: u32,
    id: &'r str,
    title: Option<&'r str>,
    numbers: [Score; 4],
    /// Failed, undetermined.
    gates: [Vec<Gate>; 2],
    recognition: Option<&'r RecognitionRoute>,
    warnings: Vec<&'r str>,
    components: [Option<u8>; 4],
    deskilling: [Option<u8>; 2],
    missing: Vec<MissingCells<'r>>,
}

/// What would raise the score.
struct MissingCells<'r> {
    component: Component,
    what: Option<&'r str>,
    has: u8,
    gain: u64,
}

impl<'r> Cells<'r> {
    /// Of a match that is explained.
    fn explained(found: &'r RankedMatch) -> Self {
        let kinds = |gates: &[GateResult]| gates.iter().map(|result| result.gate).collect();
        let why = found.explanation.as_ref();
        let value = |component| {
            let found = why?.components.iter().find(|c| c.component == component)?;
            Some(found.value)
        };
        let missing = why.map_or(&[][..], |why| &why.missing).iter().map(|missing| {
            let skill = missing.skill.as_ref().map(|skill| skill.id.as_str());
            let language = missing.language.as_ref().map(LanguageTag::as_str);
            MissingCells {
                component: missing.component,
                what: skill.or(language),
                has: missing.has,
                gain: missing.gain,
            }
        });
        Self {
            rank: found.rank,
            id: &found.id,
            title: found.title.as_deref(),
            numbers: [found.score, found.fit, found.evidenced, found.inferred],
            gates: [kinds(&found.failed), kinds(&found.undetermined)],
            recognition: found.recognition.as_ref(),
            warnings: found.warnings.iter().map(|warning| warning.id.as_str()).collect(),
            components: Component::ALL.map(value),
            deskilling: [
                why.and_then(|why| why.deskilling.level_drop),
                why.and_then(|why| why.deskilling.unused_share),
            ],
            missing: missing.collect(),
        }
    }

    /// Of a pair that need not be: the same, without building an explanation.
    fn of(pair: &'r Pair<'_>, recognition: Option<&'r RecognitionRoute>) -> Self {
        let (id, title) = pair.other();
        let PairScore { score, fit, gates, .. } = pair.ranked.pair;
        let numbers = [score, fit, pair.ranked.pair.evidenced(), pair.ranked.pair.inferred()];
        let gates = gates.kinds().map(Iterator::collect);
        let warnings = pair.safeguards().map(|(safeguard, _)| safeguard.id.as_str()).collect();
        let cells = Self {
            rank: pair.rank,
            id,
            title,
            numbers,
            gates,
            recognition,
            warnings,
            ..Self::default()
        };
        let Some(figures) = pair.figures() else { return cells };
        let missing = figures.brief.gaps.iter().map(|gap| MissingCells {
            component: gap.component,
            what: gap.skill.map(|c| pair.concept_id(c)).or(gap.language.map(LanguageTag::as_str)),
            has: gap.has,
            gain: gap.gain,
        });
        Self {
            components: figures.brief.components,
            deskilling: [figures.level_drop, figures.unused_share],
            missing: missing.collect(),
            ..cells
        }
    }
}

impl Rows {
    /// Adds a list of which nothing but numbers is wanted.
    pub(super) fn add(&mut self, list: &Draft<'_>) {
        for (name, pairs) in ["match", "near-miss"].into_iter().zip(&list.pairs) {
            for pair in pairs {
                let route = pair.route();
                self.row(list.view, list.id, name, &Cells::of(pair, route.as_deref()));
            }
        }
        if list.pairs.iter().all(Vec::is_empty) {
            self.nothing(list.view, list.id);
        }
    }

    /// Adds a list with its explanations.
    pub(super) fn add_explained(&mut self, list: &MatchList, is_full: bool) -> Result<(), Error> {
        for (name, matches) in both(list) {
            for found in matches {
                self.row(list.view, &list.id, name, &Cells::explained(found));
                if is_full {
                    let why = found.explanation.as_ref().map(serde_json::to_string);
                    let why = why.transpose().map_err(std::io::Error::from)?;
                    self.explanation.append_option(why);
                }
            }
        }
        if list.matches.is_empty() && list.near_misses.is_empty() {
            self.nothing(list.view, &list.id);
            if is_full {
                self.explanation.append_null();
            }
        }
        Ok(())
    }

    /// Nobody is silently absent.
    fn nothing(&mut self, view: View, id: &str) {
        self.head(view, id, "none");
        self.rank.append_null();
        self.match_id.append_null();
        self.title.append_null();
        self.numbers.iter_mut().for_each(UInt32Builder::append_null);
        self.gates.iter_mut().for_each(|column| column.append(true));
        self.route(None);
        self.warnings.append(true);
        self.components.iter_mut().for_each(UInt8Builder::append_null);
        self.deskilling.iter_mut().for_each(UInt8Builder::append_null);
        self.missing(&[]);
    }

    fn head(&mut self, view: View, id: &str, list: &str) {
        self.view.append_value(view.as_str());
        self.id.append_value(id);
        self.list.append_value(list);
    }

    fn row(&mut self, view: View, id: &str, list: &str, cells: &Cells<'_>) {
        self.head(view, id, list);
        self.rank.append_value(cells.rank);
        self.match_id.append_value(cells.id);
        self.title.append_option(cells.title);
        for (column, number) in self.numbers.iter_mut().zip(cells.numbers) {
            column.append_value(number.millionths());
        }
        for (column, gates) in self.gates.iter_mut().zip(&cells.gates) {
            for gate in gates {
                column.values().append_value(gate.as_str());
            }
            column.append(true);
        }
        self.route(cells.recognition);
        for id in &cells.warnings {
            self.warnings.values().append_value(id);
        }
        self.warnings.append(true);
        for (column, value) in self.components.iter_mut().zip(cells.components) {
            column.append_option(value);
        }
        for (column, value) in self.deskilling.iter_mut().zip(cells.deskilling) {
            column.append_option(value);
        }
        self.missing(&cells.missing);
    }

    fn route(&mut self, route: Option<&RecognitionRoute>) {
        self.profession.append_option(route.map(|r| r.profession.as_str()));
        self.regulated.append_option(route.and_then(|r| r.regulated));
        let [to, equivalence, licence, open] = &mut self.recognition;
        to.append_option(route.map(|r| r.route.as_str()));
        equivalence.append_option(route.map(|r| r.outcome.as_str()));
        licence.append_option(route.map(|r| r.licence.as_str()));
        open.append_option(route.and_then(|r| r.open.as_deref()));
    }

    fn missing(&mut self, missing: &[MissingCells<'_>]) {
        let column = self.missing.get_or_insert_with(empty_missing);
        for what in missing {
            let item = column.values();
            if let Some(field) = item.field_builder::<StringBuilder>(0) {
                field.append_value(what.component.as_str());
            }
            if let Some(field) = item.field_builder::<StringBuilder>(1) {
                field.append_option(what.what);
            }
            if let Some(field) = item.field_builder::<UInt8Builder>(2) {
                field.append_value(what.has);
            }
            if let Some(field) = item.field_builder::<UInt32Builder>(3) {
                field.append_value(u32::try_from(what.gain).unwrap_or(u32::MAX));
            }
            item.append(true);
        }
        column.append(true);
    }

    fn finish(mut self, is_full: bool) -> Result<RecordBatch, arrow_schema::ArrowError> {
        let mut columns: Vec<ArrayRef> = vec![
            Arc::new(self.view.finish()),
            Arc::new(self.id.finish()),
            Arc::new(self.list.finish()),
            Arc::new(self.rank.finish()),
            Arc::new(self.match_id.finish()),
            Arc::new(self.title.finish()),
        ];
        columns.extend(self.numbers.iter_mut().map(|c| Arc::new(c.finish()) as ArrayRef));
        columns.extend(self.gates.iter_mut().map(|c| Arc::new(c.finish()) as ArrayRef));
        columns.push(Arc::new(self.profession.finish()));
        columns.push(Arc::new(self.regulated.finish()));
        columns.extend(self.recognition.iter_mut().map(|c| Arc::new(c.finish()) as ArrayRef));
        columns.push(Arc::new(self.warnings.finish()));
        columns.extend(self.components.iter_mut().map(|c| Arc::new(c.finish()) as ArrayRef));
        columns.extend(self.deskilling.iter_mut().map(|c| Arc::new(c.finish()) as ArrayRef));
        let mut missing = self.missing.unwrap_or_else(empty_missing);
        columns.push(Arc::new(missing.finish()));
        if is_full {
            columns.push(Arc::new(self.explanation.finish()));
        }
        RecordBatch::try_new(schema(is_full), columns)
    }
}

fn empty_missing() -> ListBuilder<StructBuilder> {
    ListBuilder::new(StructBuilder::from_fields(missing(), 0))
}

/// Puts files of the same columns behind one another, group by group; nothing
/// is packed anew.
pub(super) fn join<'a>(paths: &[PathBuf], out: Output<'a>) -> Result<Output<'a>, Error> {
    let mut readers = Vec::new();
    for path in paths {
        let file = File::open(path)?;
        // A part in which every record was rejected has no columns at all.
        if file.metadata()?.len() > 0 {
            readers.push((SerializedFileReader::new(file.try_clone()?).map_err(failed)?, file));
        }
    }
    let Some((first, _)) = readers.first() else {
        return Ok(out);
    };
    let known = first.metadata().file_metadata();
    let properties = WriterProperties::builder()
        .set_key_value_metadata(known.key_value_metadata().cloned())
        .set_offset_index_disabled(true)
        .set_created_by(concat!("passerelle ", env!("CARGO_PKG_VERSION")).to_owned())
        .build();
    let schema = known.schema_descr().root_schema_ptr();
    let mut writer =
        SerializedFileWriter::new(out, schema, Arc::new(properties)).map_err(failed)?;
    for (reader, file) in &readers {
        for group in reader.metadata().row_groups() {
            let mut to = writer.next_row_group().map_err(failed)?;
            for column in group.columns() {
                let close = ColumnCloseResult {
                    bytes_written: u64::try_from(column.compressed_size()).unwrap_or(0),
                    rows_written: u64::try_from(group.num_rows()).unwrap_or(0),
                    metadata: column.clone(),
                    bloom_filter: None,
                    column_index: None,
                    offset_index: None,
                };
                to.append_column(file, close).map_err(failed)?;
            }
            to.close().map_err(failed)?;
        }
    }
    writer.into_inner().map_err(failed)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use passerelle_import::records::FileType;
    use passerelle_model::{Detail, Issue};

    use super::*;
    use crate::batch::lists::{Made, Writer};
    use crate::match_run::{AtHand, Course, MatchOptions, Sink, run};
    use crate::{Engine, parse_profiles, parse_vacancies};

    /// Keeps rows, a batch for each view.
    struct Kept {
        writer: Writer,
        made: Vec<Made>,
    }

    impl Sink for Kept {
        type Maker = Writer;

        fn maker(&self) -> Writer {
            self.writer
        }

        fn put(&mut self, items: Vec<Made>) -> Result<(), Error> {
            self.made.extend(items);
            Ok(())
        }

        fn issues(&mut self, _: Vec<Issue>) -> Result<(), Error> {
            Ok(())
        }
    }

    #[test]
    fn numbers_at_hand_are_those_of_the_explanations() {
        let engine = Engine::embedded().unwrap();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/corridor");
        let file = |name: &str| fs::read(folder.join(name)).unwrap();
        let profiles = parse_profiles("p", &file("profiles.jsonl")[..]).unwrap();
        let vacancies = parse_vacancies("v", &file("vacancies.jsonl")[..]).unwrap();
        for detail in [None, Some(Detail::Compact)] {
            let options = MatchOptions {
                detail,
                as_of: Some("2026-11-23".parse().unwrap()),
                law: Some(Arc::new(crate::embedded_law().unwrap())),
                ..MatchOptions::default()
            };
            let file = FileType::of(Path::new("m.parquet")).unwrap();
            let mut kept = Kept { writer: Writer::new(file, detail), made: Vec::new() };
            let mut source = AtHand::new(&profiles);
            let course = Course::default();
            run(&engine, &mut source, &vacancies, &options, course, &mut kept).unwrap();
            let explained = engine.match_records(&profiles, &vacancies, &options).unwrap().lists;

            let mut lists = explained.iter();
            for made in kept.made {
                let mut expected = Rows::default();
                for list in lists.by_ref().take(usize::try_from(made.lists).unwrap()) {
                    expected.add_explained(list, false).unwrap();
                }
                assert_eq!(made.rows.finish(false).unwrap(), expected.finish(false).unwrap());
            }
            assert_eq!(lists.next(), None);
            let some = |list: &MatchList| !list.near_misses.is_empty();
            assert!(explained.iter().any(some), "near misses are compared too");
        }
    }
}
