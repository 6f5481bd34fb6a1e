//! Snapshots with sound digests over unsound content: whoever can write a
//! file can compute its digests. Each is refused, or usable to the end.

use std::ops::Range;

use passerelle_model::{Importance, ProximityPolicy, TranslationPriors, codes};
use passerelle_taxonomy::{Builder, Closure, Error, Taxonomy, Translator};

use super::{bytes_of, open, same, sample};
use crate::graph::tag;

const HEADER: usize = 16;
const ENTRY: usize = 80;
/// The fields of an entry, behind its language.
const OFFSET: Range<usize> = 24..32;
const STORED_LEN: Range<usize> = 32..40;
const PLAIN_LEN: Range<usize> = 40..48;
const DIGEST: Range<usize> = 48..80;

#[derive(Clone)]
struct Section {
    entry: [u8; ENTRY],
    plain: Vec<u8>,
}

fn number(bytes: &[u8]) -> usize {
    let bytes = bytes.try_into().expect("eight bytes");
    usize::try_from(u64::from_le_bytes(bytes)).expect("a small number")
}

/// Takes a sound snapshot apart.
fn take_apart(bytes: &[u8]) -> Vec<Section> {
    let count = u32::from_le_bytes(bytes[12..HEADER].try_into().expect("four bytes")) as usize;
    (0..count)
        .map(|at| {
            let entry = &bytes[HEADER + at * ENTRY..][..ENTRY];
            let stored = &bytes[number(&entry[OFFSET])..][..number(&entry[STORED_LEN])];
            let plain = match entry[2] {
                0 => stored.to_vec(),
                _ => zstd::bulk::decompress(stored, number(&entry[PLAIN_LEN]))
                    .expect("it was compressed so"),
            };
            Section { entry: entry.try_into().expect("as long as an entry"), plain }
        })
        .collect()
}

/// Puts sections together, with right offsets, lengths and digests; `forge`
/// then changes the header and table before their digest is computed.
fn put_together(sections: &[Section], forge: impl FnOnce(&mut [u8])) -> Vec<u8> {
    let mut head = bytes_of(&Builder::new().build(super::provenance()).0)[..12].to_vec();
    head.extend_from_slice(&u32::try_from(sections.len()).expect("few").to_le_bytes());
    let mut content = Vec::new();
    let start = HEADER + sections.len() * ENTRY + 32;
    for section in sections {
        let stored = match section.entry[2] {
            0 => section.plain.clone(),
            _ => zstd::bulk::compress(&section.plain, 1).expect("memory suffices"),
        };
        let mut entry = section.entry;
        entry[OFFSET].copy_from_slice(&((start + content.len()) as u64).to_le_bytes());
        entry[STORED_LEN].copy_from_slice(&(stored.len() as u64).to_le_bytes());
        entry[PLAIN_LEN].copy_from_slice(&(section.plain.len() as u64).to_le_bytes());
        entry[DIGEST].copy_from_slice(blake3::hash(&stored).as_bytes());
        head.extend_from_slice(&entry);
        content.extend_from_slice(&stored);
    }
    forge(&mut head);
    let digest = blake3::hash(&head);
    head.extend_from_slice(digest.as_bytes());
    head.extend_from_slice(&content);
    head
}

/// Uses everything that a taxonomy offers.
fn use_all(bytes: Vec<u8>) -> Result<(), Error> {
    let taxonomy = Taxonomy::from_bytes(bytes)?;
    taxonomy.check(&str::to_lowercase)?;
    let policy = ProximityPolicy::default();
    let translator = Translator::new(&taxonomy, TranslationPriors::evidence());
    let closure = Closure::of_broader(&taxonomy);
    for c in taxonomy.concepts() {
        assert_eq!(taxonomy.ancestors(c), closure.ancestors(c));
        taxonomy.descendants(c);
        for reach in taxonomy.reach(c, &policy, &translator) {
            let found = taxonomy.proximity(c, reach.target, &policy, &translator);
            assert_eq!(found.map(|p| p.reach.worth()), Some(reach.worth()));
        }
        taxonomy.display_label(c, &tag("de"))?;
        taxonomy.find_notation(taxonomy.notation(c).unwrap_or_default());
        for other in [
            taxonomy.requires(c, Importance::Essential),
            taxonomy.required_by(c, Importance::Optional),
            taxonomy.related(c),
            taxonomy.part_of(c),
            taxonomy.replaced_by(c),
        ] {
            for &o in other {
                assert_eq!(taxonomy.find_iri(taxonomy.iri(o)), Some(o));
            }
        }
        if let Some(level) = taxonomy.level(c) {
            taxonomy.kind(level);
        }
    }
    for scheme in taxonomy.schemes() {
        let known = taxonomy.find_scheme(scheme.iri.as_str()).expect("schemes are sorted");
        taxonomy.top_concepts(known).for_each(drop);
    }
    for mapping in taxonomy.mappings() {
        taxonomy.mapping_confidence(*mapping);
    }
    taxonomy.prefixes();
    taxonomy.relation_counts();

    // What can be opened can be saved, and absorbed.
    assert!(same(&open(bytes_of(&taxonomy)), &taxonomy));
    let mut builder = Builder::new();
    builder.absorb(&taxonomy)?;
    builder.build(super::provenance());
    Ok(())
}

