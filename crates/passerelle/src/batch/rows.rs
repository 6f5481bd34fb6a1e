//! Profiles and vacancies from the columns of a Parquet file: a row is a
//! record, with the fields that the JSON object has, lists and structures
//! nested.

use std::cell::Cell as Flag;
use std::fs::File;
use std::io;
use std::path::Path;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type,
    UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, RecordBatch};
use arrow_schema::DataType;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use passerelle_import::records::{
    Located, Parsed, ReadTo, Record, RecordReader, is_protected, read_record,
};
use passerelle_model::{DayOrMonth, Issue, Place, codes};
use rayon::prelude::*;
use serde::de::value::{Error as DeError, StrDeserializer};
use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IntoDeserializer, MapAccess, SeqAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use crate::error::Error;

/// How many rows are unpacked at a time.
const ROWS: usize = 1024;

/// Opens a Parquet file of records; columns that records do not have are
/// reported once and not read.
pub(super) fn open<T: Record>(path: &Path, name: &str) -> Result<RecordReader<'static, T>, Error> {
    if path.is_dir() {
        return Err(passerelle_import::Error::IsDirectory { path: path.to_owned() }.into());
    }
    let failed = |source| passerelle_import::Error::CannotRead { path: path.to_owned(), source };
    let damaged = |error: parquet::errors::ParquetError| failed(io::Error::other(error));
    let file = File::open(path).map_err(failed)?;
    let mut hasher = blake3::Hasher::new();
    let start = file.try_clone().map_err(failed)?;
    let bytes = io::copy(&mut io::BufReader::with_capacity(1 << 20, start), &mut hasher);
    let read_to =
        ReadTo { bytes: bytes.map_err(failed)?, blake3: hasher.finalize().to_hex().to_string() };
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(damaged)?;
    let mut issues = Vec::new();
    let mut known = Vec::new();
    for (at, field) in builder.schema().fields().iter().enumerate() {
        let place = || Place::file(name).field(field.name().as_str());
        if !T::FIELDS.contains(&field.name().as_str()) {
            let (code, message) = if is_protected(field.name()) {
                let message = "the column holds a protected attribute, and is not read";
                (codes::RECORD_PROTECTED, message.to_owned())
            } else {
                let message = format!("a table of {} records has no such column", T::NAME);
                (codes::RECORD_UNKNOWN_FIELD, message)
            };
            issues.push(Issue::new(code, place(), message));
            continue;
        }
        if let Some(other) = unread(field.data_type()) {
            let message = format!("a column of the type {other} is not read");
            let issue = Issue::new(codes::RECORD_COLUMN_TYPE, place(), message);
            return Err(passerelle_import::Error::Table { issue: Box::new(issue) }.into());
        }
        known.push(at);
    }
    if builder.schema().column_with_name("id").is_none() {
        let message = "there is no column `id`";
        let issue = Issue::new(codes::CSV_NO_COLUMN, Place::file(name), message);
        return Err(passerelle_import::Error::Table { issue: Box::new(issue) }.into());
    }
    let mask = ProjectionMask::roots(builder.parquet_schema(), known);
    let reader = builder.with_projection(mask).with_batch_size(ROWS).build().map_err(damaged)?;
    let mut rows = Rows { reader, batch: None, line: 0 };
    let name_of_file = name.to_owned();
    Ok(RecordReader::rows(name, read_to, issues, move |limit| rows.next(&name_of_file, limit)))
}

/// A type that no field of a record is read from, somewhere in a column's.
fn unread(of: &DataType) -> Option<String> {
    match of {
        DataType::Null
        | DataType::Boolean
        | DataType::Utf8
        | DataType::LargeUtf8
        | DataType::Utf8View
        | DataType::Float32
        | DataType::Float64
        | DataType::Date32 => None,
        of if of.is_integer() => None,
        DataType::List(item) | DataType::LargeList(item) => unread(item.data_type()),
        DataType::Struct(fields) => fields.iter().find_map(|field| unread(field.data_type())),
        DataType::Dictionary(_, values) if **values == DataType::Utf8 => None,
        other => Some(other.to_string()),
    }
}

