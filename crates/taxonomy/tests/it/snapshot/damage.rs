//! Bytes that changed by accident: an error, or the same content, never a
//! panic and never other content.

use passerelle_model::{Code, codes};
use passerelle_taxonomy::{Error, Taxonomy};

use super::{bytes_of, open, sample};
use crate::graph::tag;

/// Opens and reads everything.
fn read(bytes: Vec<u8>, original: &Taxonomy) -> Result<(), Error> {
    let opened = Taxonomy::from_bytes(bytes)?;
    opened.check(&str::to_owned)?;
    let same = opened.same_content(original)?;
    assert!(same, "the damage went unnoticed");
    Ok(())
}

fn is_known(code: Code) -> bool {
    [codes::SNAPSHOT_NOT, codes::SNAPSHOT_NEWER, codes::SNAPSHOT_TRUNCATED, codes::SNAPSHOT_DAMAGED]
        .contains(&code)
}

#[test]
fn every_flipped_bit_is_noticed() {
    let original = sample();
    let bytes = bytes_of(&original);
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1 << bit;
            let error = read(flipped, &original).expect_err("every byte is covered by a digest");
            assert!(is_known(error.code()), "byte {at}, bit {bit}: {error}");
        }
    }
}

#[test]
fn every_inverted_byte_is_noticed() {
    let original = sample();
    let bytes = bytes_of(&original);
    for at in 0..bytes.len() {
        let mut inverted = bytes.clone();
        inverted[at] ^= 0xff;
        assert!(read(inverted, &original).is_err(), "byte {at}");
    }
}

#[test]
fn every_truncation_is_noticed() {
    let original = sample();
    let bytes = bytes_of(&original);
    for length in 0..bytes.len() {
        let error = read(bytes[..length].to_vec(), &original).expect_err("something is missing");
        let expected = if length < 16 { codes::SNAPSHOT_NOT } else { codes::SNAPSHOT_TRUNCATED };
        assert_eq!(error.code(), expected, "cut off at {length}: {error}");
    }
}

#[test]
fn bytes_after_the_end_change_nothing() {
    let original = sample();
    let mut bytes = bytes_of(&original);
    bytes.extend_from_slice(b"left over");
    read(bytes, &original).unwrap();
}

#[test]
fn a_damaged_language_leaves_the_others_usable() {
    let bytes = bytes_of(&sample());
    let sections = open(bytes.clone());
    let stored = |name: &str| sections.sections().iter().find(|s| s.name == name).unwrap().stored;
    // English labels are followed by English notes, which end the file.
    let at = bytes.len() - usize::try_from(stored("notes en")).unwrap() - 1;
    let mut damaged = bytes;
    damaged[at] ^= 1;
    let opened = open(damaged);
    let error = opened.labels(&tag("en")).unwrap_err();
    assert_eq!(error.code(), codes::SNAPSHOT_DAMAGED);
    assert!(error.to_string().contains("labels en"), "{error}");
    assert!(opened.labels(&tag("de")).unwrap().is_some());
    assert!(opened.notes(&tag("en")).unwrap().is_some());
    // It stays damaged when asked again, and a check reports it.
    assert!(opened.labels(&tag("en")).is_err());
    assert!(opened.check(&str::to_owned).is_err());
}
