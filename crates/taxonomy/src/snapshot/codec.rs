//! Sections as bytes.

use passerelle_model::{
    ConceptKind, Confidence, LabelRole, LevelTables, MappingPredicate, NoteKind, ReuseLevel, Status,
};

use crate::csr::Csr;
use crate::graph::{ABSENT, Core, NO_REUSE_LEVEL};
use crate::ids::{ConceptId, SchemeId, SourceId, id_of};
use crate::mapping::{Mapping, MappingSetId, MappingTable};
use crate::scheme::Provenance;
use crate::strings::StringTable;
use crate::texts::{LabelTable, NoteTable, TextRows};

/// Why bytes are not a section; static texts, for they are shown as they
/// are.
pub(super) type Reason = &'static str;

const SHORT: Reason = "it ends too early";
const LONG: Reason = "it has bytes to spare";
const UNSOUND: Reason = "its lists do not fit together";
const UNKNOWN: Reason = "it holds a number with no meaning";
const NOT_TEXT: Reason = "a text is not UTF-8";
const NOT_JSON: Reason = "its JSON cannot be read";

#[derive(Default)]
struct Writer(Vec<u8>);

impl Writer {
    fn u32(&mut self, number: u32) {
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    fn u32s(&mut self, numbers: impl ExactSizeIterator<Item = u32>) {
        self.u32(id_of(numbers.len()));
        for number in numbers {
            self.u32(number);
        }
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.u32(id_of(bytes.len()));
        self.0.extend_from_slice(bytes);
    }

    fn strings(&mut self, table: &StringTable) {
        let (blob, offsets) = table.parts();
        self.u32s(offsets.iter().copied());
        self.bytes(blob.as_bytes());
    }

    fn csr<T: Copy + Ord>(&mut self, csr: &Csr<T>, number: impl Fn(T) -> u32) {
        let (offsets, values) = csr.parts();
        self.u32s(offsets.iter().copied());
        self.u32s(values.iter().map(|&v| number(v)));
    }
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, len: usize) -> Result<&'a [u8], Reason> {
        let (taken, rest) = self.0.split_at_checked(len).ok_or(SHORT)?;
        self.0 = rest;
        Ok(taken)
    }

    fn u32(&mut self) -> Result<u32, Reason> {
        let bytes = self.take(4)?.try_into().map_err(|_| SHORT)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn u32s(&mut self) -> Result<Vec<u32>, Reason> {
        let len = self.u32()? as usize;
        let bytes = self.take(len.checked_mul(4).ok_or(SHORT)?)?;
        let (numbers, _) = bytes.as_chunks::<4>();
        Ok(numbers.iter().map(|&n| u32::from_le_bytes(n)).collect())
    }

    fn bytes(&mut self) -> Result<&'a [u8], Reason> {
        let len = self.u32()? as usize;
        self.take(len)
    }

    fn strings(&mut self) -> Result<StringTable, Reason> {
        let offsets = self.u32s()?;
        let blob = std::str::from_utf8(self.bytes()?).map_err(|_| NOT_TEXT)?;
        StringTable::from_parts(blob.to_owned(), offsets).ok_or(UNSOUND)
    }

    fn csr<T: Copy + Ord>(
        &mut self,
        rows: usize,
        limit: usize,
        value: impl Fn(u32) -> T,
    ) -> Result<Csr<T>, Reason> {
        let offsets = self.u32s()?;
        let values = self.u32s()?;
        if values.iter().any(|&v| v as usize >= limit) {
            return Err(UNSOUND);
        }
        Csr::from_parts(rows, offsets, values.into_iter().map(value).collect()).ok_or(UNSOUND)
    }

    /// A byte for each of `len` things, each with a meaning.
    fn column<T>(
        &mut self,
        len: usize,
        meaning: impl Fn(u8) -> Option<T>,
    ) -> Result<Vec<T>, Reason> {
        let bytes = self.bytes()?;
        if bytes.len() != len {
            return Err(UNSOUND);
        }
        bytes.iter().map(|&b| meaning(b).ok_or(UNKNOWN)).collect()
    }

    fn end(self) -> Result<(), Reason> {
        if self.0.is_empty() { Ok(()) } else { Err(LONG) }
    }
}

pub(super) fn encode_provenance(core: &Core) -> Vec<u8> {
    serde_json::to_vec(&core.provenance).expect("provenance is plain texts and numbers")
}

pub(super) fn decode_provenance(bytes: &[u8], core: &mut Core) -> Result<(), Reason> {
    core.provenance = serde_json::from_slice::<Provenance>(bytes).map_err(|_| NOT_JSON)?;
    Ok(())
}

pub(super) fn encode_levels(tables: &LevelTables) -> Vec<u8> {
    serde_json::to_vec(tables).expect("tables of levels are plain texts and numbers")
}

