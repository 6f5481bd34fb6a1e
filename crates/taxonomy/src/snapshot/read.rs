//! Opening a snapshot.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use passerelle_model::{LanguageTag, LevelTables};

use super::codec::{self, Reason};
use super::{
    ENTRY_LEN, FORMAT_VERSION, HEADER_LEN, LANGUAGE_LEN, MAGIC, MAX_SECTION_LEN, MAX_SECTIONS,
    SectionInfo, SectionKind,
};
use crate::error::Error;
use crate::graph::{Core, Lazy, Taxonomy};
use crate::texts::{LabelTable, NoteTable};

/// Where the bytes are.
#[derive(Debug)]
enum Bytes {
    File { path: PathBuf, file: Mutex<File>, len: u64 },
    Memory(Cow<'static, [u8]>),
}

impl Bytes {
    fn name(&self) -> String {
        match self {
            Self::File { path, .. } => format!("`{}`", path.display()),
            Self::Memory(_) => "the embedded snapshot".to_owned(),
        }
    }

    /// How long the source is; of a file, now.
    fn len(&self) -> u64 {
        match self {
            Self::File { len, file, .. } => {
                let file = file.lock().unwrap_or_else(PoisonError::into_inner);
                file.metadata().map_or(*len, |meta| meta.len())
            }
            Self::Memory(bytes) => bytes.len() as u64,
        }
    }

    /// The bytes of a range, or nothing where the source is shorter.
    fn range(&self, offset: u64, len: u64) -> Result<Option<Cow<'_, [u8]>>, Error> {
        let Some(end) = offset.checked_add(len).filter(|&end| end <= self.len()) else {
            return Ok(None);
        };
        match self {
            Self::Memory(bytes) => {
                let range = usize::try_from(offset).ok().zip(usize::try_from(end).ok());
                Ok(range.and_then(|(from, to)| bytes.get(from..to)).map(Cow::Borrowed))
            }
            Self::File { path, file, .. } => {
                let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
                let mut bytes = vec![0; usize::try_from(len).unwrap_or(usize::MAX)];
                let read =
                    file.seek(SeekFrom::Start(offset)).and_then(|_| file.read_exact(&mut bytes));
                match read {
                    Ok(()) => Ok(Some(Cow::Owned(bytes))),
                    Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
                    Err(source) => Err(Error::CannotRead { path: path.clone(), source }),
                }
            }
        }
    }
}

#[derive(Clone, Debug)]
struct Entry {
    kind: SectionKind,
    language: Option<LanguageTag>,
    compressed: bool,
    offset: u64,
    stored_len: u64,
    plain_len: u64,
    digest: [u8; 32],
}

impl Entry {
    fn name(&self) -> String {
        match &self.language {
            Some(language) => format!("{} {language}", self.kind.name()),
            None => self.kind.name().to_owned(),
        }
    }
}

/// A section that is still in the snapshot.
#[derive(Debug)]
pub(crate) struct Stored {
    bytes: Arc<Bytes>,
    entry: Entry,
}

impl Stored {
    fn damaged(&self, reason: Reason) -> Error {
        Error::Damaged { name: self.bytes.name(), section: self.entry.name(), reason }
    }

    /// Reads, checks and decompresses the section.
    fn plain(&self) -> Result<Cow<'_, [u8]>, Error> {
        let entry = &self.entry;
        let stored =
            self.bytes.range(entry.offset, entry.stored_len)?.ok_or_else(|| Error::Truncated {
                name: self.bytes.name(),
                section: entry.name(),
                length: self.bytes.len(),
                expected: entry.offset.saturating_add(entry.stored_len),
            })?;
        if *blake3::hash(&stored).as_bytes() != entry.digest {
            return Err(self.damaged("its digest is not the one in the table"));
        }
        if !entry.compressed {
            return Ok(stored);
        }
        // At most `MAX_SECTION_LEN`, which fits.
        let capacity = usize::try_from(entry.plain_len).unwrap_or(0);
        let plain = zstd::bulk::decompress(&stored, capacity)
            .map_err(|_| self.damaged("it cannot be decompressed"))?;
        if plain.len() != capacity {
            return Err(self.damaged("it is shorter than the table says"));
        }
        Ok(Cow::Owned(plain))
    }

    pub(crate) fn labels(&self, core: &Core) -> Result<LabelTable, Error> {
        codec::decode_labels(&self.plain()?, core).map_err(|reason| self.damaged(reason))
    }

    pub(crate) fn levels(&self) -> Result<LevelTables, Error> {
        codec::decode_levels(&self.plain()?).map_err(|reason| self.damaged(reason))
    }

    pub(crate) fn notes(&self, core: &Core) -> Result<NoteTable, Error> {
        codec::decode_notes(&self.plain()?, core).map_err(|reason| self.damaged(reason))
    }
}

impl Taxonomy {
    /// Opens a snapshot: reads and checks the graph, and leaves labels and
    /// notes in the file until they are asked for.
    ///
    /// # Errors
    /// [`Error::CannotRead`], [`Error::IsDirectory`],
    /// [`Error::NotASnapshot`], [`Error::NewerSnapshot`],
    /// [`Error::Truncated`] or [`Error::Damaged`].
    pub fn load(path: &Path) -> Result<Self, Error> {
        if path.is_dir() {
            return Err(Error::IsDirectory { path: path.to_owned() });
        }
        let opened = File::open(path).and_then(|file| Ok((file.metadata()?.len(), file)));
        let (len, file) =
            opened.map_err(|source| Error::CannotRead { path: path.to_owned(), source })?;
        open(Bytes::File { path: path.to_owned(), file: Mutex::new(file), len })
    }

