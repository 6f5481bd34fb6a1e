//! Snapshots as files, and files that are none.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use passerelle_model::{Code, codes};
use passerelle_taxonomy::{Error, FORMAT_VERSION, Taxonomy};

use super::{bytes_of, same, sample};
use crate::graph::tag;

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder can be made")
}

/// The error of opening a path names the path and has the code.
fn check(path: &Path, code: Code) -> Error {
    let error = Taxonomy::load(path).expect_err("it is no sound snapshot");
    assert_eq!(error.code(), code, "{error}");
    assert!(error.to_string().contains(&path.display().to_string()), "{error}");
    assert!(!error.help().is_empty());
    error
}

/// As `check`, for a file with some content.
fn check_content(content: &[u8], code: Code) -> Error {
    let folder = folder();
    let path = folder.path().join("some.file");
    fs::write(&path, content).expect("a temporary file can be written");
    check(&path, code)
}

#[test]
fn what_is_saved_is_loaded() {
    let folder = folder();
    let path = folder.path().join("sample.snapshot");
    let taxonomy = sample();
    taxonomy.save(&path).unwrap();
    assert_eq!(fs::read(&path).unwrap(), bytes_of(&taxonomy));
    let loaded = Taxonomy::load(&path).unwrap();
    assert!(same(&loaded, &taxonomy));
    assert_eq!(loaded.digest_hex().unwrap(), taxonomy.digest_hex().unwrap());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "something is left beside it");
}

#[test]
fn a_snapshot_can_be_saved_over_itself() {
    let folder = folder();
    let path = folder.path().join("sample.snapshot");
    sample().save(&path).unwrap();
    // Its labels are still in the file that is replaced.
    Taxonomy::load(&path).unwrap().save(&path).unwrap();
    assert!(same(&Taxonomy::load(&path).unwrap(), &sample()));
}

#[test]
fn a_missing_file_cannot_be_read() {
    let error = check(&folder().path().join("missing"), codes::CANNOT_READ);
    assert!(std::error::Error::source(&error).is_some());
}

#[test]
fn a_directory_is_no_file() {
    let folder = folder();
    check(folder.path(), codes::IS_DIRECTORY);
    let error = sample().save(folder.path()).unwrap_err();
    assert_eq!(error.code(), codes::IS_DIRECTORY);
}

#[test]
fn other_files_are_no_snapshots() {
    check_content(b"", codes::SNAPSHOT_NOT);
    check_content(b"PSRLTAX", codes::SNAPSHOT_NOT);
    check_content(b"conceptType,conceptUri,preferredLabel\n", codes::SNAPSHOT_NOT);
    check_content(b"PK\x03\x04 and what else a zip begins with", codes::SNAPSHOT_NOT);
    check_content(&[0; 4096], codes::SNAPSHOT_NOT);
}

#[test]
fn a_newer_version_is_refused_as_such() {
    let mut bytes = bytes_of(&sample());
    // The rest is as it may be: a newer version may have another table.
    bytes[8..12].copy_from_slice(&(FORMAT_VERSION + 1).to_le_bytes());
    let error = check_content(&bytes, codes::SNAPSHOT_NEWER);
    let Error::NewerSnapshot { found, known, .. } = error else { panic!("{error:?}") };
    assert_eq!((found, known), (FORMAT_VERSION + 1, FORMAT_VERSION));
    check_content(&bytes[..16], codes::SNAPSHOT_NEWER);
}

#[test]
fn a_file_that_ends_too_early_says_where() {
    let bytes = bytes_of(&sample());
    for length in [16, 100, 700, bytes.len() * 2 / 3] {
        let error = check_content(&bytes[..length], codes::SNAPSHOT_TRUNCATED);
        let Error::Truncated { length: found, expected, .. } = error else { panic!("{error:?}") };
        assert_eq!(found, length as u64);
        assert!(expected > found && expected <= bytes.len() as u64, "{expected} of {length}");
    }
}

#[test]
fn labels_that_are_cut_off_fail_when_touched_and_the_rest_is_usable() {
    let folder = folder();
    let path = folder.path().join("cut.snapshot");
    let bytes = bytes_of(&sample());
    fs::write(&path, &bytes[..bytes.len() - 1]).unwrap();
    let loaded = Taxonomy::load(&path).unwrap();
    assert!(loaded.labels(&tag("en")).unwrap().is_some());
    let error = loaded.notes(&tag("en")).unwrap_err();
    assert_eq!(error.code(), codes::SNAPSHOT_TRUNCATED);
    assert!(error.to_string().contains("notes en"), "{error}");
}

/// What becomes of a snapshot whose file is changed while it is open.
fn after(change: impl FnOnce(&Path)) -> Error {
    let folder = folder();
    let path = folder.path().join("open.snapshot");
    // Written in place, for `save` would give the name to another file.
    fs::write(&path, bytes_of(&sample())).expect("a temporary file can be written");
    let loaded = Taxonomy::load(&path).expect("it is sound so far");
    change(&path);
    loaded.labels(&tag("en")).expect_err("the labels are not what they were")
}

#[test]
fn a_file_cut_off_while_open_gives_an_error() {
    let error =
        after(|path| fs::File::options().write(true).open(path).unwrap().set_len(900).unwrap());
    let Error::Truncated { length, expected, .. } = error else { panic!("{error:?}") };
    assert_eq!(length, 900, "the message says where the file ends now");
    assert!(expected > 900);
}

#[test]
fn a_file_overwritten_while_open_gives_an_error() {
    let error = after(|path| fs::write(path, vec![b'x'; bytes_of(&sample()).len()]).unwrap());
    assert_eq!(error.code(), codes::SNAPSHOT_DAMAGED);
}

#[test]
fn a_folder_that_is_not_there_cannot_be_written() {
    let error = sample().save(&folder().path().join("missing/sample")).unwrap_err();
    assert_eq!(error.code(), codes::CANNOT_WRITE);
}

#[test]
fn saving_what_cannot_be_read_keeps_the_old_file_and_names_the_damage() {
    let folder = folder();
    let path = folder.path().join("old.snapshot");
    fs::write(&path, "what was there").unwrap();
    let mut bytes = bytes_of(&sample());
    *bytes.last_mut().unwrap() ^= 1;
    let error = Taxonomy::from_bytes(bytes).unwrap().save(&path).unwrap_err();
    assert_eq!(error.code(), codes::SNAPSHOT_DAMAGED);
    assert_eq!(fs::read(&path).unwrap(), b"what was there");
}

#[test]
fn a_full_disk_is_an_error() {
    struct Full(usize);
    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let taken = bytes.len().min(self.0);
            self.0 -= taken;
            Ok(taken)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    for room in [0, 100, 1000] {
        let error = sample().write_snapshot(&mut Full(room)).unwrap_err();
        assert_eq!(error.code(), codes::CANNOT_WRITE);
    }
}
