//! A file or stream that is written as it comes, with its digest.

use std::io::Write;
use std::path::{Path, PathBuf};

use passerelle_model::Written;
use passerelle_taxonomy::atomic_file::AtomicFile;

use crate::error::{Error, cannot_write};

/// A field of a row, quoted where it must be.
///
/// A spreadsheet takes a field that begins like a formula for one: an
/// apostrophe keeps it a text.
pub fn table_field(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    if guard.is_empty() && !text.contains([',', '"', '\n', '\r']) {
        return text.to_owned();
    }
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

/// A file or stream that is being written.
pub(super) struct Output<'a> {
    target: Target<'a>,
    name: Option<String>,
    hasher: blake3::Hasher,
    lines: u64,
}

enum Target<'a> {
    File(Box<AtomicFile>, PathBuf),
    Stream(&'a mut (dyn Write + Send)),
}

impl<'a> Output<'a> {
    pub(super) fn file(path: &Path) -> Result<Self, Error> {
        let file = AtomicFile::create(path).map_err(|source| cannot_write(path, source))?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        Ok(Self::new(Target::File(Box::new(file), path.to_owned()), name))
    }

    pub(super) fn stream(stream: &'a mut (dyn Write + Send)) -> Self {
        Self::new(Target::Stream(stream), None)
    }

    fn new(target: Target<'a>, name: Option<String>) -> Self {
        Self { target, name, hasher: blake3::Hasher::new(), lines: 0 }
    }

    pub(super) fn append(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.hasher.update(bytes);
        match &mut self.target {
            Target::File(file, path) => {
                file.write_all(bytes).map_err(|source| cannot_write(path, source))
            }
            Target::Stream(stream) => Ok(stream.write_all(bytes)?),
        }
    }

    /// Counts lists or issues that are written.
    pub(super) fn count(&mut self, lines: u64) {
        self.lines += lines;
    }

    /// Puts the file in its place.
    pub(super) fn commit(self) -> Result<Written, Error> {
        match self.target {
            Target::File(file, path) => {
                file.commit().map_err(|source| cannot_write(&path, source))?;
            }
            Target::Stream(stream) => stream.flush()?,
        }
        let blake3 = self.hasher.finalize().to_hex().to_string();
        Ok(Written { file: self.name, blake3, lines: self.lines })
    }
}

/// Written as [`Write`], for those who know no other.
impl Write for Output<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = match &mut self.target {
            Target::File(file, _) => file.write(bytes)?,
            Target::Stream(stream) => stream.write(bytes)?,
        };
        self.hasher.update(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        match &mut self.target {
            Target::File(file, _) => file.flush(),
            Target::Stream(stream) => stream.flush(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::table_field;

    #[test]
    fn a_field_is_quoted_where_it_must_be_and_is_no_formula() {
        assert_eq!(table_field("Welder"), "Welder");
        assert_eq!(table_field("Welder, \"MAG\""), "\"Welder, \"\"MAG\"\"\"");
        assert_eq!(table_field("=1+1"), "\"'=1+1\"");
    }
}