    /// Opens a snapshot that is in memory, such as the embedded default.
    ///
    /// # Errors
    /// As [`Taxonomy::load`].
    pub fn from_bytes(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Self, Error> {
        open(Bytes::Memory(bytes.into()))
    }
}

type Decode = fn(&[u8], &mut Core) -> Result<(), Reason>;

fn open(bytes: Bytes) -> Result<Taxonomy, Error> {
    let bytes = Arc::new(bytes);
    let (version, entries, digest) = read_table(&bytes)?;
    let sections = entries
        .iter()
        .map(|e| SectionInfo { name: e.name(), stored: e.stored_len, plain: e.plain_len })
        .collect();
    let stored = |entry: &Entry| Stored { bytes: Arc::clone(&bytes), entry: entry.clone() };

    let mut core = Core::default();
    // In this order: each needs what the ones before it hold.
    let order: [(SectionKind, Decode); 6] = [
        (SectionKind::Provenance, codec::decode_provenance),
        (SectionKind::Schemes, codec::decode_schemes),
        (SectionKind::Concepts, codec::decode_concepts),
        (SectionKind::Relations, codec::decode_relations),
        (SectionKind::Mappings, codec::decode_mappings),
        (SectionKind::Readings, codec::decode_readings),
    ];
    for (kind, decode) in order {
        let Some(entry) = entries.iter().find(|e| e.kind == kind) else {
            if kind == SectionKind::Readings && version == 1 {
                continue;
            }
            let reason = "a section is missing";
            let section = "table".to_owned();
            return Err(Error::Damaged { name: bytes.name(), section, reason });
        };
        let section = stored(entry);
        decode(&section.plain()?, &mut core).map_err(|reason| section.damaged(reason))?;
    }

    let (mut labels, mut notes) = (BTreeMap::new(), BTreeMap::new());
    for entry in &entries {
        match (entry.kind, &entry.language) {
            (SectionKind::Labels, Some(language)) => {
                labels.insert(language.clone(), Lazy::stored(stored(entry)));
            }
            (SectionKind::Notes, Some(language)) => {
                notes.insert(language.clone(), Lazy::stored(stored(entry)));
            }
            _ => {}
        }
    }
    let levels = entries.iter().find(|entry| entry.kind == SectionKind::Levels);
    let levels = levels.map_or_else(Lazy::default, |entry| Lazy::stored(stored(entry)));
    Ok(Taxonomy::new(core, labels, notes, levels).with_stored(digest, sections))
}

fn read_table(bytes: &Bytes) -> Result<(u32, Vec<Entry>, [u8; 32]), Error> {
    let not_one = || Error::NotASnapshot { name: bytes.name() };
    let header = bytes.range(0, HEADER_LEN as u64)?.ok_or_else(not_one)?;
    if !header.starts_with(MAGIC) {
        return Err(not_one());
    }
    let version = u32_at(&header, 8);
    if version > FORMAT_VERSION || version == 0 {
        return Err(Error::NewerSnapshot {
            name: bytes.name(),
            found: version,
            known: FORMAT_VERSION,
        });
    }
    let damaged =
        |reason| Error::Damaged { name: bytes.name(), section: "table".to_owned(), reason };
    let count = u32_at(&header, 12);
    if count > MAX_SECTIONS {
        return Err(damaged("it has too many sections"));
    }
    let table_end = (HEADER_LEN + count as usize * ENTRY_LEN) as u64;
    let head = bytes.range(0, table_end + 32)?.ok_or_else(|| Error::Truncated {
        name: bytes.name(),
        section: "table".to_owned(),
        length: bytes.len(),
        expected: table_end + 32,
    })?;
    let (table, stated) = head.split_at(head.len() - 32);
    let digest = *blake3::hash(table).as_bytes();
    if digest != *stated {
        return Err(damaged("its digest is not the one that follows it"));
    }
    let (entries, _) = table[HEADER_LEN..].as_chunks::<ENTRY_LEN>();
    let entries = entries
        .iter()
        .map(|e| read_entry(e).ok_or_else(|| damaged("an entry makes no sense")))
        .collect::<Result<Vec<_>, _>>()?;
    Ok((version, entries, digest))
}

fn read_entry(bytes: &[u8; ENTRY_LEN]) -> Option<Entry> {
    let u16_at = |at: usize| u16::from_le_bytes([bytes[at], bytes[at + 1]]);
    let u64_at = |at: usize| u64::from(u32_at(bytes, at)) | u64::from(u32_at(bytes, at + 4)) << 32;
    let text = &bytes[4..4 + LANGUAGE_LEN];
    let text = std::str::from_utf8(text).ok()?.trim_end_matches('\0');
    let language = if text.is_empty() { None } else { Some(LanguageTag::parse(text).ok()?) };
    let numbers = 4 + LANGUAGE_LEN;
    let entry = Entry {
        kind: SectionKind::from_number(u16_at(0))?,
        language,
        compressed: match u16_at(2) {
            0 => false,
            1 => true,
            _ => return None,
        },
        offset: u64_at(numbers),
        stored_len: u64_at(numbers + 8),
        plain_len: u64_at(numbers + 16),
        digest: bytes[numbers + 24..].try_into().ok()?,
    };
    // A forged length must not take all memory; zstd itself looks at what
    // the frame says before it takes any.
    let sane = entry.stored_len <= MAX_SECTION_LEN && entry.plain_len <= MAX_SECTION_LEN;
    sane.then_some(entry)
}

/// A number in a slice that is known to hold it.
fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}