/// A forgery is refused as damaged, or usable; gives whether it was refused.
fn check(bytes: Vec<u8>, what: &dyn Fn() -> String) -> bool {
    match use_all(bytes) {
        Ok(()) => false,
        Err(error) => {
            let code = error.code();
            let known = code == codes::SNAPSHOT_DAMAGED || code == codes::SNAPSHOT_TRUNCATED;
            assert!(known, "{}: {error}", what());
            true
        }
    }
}

/// The most address space that this process has had, in bytes.
#[cfg(target_os = "linux")]
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux has it");
    let line = status.lines().find(|l| l.starts_with("VmPeak:")).expect("it is there");
    let kib = line.split_whitespace().nth(1).and_then(|n| n.parse::<u64>().ok());
    kib.expect("a number of kibibytes") * 1024
}

/// Runs `forgeries` and checks that no forged number became an allocation.
fn within_bounds(forgeries: impl FnOnce()) {
    #[cfg(target_os = "linux")]
    let before = peak();
    forgeries();
    // Other tests run meanwhile and take some; a believed length of 32 bits
    // would take gigabytes.
    #[cfg(target_os = "linux")]
    assert!(peak() - before < 1 << 30, "took {} MiB", (peak() - before) >> 20);
}

#[test]
fn sections_put_together_again_are_the_snapshot() {
    let sections = take_apart(&bytes_of(&sample()));
    assert_eq!(sections.len(), 9);
    let again = put_together(&sections, |_| {});
    assert!(same(&open(again.clone()), &sample()));
    use_all(again).unwrap();
}

#[test]
fn forged_numbers_in_sections_do_no_harm() {
    within_bounds(|| {
        let sections = take_apart(&bytes_of(&sample()));
        let beyond = u32::try_from(sample().len()).unwrap();
        let (mut refused, mut usable) = (0, 0);
        for at in 0..sections.len() {
            for byte in 0..sections[at].plain.len().saturating_sub(3) {
                let here = byte..byte + 4;
                let old = sections[at].plain[here.clone()].try_into().unwrap();
                let old = u32::from_le_bytes(old);
                let near = [old.wrapping_add(1), old.wrapping_sub(1), beyond];
                for new in near.into_iter().chain([0, 1 << 30, u32::MAX]) {
                    let mut forged = sections.clone();
                    forged[at].plain[here.clone()].copy_from_slice(&new.to_le_bytes());
                    let what = || format!("section {at}, byte {byte}: {old} became {new}");
                    if check(put_together(&forged, |_| {}), &what) {
                        refused += 1;
                    } else {
                        usable += 1;
                    }
                }
            }
        }
        // Otherwise the forgeries did not get behind the digests.
        assert!(refused > 1000 && usable > 100, "{refused} refused, {usable} usable");
    });
}

#[test]
fn sections_cut_short_or_too_long_are_refused() {
    let sections = take_apart(&bytes_of(&sample()));
    for at in 0..sections.len() {
        for length in 0..sections[at].plain.len() {
            let mut forged = sections.clone();
            forged[at].plain.truncate(length);
            let what = || format!("section {at} cut to {length}");
            assert!(check(put_together(&forged, |_| {}), &what), "{}", what());
        }
        let mut forged = sections.clone();
        forged[at].plain.push(0);
        let what = || format!("section {at} has a byte to spare");
        assert!(check(put_together(&forged, |_| {}), &what), "{}", what());
    }
}

/// A column of a section.
#[derive(Clone, Copy, Debug)]
enum Column {
    Bytes,
    Numbers,
    /// Offsets and what they point into.
    Texts,
}

use Column::{Bytes, Numbers, Texts};

/// The columns of the sections that are not JSON, by the number of their
/// kind.
const COLUMNS: [(u8, &[Column]); 5] = [
    (3, &[Bytes, Bytes, Bytes, Numbers, Numbers, Texts, Texts, Numbers, Numbers]),
    (4, &[Numbers; 12]),
    (5, &[Bytes, Numbers, Numbers, Numbers, Bytes, Bytes]),
    (6, &[Numbers, Bytes, Numbers, Texts]),
    (7, &[Numbers, Bytes, Texts]),
];

/// Reads a count and as many items of some width.
fn take(input: &mut &[u8], width: usize) -> Vec<u8> {
    let (count, rest) = input.split_at(4);
    let count = u32::from_le_bytes(count.try_into().expect("four bytes")) as usize;
    let (items, rest) = rest.split_at(count * width);
    *input = rest;
    items.to_vec()
}