/// The rows of a file, a batch at a time.
struct Rows {
    reader: ParquetRecordBatchReader,
    /// A batch, and how many of its rows were given.
    batch: Option<(RecordBatch, usize)>,
    /// How many rows were given in all.
    line: u64,
}

impl Rows {
    fn next<T: Record>(&mut self, name: &str, limit: usize) -> io::Result<Vec<Parsed<T>>> {
        let mut found = Vec::with_capacity(limit);
        while found.len() < limit {
            let (batch, start) = match self.batch.take() {
                Some(known) => known,
                None => match self.reader.next() {
                    Some(batch) => (batch.map_err(io::Error::other)?, 0),
                    None => break,
                },
            };
            let end = batch.num_rows().min(start + limit - found.len());
            let first = self.line + 1;
            let rows: Vec<(usize, u64)> = (start..end).zip(first..).collect();
            self.line += rows.len() as u64;
            found.par_extend(rows.into_par_iter().map(|(row, line)| {
                let place = Place::file(name).line(line);
                let mut issues = Vec::new();
                let ignored = Flag::new(false);
                let row = Row { batch: &batch, at: row, ignored: &ignored };
                let record = read_record(&row, || ignored.get(), row.id(), &place, &mut issues);
                Parsed { outcome: record.map(|record| Located { line, record }), issues }
            }));
            if end < batch.num_rows() {
                self.batch = Some((batch, end));
            }
        }
        Ok(found)
    }
}

/// A row of a batch, as data.
#[derive(Clone, Copy)]
struct Row<'a> {
    batch: &'a RecordBatch,
    at: usize,
    /// Whether something in it was not wanted.
    ignored: &'a Flag<bool>,
}

impl<'a> Row<'a> {
    fn id(self) -> Option<&'a str> {
        let array = self.batch.column_by_name("id")?.as_ref();
        Cell { array, row: self.at, ignored: self.ignored }.text()
    }
}

impl<'de> Deserializer<'de> for Row<'_> {
    type Error = DeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        let schema = self.batch.schema_ref();
        let fields = schema.fields().iter().map(|field| field.name().as_str());
        let cells = self.batch.columns().iter().map(|array| Cell {
            array,
            row: self.at,
            ignored: self.ignored,
        });
        visitor.visit_map(Entries { entries: fields.zip(cells), value: None })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier
        ignored_any
    }
}

/// The fields of a row or structure that hold something.
struct Entries<'a, I> {
    entries: I,
    value: Option<Cell<'a>>,
}

impl<'a, 'de, 'n, I: Iterator<Item = (&'n str, Cell<'a>)>> MapAccess<'de> for Entries<'a, I> {
    type Error = DeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, DeError> {
        let Some((name, cell)) = self.entries.find(|(_, cell)| !cell.is_null()) else {
            return Ok(None);
        };
        self.value = Some(cell);
        let name: StrDeserializer<'_, DeError> = name.into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, DeError> {
        match self.value.take() {
            Some(cell) => seed.deserialize(cell),
            None => Err(DeError::custom("a value before its name")),
        }
    }
}

/// One value of a column.
#[derive(Clone, Copy)]
struct Cell<'a> {
    array: &'a dyn Array,
    row: usize,
    ignored: &'a Flag<bool>,
}

impl<'a> Cell<'a> {
    fn is_null(self) -> bool {
        self.array.is_null(self.row) || *self.array.data_type() == DataType::Null
    }

