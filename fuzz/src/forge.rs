//! Snapshots with sound digests over unsound content.
//!
//! Whoever can write a file can compute its digests, so what stands behind
//! them must hold as well; and a fuzzer never guesses a digest. The layout is
//! that of `crates/taxonomy/src/snapshot.rs`.

use std::ops::Range;
use std::sync::LazyLock;

use crate::sample;

const HEADER: usize = 16;
const ENTRY: usize = 80;
const DIGEST_LEN: usize = 32;
/// The fields of an entry, behind its kind, encoding and language.
const LANGUAGE: Range<usize> = 4..24;
const OFFSET: Range<usize> = 24..32;
const STORED_LEN: Range<usize> = 32..40;
const PLAIN_LEN: Range<usize> = 40..48;
const DIGEST: Range<usize> = 48..80;

/// The languages that a framed section can name by number: none, those of
/// the sample, another, the longest, and no language at all.
const LANGUAGES: [&str; 6] = ["", "en", "de", "pt-br", "zh-hant-x-abcdefghij", "english"];

/// A section, decompressed.
#[derive(Clone, Debug)]
pub struct Section {
    kind: u8,
    compressed: bool,
    language: [u8; 20],
    plain: Vec<u8>,
}

impl Section {
    fn is_same_part(&self, other: &Self) -> bool {
        (self.kind, self.language) == (other.kind, other.language)
    }
}

/// The sample, taken apart.
static SAMPLE: LazyLock<Vec<Section>> = LazyLock::new(|| take_apart(&sample::snapshot()));

/// The sections of the sample.
pub fn sample_sections() -> Vec<Section> {
    SAMPLE.clone()
}

/// Takes a sound snapshot apart.
fn take_apart(bytes: &[u8]) -> Vec<Section> {
    let (entries, _) = bytes[HEADER..].as_chunks::<ENTRY>();
    let count = number(&bytes[12..HEADER]);
    entries[..count]
        .iter()
        .map(|entry| {
            let stored = &bytes[number(&entry[OFFSET])..][..number(&entry[STORED_LEN])];
            let compressed = entry[2] == 1;
            let plain = if compressed {
                zstd::bulk::decompress(stored, number(&entry[PLAIN_LEN]))
                    .expect("it was compressed so")
            } else {
                stored.to_vec()
            };
            let language = entry[LANGUAGE].try_into().expect("twenty bytes");
            Section { kind: entry[0], compressed, language, plain }
        })
        .collect()
}

/// A number of four or eight bytes in a sound snapshot.
fn number(bytes: &[u8]) -> usize {
    let mut eight = [0; 8];
    eight[..bytes.len()].copy_from_slice(bytes);
    usize::try_from(u64::from_le_bytes(eight)).expect("a small number")
}

/// Puts sections together, with right offsets, lengths and digests.
///
/// # Panics
/// Never: there are few sections, and memory suffices.
pub fn put_together(sections: &[Section]) -> Vec<u8> {
    let mut head = b"PSRLTAX\0".to_vec();
    head.extend_from_slice(&passerelle_taxonomy::FORMAT_VERSION.to_le_bytes());
    head.extend_from_slice(&u32::try_from(sections.len()).expect("few").to_le_bytes());
    let mut content = Vec::new();
    let start = HEADER + sections.len() * ENTRY + DIGEST_LEN;
    for section in sections {
        let stored = if section.compressed {
            zstd::bulk::compress(&section.plain, 1).expect("memory suffices")
        } else {
            section.plain.clone()
        };
        let mut entry = [0; ENTRY];
        entry[0] = section.kind;
        entry[2] = u8::from(section.compressed);
        entry[LANGUAGE].copy_from_slice(&section.language);
        entry[OFFSET].copy_from_slice(&((start + content.len()) as u64).to_le_bytes());
        entry[STORED_LEN].copy_from_slice(&(stored.len() as u64).to_le_bytes());
        entry[PLAIN_LEN].copy_from_slice(&(section.plain.len() as u64).to_le_bytes());
        entry[DIGEST].copy_from_slice(blake3::hash(&stored).as_bytes());
        head.extend_from_slice(&entry);
        content.extend_from_slice(&stored);
    }
    let digest = blake3::hash(&head);
    head.extend_from_slice(digest.as_bytes());
    head.extend_from_slice(&content);
    head
}

