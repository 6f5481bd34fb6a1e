//! What a file's name says of its content, and files that are packed.

use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::Path;

use crate::Error;

/// How records or lists are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON object on each line.
    JsonLines,
    /// A table with a header.
    Table,
    /// Columns in Apache Parquet.
    Parquet,
}

/// How a file is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// Not at all.
    None,
    /// In gzip.
    Gzip,
    /// In Zstandard.
    Zstd,
}

/// What a file's name says of its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileType {
    /// How records or lists are written.
    pub format: Format,
    /// How the file is packed.
    pub packing: Packing,
}

/// Endings of names that promise what is neither read nor written here.
const OTHER_TYPES: [&str; 9] = ["xz", "bz2", "zip", "7z", "xls", "xlsx", "ods", "xml", "yaml"];

impl FileType {
    /// The type of a stream and of a name that says nothing.
    pub const PLAIN: Self = Self { format: Format::JsonLines, packing: Packing::None };

    /// The type that a file's name asks for: `.csv` and `.tsv` a table,
    /// `.parquet` Parquet, anything else JSON lines; the first two and the
    /// last with `.gz` or `.zst` behind it.
    ///
    /// # Errors
    /// [`Error::FileType`] where the name promises a type that records are
    /// neither read nor written in.
    pub fn of(path: &Path) -> Result<Self, Error> {
        let refused = || Error::FileType { path: path.to_owned() };
        let (inner, packing) = match extension(path).as_str() {
            "gz" => (path.with_extension(""), Packing::Gzip),
            "zst" => (path.with_extension(""), Packing::Zstd),
            _ => (path.to_owned(), Packing::None),
        };
        let format = match extension(&inner).as_str() {
            "csv" | "tsv" => Format::Table,
            "parquet" => Format::Parquet,
            "gz" | "zst" => return Err(refused()),
            other if OTHER_TYPES.contains(&other) => return Err(refused()),
            _ => Format::JsonLines,
        };
        // Parquet packs its own pages; packed again it could not be looked into.
        if format == Format::Parquet && packing != Packing::None {
            return Err(refused());
        }
        Ok(Self { format, packing })
    }
}

fn extension(path: &Path) -> String {
    path.extension().unwrap_or_default().to_string_lossy().to_lowercase()
}

/// Opens a file, which must not be a directory.
pub(super) fn open(path: &Path) -> Result<File, Error> {
    if path.is_dir() {
        return Err(Error::IsDirectory { path: path.to_owned() });
    }
    File::open(path).map_err(|source| Error::CannotRead { path: path.to_owned(), source })
}

/// What is in a packed file.
///
/// # Errors
/// Where it cannot be begun.
pub fn unpacked<'r>(
    reader: impl Read + Send + 'r,
    packing: Packing,
) -> io::Result<Box<dyn Read + Send + 'r>> {
    Ok(match packing {
        Packing::None => Box::new(reader),
        // Files packed in pieces are read to the end of the last.
        Packing::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(BufReader::new(reader))),
        Packing::Zstd => Box::new(zstd::Decoder::new(reader)?),
    })
}

/// Packs bytes as one whole piece: pieces behind one another are a file.
///
/// # Errors
/// Where the packer fails, which it does for want of memory alone.
pub fn packed(bytes: Vec<u8>, packing: Packing) -> io::Result<Vec<u8>> {
    match packing {
        Packing::None => Ok(bytes),
        Packing::Gzip | Packing::Zstd => {
            let mut piece = Vec::new();
            pack(&mut piece, packing, |out| out.write_all(&bytes))?;
            Ok(piece)
        }
    }
}

/// Packs what is written, as one whole piece.
///
/// # Errors
/// What writing gives.
pub fn pack(
    out: &mut dyn Write,
    packing: Packing,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    match packing {
        Packing::None => write(out),
        Packing::Gzip => {
            let level = flate2::Compression::new(GZIP_LEVEL);
            let mut packer = flate2::write::GzEncoder::new(out, level);
            write(&mut packer)?;
            packer.finish().map(drop)
        }
        Packing::Zstd => {
            let mut packer = zstd::Encoder::new(out, ZSTD_LEVEL)?;
            write(&mut packer)?;
            packer.finish().map(drop)
        }
    }
}

/// Fast before small: lists are repetitive, and higher levels gain little.
const GZIP_LEVEL: u32 = 3;
const ZSTD_LEVEL: i32 = 1;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_is_in_a_file() {
        let of = |name: &str| FileType::of(Path::new(name)).ok().map(|t| (t.format, t.packing));
        assert_eq!(of("a.jsonl"), Some((Format::JsonLines, Packing::None)));
        assert_eq!(of("a.CSV.gz"), Some((Format::Table, Packing::Gzip)));
        assert_eq!(of("a.jsonl.zst"), Some((Format::JsonLines, Packing::Zstd)));
        assert_eq!(of("a.parquet"), Some((Format::Parquet, Packing::None)));
        for refused in ["a.parquet.gz", "a.xlsx", "a.zip", "a.jsonl.gz.zst", "a.xml.gz"] {
            assert_eq!(of(refused), None, "{refused}");
        }
    }

    #[test]
    fn pieces_behind_one_another_are_a_file() {
        for packing in [Packing::None, Packing::Gzip, Packing::Zstd] {
            let pieces: Vec<Vec<u8>> = ["one\n", "", "two\n"]
                .map(|text| packed(text.as_bytes().to_vec(), packing).unwrap())
                .into();
            let file = pieces.concat();
            let mut text = String::new();
            unpacked(&file[..], packing).unwrap().read_to_string(&mut text).unwrap();
            assert_eq!(text, "one\ntwo\n", "{packing:?}");
        }
    }
}