    fn text(self) -> Option<&'a str> {
        let Self { array, row, .. } = self;
        if self.is_null() {
            return None;
        }
        match array.data_type() {
            DataType::Utf8 => Some(array.as_string::<i32>().value(row)),
            DataType::LargeUtf8 => Some(array.as_string::<i64>().value(row)),
            DataType::Utf8View => Some(array.as_string_view().value(row)),
            DataType::Dictionary(..) => {
                let dictionary = array.as_any_dictionary();
                let key = Cell { array: dictionary.keys(), row, ignored: self.ignored }.whole()?;
                let text = dictionary.values().as_string_opt::<i32>()?;
                Some(text.value(usize::try_from(key).ok()?))
            }
            _ => None,
        }
    }

    /// A number without a fraction.
    fn whole(self) -> Option<i128> {
        let Self { array, row, .. } = self;
        Some(match array.data_type() {
            DataType::Int8 => array.as_primitive::<Int8Type>().value(row).into(),
            DataType::Int16 => array.as_primitive::<Int16Type>().value(row).into(),
            DataType::Int32 => array.as_primitive::<Int32Type>().value(row).into(),
            DataType::Int64 => array.as_primitive::<Int64Type>().value(row).into(),
            DataType::UInt8 => array.as_primitive::<UInt8Type>().value(row).into(),
            DataType::UInt16 => array.as_primitive::<UInt16Type>().value(row).into(),
            DataType::UInt32 => array.as_primitive::<UInt32Type>().value(row).into(),
            DataType::UInt64 => array.as_primitive::<UInt64Type>().value(row).into(),
            _ => return None,
        })
    }

    fn fraction(self) -> Option<f64> {
        let Self { array, row, .. } = self;
        match array.data_type() {
            DataType::Float32 => Some(array.as_primitive::<Float32Type>().value(row).into()),
            DataType::Float64 => Some(array.as_primitive::<Float64Type>().value(row)),
            _ => None,
        }
    }
}