/// The same bytes with every digest that has a place made right: the
/// mutation may then lie in header, table or content.
pub fn repaired(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let Some(&count) = bytes.get(12..).and_then(<[u8]>::first_chunk::<4>) else { return bytes };
    let count = u32::from_le_bytes(count) as usize;
    let table_end = HEADER + count * ENTRY;
    if count > 64 || bytes.len() < table_end + DIGEST_LEN {
        return bytes;
    }
    let number = |bytes: &[u8]| {
        let eight = bytes.first_chunk().map_or(u64::MAX, |&eight| u64::from_le_bytes(eight));
        usize::try_from(eight).unwrap_or(usize::MAX)
    };
    for at in 0..count {
        let entry = HEADER + at * ENTRY;
        let field = |of: Range<usize>| entry + of.start..entry + of.end;
        let start = number(&bytes[field(OFFSET)]);
        let end = start.saturating_add(number(&bytes[field(STORED_LEN)]));
        if let Some(stored) = bytes.get(start..end) {
            let digest = blake3::hash(stored);
            bytes[field(DIGEST)].copy_from_slice(digest.as_bytes());
        }
    }
    let digest = blake3::hash(&bytes[..table_end]);
    bytes[table_end..table_end + DIGEST_LEN].copy_from_slice(digest.as_bytes());
    bytes
}

/// Frames sections as [`with_sections`] reads them: a byte for kind,
/// encoding and language, two for the length, then the section.
///
/// # Panics
/// Where a section is longer than 64 KiB.
pub fn frame(sections: &[Section]) -> Vec<u8> {
    let mut out = Vec::new();
    for section in sections {
        let language = section.language.iter().take_while(|&&b| b != 0).count();
        let language = LANGUAGES
            .iter()
            .position(|l| l.as_bytes() == &section.language[..language])
            .unwrap_or(0);
        let language = u8::try_from(language).expect("six languages");
        out.push(section.kind & 15 | language << 4 | u8::from(section.compressed) << 7);
        let length = u16::try_from(section.plain.len()).expect("a small section");
        out.extend_from_slice(&length.to_le_bytes());
        out.extend_from_slice(&section.plain);
    }
    out
}

/// The sample with its sections replaced by those of the input; a section
/// that the sample has not is added.
///
/// The input holds only what it changes, so that all of its bytes count.
pub fn with_sections(mut input: &[u8]) -> Vec<u8> {
    let mut sections = sample_sections();
    while let Some((&[tag, low, high], rest)) = input.split_first_chunk() {
        let length = usize::from(u16::from_le_bytes([low, high])).min(rest.len());
        let (plain, rest) = rest.split_at(length);
        input = rest;
        let name = LANGUAGES[usize::from(tag >> 4 & 7) % LANGUAGES.len()];
        let mut language = [0; 20];
        language[..name.len()].copy_from_slice(name.as_bytes());
        let forged =
            Section { kind: tag & 15, compressed: tag >> 7 == 1, language, plain: plain.to_vec() };
        match sections.iter().position(|known| known.is_same_part(&forged)) {
            Some(at) => sections[at] = forged,
            None if sections.len() < 16 => sections.push(forged),
            None => {}
        }
    }
    put_together(&sections)
}

/// The sample with a list of edits, each of eight bytes: which section, what
/// to do, two bytes where, four bytes of value.
///
/// The numbers of a section are columns of 32 bits; an edit hits one as a
/// whole, which a byte-wise mutation rarely does.
///
/// # Panics
/// Never: places are taken modulo the section's length.
pub fn with_edits(input: &[u8]) -> Vec<u8> {
    let mut sections = sample_sections();
    let (edits, _) = input.as_chunks::<8>();
    for &[section, what, low, high, value @ ..] in edits.iter().take(32) {
        let count = sections.len();
        let plain = &mut sections[usize::from(section) % count].plain;
        let at = usize::from(u16::from_le_bytes([low, high])) % (plain.len() + 1);
        let end = (at + 4).min(plain.len());
        match what % 6 {
            0 => plain[at..end].copy_from_slice(&value[..end - at]),
            1 if at < end => plain[at] = value[0],
            2 => {
                plain.drain(at..(at + usize::from(value[0])).min(plain.len()));
            }
            3 => {
                plain.splice(at..at, value);
            }
            4 if end - at == 4 => {
                let old = u32::from_le_bytes(plain[at..end].try_into().expect("four bytes"));
                let by = i32::from(value[0].cast_signed());
                let new = old.wrapping_add_signed(by);
                plain[at..end].copy_from_slice(&new.to_le_bytes());
            }
            5 => {
                let other = sections[usize::from(value[0]) % count].clone();
                sections[usize::from(section) % count].plain = other.plain;
            }
            _ => {}
        }
    }
    put_together(&sections)
}

/// The same sections, to be stored as they are: a mutation of a compressed
/// section rarely decompresses.
pub fn uncompressed(sections: &[Section]) -> Vec<Section> {
    sections.iter().map(|s| Section { compressed: false, ..s.clone() }).collect()
}
