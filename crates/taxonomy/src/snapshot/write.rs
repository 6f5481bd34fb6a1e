//! Writing a snapshot.

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::Path;

use super::{ENTRY_LEN, FORMAT_VERSION, HEADER_LEN, LANGUAGE_LEN, MAGIC, SectionKind, codec};
use crate::atomic_file;
use crate::error::Error;
use crate::graph::Taxonomy;
use crate::ids::id_of;

/// Level 9 takes half a second for ESCO in one language and saves a tenth of
/// the file over the default; opening is as fast.
const ZSTD_LEVEL: i32 = 9;

struct Section {
    kind: SectionKind,
    language: String,
    compressed: bool,
    plain_len: u64,
    stored: Vec<u8>,
}

impl Section {
    fn plain(kind: SectionKind, bytes: Vec<u8>) -> Self {
        let plain_len = bytes.len() as u64;
        Self { kind, language: String::new(), compressed: false, plain_len, stored: bytes }
    }

    fn compressed(kind: SectionKind, language: &str, bytes: &[u8]) -> Self {
        let stored = zstd::bulk::compress(bytes, ZSTD_LEVEL)
            .expect("compressing in memory fails only where memory does");
        let language = language.to_owned();
        Self { kind, language, compressed: true, plain_len: bytes.len() as u64, stored }
    }
}

fn sections(taxonomy: &Taxonomy) -> Result<Vec<Section>, Error> {
    let core = taxonomy.core();
    let mut sections = vec![
        Section::plain(SectionKind::Provenance, codec::encode_provenance(core)),
        Section::plain(SectionKind::Schemes, codec::encode_schemes(core)),
        Section::plain(SectionKind::Concepts, codec::encode_concepts(core)),
        Section::plain(SectionKind::Relations, codec::encode_relations(core)),
        Section::plain(SectionKind::Mappings, codec::encode_mappings(core)),
        Section::plain(SectionKind::Readings, codec::encode_readings(core)),
    ];
    let levels = taxonomy.level_tables()?;
    if !levels.is_empty() {
        sections.push(Section::compressed(SectionKind::Levels, "", &codec::encode_levels(levels)));
    }
    for language in taxonomy.languages() {
        if let Some(table) = taxonomy.labels(language)? {
            let bytes = codec::encode_labels(table);
            sections.push(Section::compressed(SectionKind::Labels, language.as_str(), &bytes));
        }
    }
    for language in taxonomy.note_languages() {
        if let Some(table) = taxonomy.notes(language)? {
            let bytes = codec::encode_notes(table);
            sections.push(Section::compressed(SectionKind::Notes, language.as_str(), &bytes));
        }
    }
    Ok(sections)
}

/// Header, table and their digest: all that stands before the sections.
fn head(sections: &[Section]) -> (Vec<u8>, [u8; 32]) {
    let mut head = Vec::with_capacity(HEADER_LEN + sections.len() * ENTRY_LEN + 32);
    head.extend_from_slice(MAGIC);
    head.extend_from_slice(&FORMAT_VERSION.to_le_bytes());
    head.extend_from_slice(&id_of(sections.len()).to_le_bytes());
    let mut offset = (HEADER_LEN + sections.len() * ENTRY_LEN + 32) as u64;
    for section in sections {
        head.extend_from_slice(&(section.kind as u16).to_le_bytes());
        head.extend_from_slice(&u16::from(section.compressed).to_le_bytes());
        let mut language = [0; LANGUAGE_LEN];
        language[..section.language.len()].copy_from_slice(section.language.as_bytes());
        head.extend_from_slice(&language);
        head.extend_from_slice(&offset.to_le_bytes());
        head.extend_from_slice(&(section.stored.len() as u64).to_le_bytes());
        head.extend_from_slice(&section.plain_len.to_le_bytes());
        head.extend_from_slice(blake3::hash(&section.stored).as_bytes());
        offset += section.stored.len() as u64;
    }
    let digest = *blake3::hash(&head).as_bytes();
    head.extend_from_slice(&digest);
    (head, digest)
}

pub(crate) fn digest(taxonomy: &Taxonomy) -> Result<[u8; 32], Error> {
    Ok(head(&sections(taxonomy)?).1)
}

impl Taxonomy {
    /// Writes the snapshot: the same taxonomy gives the same bytes.
    ///
    /// # Errors
    /// [`Error::CannotWrite`] with an empty path where `out` fails, or what
    /// reading a section of this taxonomy reports.
    pub fn write_snapshot(&self, out: &mut dyn Write) -> Result<(), Error> {
        let sections = sections(self)?;
        let (head, digest) = head(&sections);
        self.remember_digest(digest);
        let pieces = std::iter::once(Cow::Owned(head))
            .chain(sections.iter().map(|s| Cow::Borrowed(s.stored.as_slice())));
        for piece in pieces {
            out.write_all(&piece)
                .map_err(|source| Error::CannotWrite { path: "".into(), source })?;
        }
        Ok(())
    }

    /// Saves the snapshot under a name, whole or not at all.
    ///
    /// # Errors
    /// [`Error::CannotWrite`], or what reading a section of this taxonomy
    /// reports.
    pub fn save(&self, path: &Path) -> Result<(), Error> {
        if path.is_dir() {
            return Err(Error::IsDirectory { path: path.to_owned() });
        }
        let mut failed = None;
        let written = atomic_file::write(path, |out| {
            self.write_snapshot(out).map_err(|error| match error {
                Error::CannotWrite { source, .. } => source,
                other => {
                    let message = other.to_string();
                    failed = Some(other);
                    io::Error::other(message)
                }
            })
        });
        match (written, failed) {
            (Ok(()), _) => Ok(()),
            (Err(_), Some(other)) => Err(other),
            (Err(source), None) => Err(Error::CannotWrite { path: path.to_owned(), source }),
        }
    }
}
