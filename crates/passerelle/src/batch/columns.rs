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
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use passerelle_model::{Component, GateResult, LanguageTag, MatchList, RankedMatch};

use super::lists::both;
use super::output::Output;
use crate::error::Error;

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

    pub(super) fn put<'l>(
        &mut self,
        lists: impl Iterator<Item = &'l MatchList>,
    ) -> Result<(), Error> {
        let mut rows = Rows::default();
        for list in lists {
            if list.matches.is_empty() && list.near_misses.is_empty() {
                // Nobody is silently absent.
                rows.row(list, "none", None, self.is_full)?;
            }
            for (name, matches) in both(list) {
                for found in matches {
                    rows.row(list, name, Some(found), self.is_full)?;
                }
            }
        }
        let batch = rows.finish(self.is_full).map_err(|error| failed(error.into()))?;
        self.out.write(&batch).map_err(failed)?;
        if self.out.in_progress_size() > GROUP_BYTES {
            self.out.flush().map_err(failed)?;
        }
        Ok(())
    }

    pub(super) fn close(self) -> Result<(), Error> {
        self.out.close().map(drop).map_err(failed)
    }
}

fn properties() -> WriterProperties {
    WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_offset_index_disabled(true)
        .set_max_row_group_row_count(None)
        .set_created_by(concat!("passerelle ", env!("CARGO_PKG_VERSION")).to_owned())
        .build()
}

/// Rows that are being gathered, by column.
#[derive(Default)]
struct Rows {
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

impl Rows {
    fn row(
        &mut self,
        list: &MatchList,
        name: &str,
        found: Option<&RankedMatch>,
        is_full: bool,
    ) -> Result<(), Error> {
        self.view.append_value(list.view.as_str());
        self.id.append_value(&list.id);
        self.list.append_value(name);
        self.rank.append_option(found.map(|f| f.rank));
        self.match_id.append_option(found.map(|f| f.id.as_str()));
        self.title.append_option(found.and_then(|f| f.title.as_deref()));
        let numbers = found.map(|f| [f.score, f.fit, f.evidenced, f.inferred]);
        for (at, column) in self.numbers.iter_mut().enumerate() {
            column.append_option(numbers.and_then(|n| n.get(at).map(|n| n.millionths())));
        }
        let gates: [&[GateResult]; 2] = found.map_or([&[], &[]], |f| [&f.failed, &f.undetermined]);
        for (column, gates) in self.gates.iter_mut().zip(gates) {
            for gate in gates {
                column.values().append_value(gate.gate.as_str());
            }
            column.append(true);
        }
        let route = found.and_then(|f| f.recognition.as_ref());
        self.profession.append_option(route.map(|r| r.profession.as_str()));
        self.regulated.append_option(route.and_then(|r| r.regulated));
        let licence = route.map(|r| r.licence.as_str());
        let [to, equivalence, held, open] = &mut self.recognition;
        to.append_option(route.map(|r| r.route.as_str()));
        equivalence.append_option(route.map(|r| r.outcome.as_str()));
        held.append_option(licence);
        open.append_option(route.and_then(|r| r.open.as_deref()));
        for warning in found.map_or(&[][..], |f| &f.warnings) {
            self.warnings.values().append_value(&warning.id);
        }
        self.warnings.append(true);

        let why = found.and_then(|f| f.explanation.as_ref());
        for (component, column) in Component::ALL.into_iter().zip(&mut self.components) {
            let value =
                why.and_then(|why| why.components.iter().find(|c| c.component == component));
            column.append_option(value.map(|c| c.value));
        }
        let [drop, unused] = &mut self.deskilling;
        drop.append_option(why.and_then(|why| why.deskilling.level_drop));
        unused.append_option(why.and_then(|why| why.deskilling.unused_share));
        let column = self.missing.get_or_insert_with(|| {
            let item = StructBuilder::from_fields(missing(), 0);
            ListBuilder::new(item)
        });
        for what in why.map_or(&[][..], |why| &why.missing) {
            let item = column.values();
            let named = what.skill.as_ref().map(|s| s.id.as_str());
            let named = named.or_else(|| what.language.as_ref().map(LanguageTag::as_str));
            if let Some(field) = item.field_builder::<StringBuilder>(0) {
                field.append_value(what.component.as_str());
            }
            if let Some(field) = item.field_builder::<StringBuilder>(1) {
                field.append_option(named);
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
        if is_full {
            let json = why.map(serde_json::to_string).transpose().map_err(std::io::Error::from)?;
            self.explanation.append_option(json);
        }
        Ok(())
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
        let mut missing = self
            .missing
            .unwrap_or_else(|| ListBuilder::new(StructBuilder::from_fields(missing(), 0)));
        columns.push(Arc::new(missing.finish()));
        if is_full {
            columns.push(Arc::new(self.explanation.finish()));
        }
        RecordBatch::try_new(schema(is_full), columns)
    }
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