pub(super) fn decode_levels(bytes: &[u8]) -> Result<LevelTables, Reason> {
    serde_json::from_slice(bytes).map_err(|_| NOT_JSON)
}

pub(super) fn encode_schemes(core: &Core) -> Vec<u8> {
    serde_json::to_vec(&core.schemes).expect("schemes are plain texts")
}

pub(super) fn decode_schemes(bytes: &[u8], core: &mut Core) -> Result<(), Reason> {
    core.schemes = serde_json::from_slice(bytes).map_err(|_| NOT_JSON)?;
    if core.schemes.windows(2).any(|pair| pair[0].iri >= pair[1].iri) {
        return Err(UNSOUND);
    }
    Ok(())
}

pub(super) fn encode_concepts(core: &Core) -> Vec<u8> {
    let mut out = Writer::default();
    out.bytes(&core.kinds.iter().map(|k| k.number()).collect::<Vec<u8>>());
    out.bytes(&core.statuses.iter().map(|s| s.number()).collect::<Vec<u8>>());
    out.bytes(&core.reuse_levels);
    out.u32s(core.hours.iter().copied());
    out.u32s(core.levels.iter().copied());
    out.strings(&core.iris);
    out.strings(&core.notations);
    out.csr(&core.members, |s| s.0);
    out.0
}

pub(super) fn decode_concepts(bytes: &[u8], core: &mut Core) -> Result<(), Reason> {
    let mut input = Reader(bytes);
    let kinds = input.bytes()?;
    let n = kinds.len();
    core.kinds = kinds
        .iter()
        .map(|&k| ConceptKind::from_number(k).ok_or(UNKNOWN))
        .collect::<Result<_, _>>()?;
    core.statuses = input.column(n, Status::from_number)?;
    core.reuse_levels = input.column(n, |b| {
        (b == NO_REUSE_LEVEL || ReuseLevel::from_number(b).is_some()).then_some(b)
    })?;
    core.hours = input.u32s()?;
    core.levels = input.u32s()?;
    core.iris = input.strings()?;
    core.notations = input.strings()?;
    core.members = input.csr(n, core.schemes.len(), SchemeId)?;
    let fits = core.hours.len() == n
        && core.levels.len() == n
        && core.iris.len() == n
        && core.notations.len() == n
        && core.levels.iter().all(|&l| l == ABSENT || (l as usize) < n)
        && (1..n).all(|at| core.iris.get(at - 1) < core.iris.get(at));
    if !fits {
        return Err(UNSOUND);
    }
    if !(0..n).all(|at| passerelle_model::Iri::parse(core.iris.get(at)).is_ok()) {
        return Err("an identifier is no IRI");
    }
    input.end()
}

pub(super) fn encode_relations(core: &Core) -> Vec<u8> {
    let mut out = Writer::default();
    for csr in [
        &core.broader,
        &core.related,
        &core.essential,
        &core.optional,
        &core.parts,
        &core.replaced_by,
    ] {
        out.csr(csr, |c| c.0);
    }
    out.0
}

pub(super) fn decode_relations(bytes: &[u8], core: &mut Core) -> Result<(), Reason> {
    let n = core.kinds.len();
    let mut input = Reader(bytes);
    for csr in [
        &mut core.broader,
        &mut core.related,
        &mut core.essential,
        &mut core.optional,
        &mut core.parts,
        &mut core.replaced_by,
    ] {
        *csr = input.csr(n, n, ConceptId)?;
    }
    input.end()
}

/// Stands for "no confidence stated" in a column of percentages.
const NOT_STATED: u8 = u8::MAX;

pub(super) fn encode_mappings(core: &Core) -> Vec<u8> {
    let table = &core.mappings;
    let mut out = Writer::default();
    out.bytes(&serde_json::to_vec(&table.sets).expect("mapping sets are plain texts"));
    out.u32s(table.mappings.iter().map(|m| m.subject.0));
    out.u32s(table.mappings.iter().map(|m| m.object.0));
    out.u32s(table.mappings.iter().map(|m| m.set.0));
    let column = |of: &dyn Fn(&Mapping) -> u8| table.mappings.iter().map(of).collect::<Vec<u8>>();
    out.bytes(&column(&|m| m.predicate.number()));
    out.bytes(&column(&|m| m.confidence.map_or(NOT_STATED, Confidence::percent)));
    out.0
}