/// Changes one column of a section by one item, its count included.
fn lengthen(plain: &[u8], columns: &[Column], forged: usize, longer: bool) -> Vec<u8> {
    let change = |items: &mut Vec<u8>, width: usize| {
        let start = items.len().saturating_sub(width);
        let last = items.split_off(start);
        if longer {
            items.extend_from_slice(&last);
            items.extend_from_slice(&last);
        }
    };
    let mut input = plain;
    let mut out = Vec::new();
    let mut put = |items: &[u8], width: usize| {
        let count = u32::try_from(items.len() / width).expect("a small section");
        out.extend_from_slice(&count.to_le_bytes());
        out.extend_from_slice(items);
    };
    for (at, column) in columns.iter().enumerate() {
        let width = if matches!(column, Bytes) { 1 } else { 4 };
        let mut items = take(&mut input, width);
        if at == forged {
            change(&mut items, width);
        }
        put(&items, width);
        if matches!(column, Texts) {
            let mut blob = take(&mut input, 1);
            let end = items.last_chunk().map_or(0, |&end| u32::from_le_bytes(end));
            blob.truncate(end as usize);
            put(&blob, 1);
        }
    }
    assert!(input.is_empty(), "the section has other columns");
    out
}

#[test]
fn columns_of_different_lengths_are_refused() {
    let sections = take_apart(&bytes_of(&sample()));
    for (at, section) in sections.iter().enumerate() {
        let known = COLUMNS.iter().find(|(kind, _)| *kind == section.entry[0]);
        let Some((_, columns)) = known else { continue };
        let unchanged = lengthen(&section.plain, columns, usize::MAX, false);
        assert_eq!(unchanged, section.plain);
        for column in 0..columns.len() {
            for longer in [true, false] {
                let mut forged = sections.clone();
                forged[at].plain = lengthen(&section.plain, columns, column, longer);
                let what = || format!("section {at}, column {column}, longer: {longer}");
                assert!(check(put_together(&forged, |_| {}), &what), "{}", what());
            }
        }
    }
}

#[test]
fn swapped_and_missing_sections_do_no_harm() {
    let sections = take_apart(&bytes_of(&sample()));
    for at in 0..sections.len() {
        let mut forged = sections.clone();
        forged.remove(at);
        check(put_together(&forged, |_| {}), &|| format!("section {at} is missing"));
        for other in 0..sections.len() {
            let mut forged = sections.clone();
            forged[at].plain = sections[other].plain.clone();
            check(put_together(&forged, |_| {}), &|| format!("section {at} is {other}"));
            // The table may list them in any order, and one twice.
            let mut forged = sections.clone();
            forged.swap(at, other);
            use_all(put_together(&forged, |_| {})).unwrap();
            forged[at] = sections[other].clone();
            check(put_together(&forged, |_| {}), &|| format!("{other} stands for {at}"));
        }
    }
}

#[test]
fn forged_tables_do_no_harm() {
    within_bounds(|| {
        let sections = take_apart(&bytes_of(&sample()));
        let values = [0, 1, 7, 2047, 1 << 16, 1 << 31, 1 << 32, u64::MAX / 2, u64::MAX];
        for at in 0..sections.len() {
            for field in [OFFSET, STORED_LEN, PLAIN_LEN] {
                for value in values {
                    let forged = put_together(&sections, |head| {
                        head[HEADER + at * ENTRY..][field.clone()]
                            .copy_from_slice(&value.to_le_bytes());
                    });
                    check(forged, &|| format!("entry {at}, field {field:?}: {value}"));
                }
            }
            for byte in 0..OFFSET.start {
                for value in [0, 1, 2, b'a', 0x80, 0xff] {
                    let forged = put_together(&sections, |head| {
                        head[HEADER + at * ENTRY + byte] = value;
                    });
                    check(forged, &|| format!("entry {at}, byte {byte}: {value}"));
                }
            }
        }
        for count in [0, 1, 8, 10, 4096, 4097, u32::MAX] {
            let forged = put_together(&sections, |head| {
                head[12..HEADER].copy_from_slice(&count.to_le_bytes());
            });
            assert!(check(forged, &|| format!("{count} sections")), "{count} sections");
        }
    });
}

#[test]
fn compressed_sections_hold_no_more_than_they_say() {
    within_bounds(|| {
        let mut sections = take_apart(&bytes_of(&sample()));
        // A million zeros in some fifty bytes.
        sections[6].plain = vec![0; 1 << 20];
        for claimed in [0, 1, 1 << 10, 1 << 20, 1 << 30] {
            let forged = put_together(&sections, |head| {
                head[HEADER + 6 * ENTRY..][PLAIN_LEN].copy_from_slice(&u64::to_le_bytes(claimed));
            });
            assert!(check(forged, &|| format!("{claimed} bytes claimed")), "{claimed} claimed");
        }
    });
}