impl<'de> Deserializer<'de> for Cell<'_> {
    type Error = DeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        let Self { array, row, ignored } = self;
        if self.is_null() {
            return visitor.visit_unit();
        }
        if let Some(text) = self.text() {
            return visitor.visit_str(text);
        }
        if let Some(whole) = self.whole() {
            return number(whole, visitor);
        }
        if let Some(fraction) = self.fraction() {
            // Tables that know no missing whole number write it as one with a
            // fraction.
            #[expect(clippy::cast_possible_truncation, reason = "small and whole, as compared")]
            let whole = fraction as i32;
            #[expect(clippy::float_cmp, reason = "whether it is that whole number")]
            if f64::from(whole) == fraction {
                return number(whole.into(), visitor);
            }
            return visitor.visit_f64(fraction);
        }
        match array.data_type() {
            DataType::Boolean => visitor.visit_bool(array.as_boolean().value(row)),
            DataType::Date32 => {
                let days = array.as_primitive::<Date32Type>().value(row);
                let date = DayOrMonth::from_days_since_1970(days.into());
                visitor.visit_string(date.to_string())
            }
            DataType::List(_) => {
                let array = &array.as_list::<i32>().value(row);
                visitor.visit_seq(Items { array, next: 0, ignored })
            }
            DataType::LargeList(_) => {
                let array = &array.as_list::<i64>().value(row);
                visitor.visit_seq(Items { array, next: 0, ignored })
            }
            DataType::Struct(fields) => {
                let columns = array.as_struct().columns().iter();
                let cells = columns.map(|array| Cell { array, row, ignored });
                let names = fields.iter().map(|field| field.name().as_str());
                visitor.visit_map(Entries { entries: names.zip(cells), value: None })
            }
            other => Err(DeError::custom(format!("a column of the type {other} is not read"))),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        if self.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, DeError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DeError> {
        match self.text() {
            Some(text) => {
                let text: StrDeserializer<'_, DeError> = text.into_deserializer();
                text.deserialize_enum(name, variants, visitor)
            }
            None => Err(DeError::custom("a text is expected")),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        self.ignored.set(true);
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple tuple_struct map struct identifier
    }
}

fn number<'de, V: Visitor<'de>>(whole: i128, visitor: V) -> Result<V::Value, DeError> {
    match (u64::try_from(whole), i64::try_from(whole)) {
        (Ok(number), _) => visitor.visit_u64(number),
        (_, Ok(number)) => visitor.visit_i64(number),
        _ => visitor.visit_i128(whole),
    }
}

/// The items of a list.
struct Items<'a> {
    array: &'a dyn Array,
    next: usize,
    ignored: &'a Flag<bool>,
}

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = DeError;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, DeError> {
        if self.next == self.array.len() {
            return Ok(None);
        }
        let cell = Cell { array: self.array, row: self.next, ignored: self.ignored };
        self.next += 1;
        seed.deserialize(cell).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.array.len() - self.next)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::builder::{Float64Builder, ListBuilder, StringBuilder, StructBuilder};
    use arrow_array::{ArrayRef, StringArray};
    use arrow_schema::{Field, Fields};
    use parquet::arrow::ArrowWriter;
    use passerelle_model::{Proficiency, Profile, Vacancy};

    use super::*;

    /// A register as another program would write it: numbers with a fraction,
    /// for some are missing, nested lists, and columns of its own.
    fn register(path: &Path) {
        let skill = Fields::from(vec![
            Field::new("concept", DataType::Utf8, true),
            Field::new("proficiency", DataType::Float64, true),
        ]);
        let mut skills = ListBuilder::new(StructBuilder::from_fields(skill, 4));
        for (concept, proficiency) in
            [("joint:welder/W1.1", Some(3.0)), ("x", None), ("y", Some(9.0))]
        {
            let item = skills.values();
            item.field_builder::<StringBuilder>(0).unwrap().append_value(concept);
            item.field_builder::<Float64Builder>(1).unwrap().append_option(proficiency);
            item.append(true);
            skills.append(true);
        }
        let columns: Vec<(&str, ArrayRef)> = vec![
            ("id", Arc::new(StringArray::from(vec![Some("A"), None, Some("C")]))),
            ("skills", Arc::new(skills.finish())),
            ("sex", Arc::new(StringArray::from(vec!["f", "m", "f"]))),
            ("note", Arc::new(StringArray::from(vec!["secret", "", ""]))),
        ];
        let batch = RecordBatch::try_from_iter(columns).unwrap();
        let mut out =
            ArrowWriter::try_new(File::create(path).unwrap(), batch.schema(), None).unwrap();
        out.write(&batch).unwrap();
        out.close().unwrap();
    }

    #[test]
    fn rows_become_records_with_the_same_words_as_lines() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("register.parquet");
        register(&path);
        let found = open::<Profile>(&path, "register.parquet").unwrap().read_all().unwrap();
        let [record] = found.records.as_slice() else { panic!("{found:?}") };
        assert_eq!((record.line, record.record.id.as_str()), (1, "A"));
        let skill = &record.record.skills[0];
        assert_eq!(skill.concept.as_deref(), Some("joint:welder/W1.1"));
        assert_eq!(skill.proficiency.map(Proficiency::level), Some(3));
        let told: Vec<String> =
            found.issues.iter().map(|i| format!("{} {}", i.code, i.place)).collect();
        assert_eq!(
            told,
            [
                "PS-REC-003 register.parquet `sex`",
                "PS-REC-002 register.parquet `note`",
                "PS-REC-001 register.parquet:2",
                "PS-REC-006 register.parquet:3 `skills[0].proficiency` (C)",
            ],
            "{:?}",
            found.issues
        );
        assert_eq!((found.read, found.rejected), (3, 2));
        assert!(found.issues.iter().all(|issue| !issue.message.contains("secret")));
        let bytes = std::fs::read(&path).unwrap();
        assert_eq!(found.blake3, blake3::hash(&bytes).to_hex().to_string());
    }

    #[test]
    fn what_holds_no_records_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("p.parquet");
        std::fs::write(&path, b"PAR1").unwrap();
        assert!(open::<Vacancy>(&path, "p").is_err());
        let none: ArrayRef = Arc::new(StringArray::from(vec!["x"]));
        let batch = RecordBatch::try_from_iter([("skills", none)]).unwrap();
        let mut out =
            ArrowWriter::try_new(File::create(&path).unwrap(), batch.schema(), None).unwrap();
        out.write(&batch).unwrap();
        out.close().unwrap();
        let error = open::<Profile>(&path, "p").map(drop).unwrap_err();
        assert!(error.to_string().contains("`id`"), "{error}");
    }

    #[test]
    fn the_fields_of_records_are_those_of_their_schemas() {
        use passerelle_model::SchemaName;
        for (name, fields) in [("profile", Profile::FIELDS), ("vacancy", Vacancy::FIELDS)] {
            let name: SchemaName = name.parse().unwrap();
            let schema: serde_json::Value = serde_json::from_str(&name.to_json()).unwrap();
            let mut known: Vec<&str> =
                schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
            let mut fields = fields.to_vec();
            known.sort_unstable();
            fields.sort_unstable();
            assert_eq!(fields, known);
        }
    }
}