pub(super) fn decode_mappings(bytes: &[u8], core: &mut Core) -> Result<(), Reason> {
    let concepts = core.kinds.len();
    let mut input = Reader(bytes);
    let sets: Vec<crate::MappingSet> =
        serde_json::from_slice(input.bytes()?).map_err(|_| NOT_JSON)?;
    let (subjects, objects, set_ids) = (input.u32s()?, input.u32s()?, input.u32s()?);
    let n = subjects.len();
    let predicates = input.column(n, MappingPredicate::from_number)?;
    let confidences = input.column(n, |b| match b {
        NOT_STATED => Some(None),
        percent => Confidence::new(percent).ok().map(Some),
    })?;
    input.end()?;
    let fits = objects.len() == n
        && set_ids.len() == n
        && subjects.iter().chain(&objects).all(|&c| (c as usize) < concepts)
        && set_ids.iter().all(|&s| (s as usize) < sets.len());
    if !fits {
        return Err(UNSOUND);
    }
    let mappings: Vec<Mapping> = (0..n)
        .map(|at| Mapping {
            subject: ConceptId(subjects[at]),
            object: ConceptId(objects[at]),
            predicate: predicates[at],
            confidence: confidences[at],
            set: MappingSetId(set_ids[at]),
            swapped: false,
        })
        .collect();
    // Two that differ in how they are read only may be alike here.
    if !mappings.is_sorted() {
        return Err(UNSOUND);
    }
    let unmapped = Csr::from_pairs(concepts, Vec::new());
    core.mappings = MappingTable::new(concepts, sets, mappings, unmapped);
    Ok(())
}

/// Which mappings are swapped, and what has none by statement: since format
/// 2.
pub(super) fn encode_readings(core: &Core) -> Vec<u8> {
    let table = &core.mappings;
    let mut out = Writer::default();
    out.bytes(&table.mappings.iter().map(|m| u8::from(m.swapped)).collect::<Vec<u8>>());
    out.csr(&table.unmapped, |set| set.0);
    out.0
}

pub(super) fn decode_readings(bytes: &[u8], core: &mut Core) -> Result<(), Reason> {
    let concepts = core.kinds.len();
    let table = std::mem::take(&mut core.mappings);
    let mut input = Reader(bytes);
    let swapped = input.column(table.mappings.len(), |b| match b {
        0 => Some(false),
        1 => Some(true),
        _ => None,
    })?;
    let unmapped = input.csr(concepts, table.sets.len(), MappingSetId)?;
    input.end()?;
    let with = |(m, swapped)| Mapping { swapped, ..m };
    let mappings: Vec<Mapping> = table.mappings.into_iter().zip(swapped).map(with).collect();
    if !mappings.is_sorted_by(|a, b| a < b) {
        return Err(UNSOUND);
    }
    core.mappings = MappingTable::new(concepts, table.sets, mappings, unmapped);
    Ok(())
}

pub(super) fn encode_labels(table: &LabelTable) -> Vec<u8> {
    let rows = &table.0;
    let mut out = Writer::default();
    out.u32s(rows.offsets.iter().copied());
    out.bytes(&rows.tags.iter().map(|(role, _)| role.number()).collect::<Vec<u8>>());
    out.u32s(rows.tags.iter().map(|(_, source)| u32::from(source.0)));
    out.strings(&rows.texts);
    out.0
}

pub(super) fn decode_labels(bytes: &[u8], core: &Core) -> Result<LabelTable, Reason> {
    let mut input = Reader(bytes);
    let offsets = input.u32s()?;
    let roles = input.bytes()?;
    let sources = input.u32s()?;
    let texts = input.strings()?;
    input.end()?;
    if roles.len() != sources.len() {
        return Err(UNSOUND);
    }
    let tags = roles
        .iter()
        .zip(sources)
        .map(|(&role, source)| {
            let known = (source as usize) < core.provenance.sources.len();
            let source = u16::try_from(source).ok().filter(|_| known).ok_or(UNSOUND)?;
            Ok((LabelRole::from_number(role).ok_or(UNKNOWN)?, SourceId(source)))
        })
        .collect::<Result<Vec<_>, Reason>>()?;
    let rows = TextRows { offsets, tags, texts };
    if rows.is_sound(core.kinds.len()) { Ok(LabelTable(rows)) } else { Err(UNSOUND) }
}

pub(super) fn encode_notes(table: &NoteTable) -> Vec<u8> {
    let rows = &table.0;
    let mut out = Writer::default();
    out.u32s(rows.offsets.iter().copied());
    out.bytes(&rows.tags.iter().map(|kind| kind.number()).collect::<Vec<u8>>());
    out.strings(&rows.texts);
    out.0
}

pub(super) fn decode_notes(bytes: &[u8], core: &Core) -> Result<NoteTable, Reason> {
    let mut input = Reader(bytes);
    let offsets = input.u32s()?;
    let kinds = input.bytes()?;
    let tags = kinds
        .iter()
        .map(|&kind| NoteKind::from_number(kind).ok_or(UNKNOWN))
        .collect::<Result<Vec<_>, Reason>>()?;
    let texts = input.strings()?;
    input.end()?;
    let rows = TextRows { offsets, tags, texts };
    if rows.is_sound(core.kinds.len()) { Ok(NoteTable(rows)) } else { Err(UNSOUND) }
}
