//! Files that appear whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// A file that is written beside its final name, and renamed to it by
/// [`AtomicFile::commit`].
///
/// Where it is dropped before, nothing is left under the final name and what
/// stood there before stays. A device or pipe cannot be renamed over: it is
/// written to directly.
#[derive(Debug)]
pub struct AtomicFile(Target);

#[derive(Debug)]
enum Target {
    Device(BufWriter<File>),
    Beside { out: BufWriter<NamedTempFile>, path: PathBuf },
}

impl AtomicFile {
    /// Begins a file.
    ///
    /// # Errors
    /// What the file system reports; a directory in its place included.
    pub fn create(path: &Path) -> io::Result<Self> {
        if path.is_dir() {
            return Err(io::Error::from(io::ErrorKind::IsADirectory));
        }
        let device = path.starts_with("/dev") || path.starts_with("/proc");
        if device || fs::metadata(path).is_ok_and(|meta| !meta.is_file()) {
            let file = File::options().write(true).open(path)?;
            return Ok(Self(Target::Device(BufWriter::new(file))));
        }
        // A link is kept, and what it leads to is replaced.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut builder = tempfile::Builder::new();
        builder.prefix(".passerelle-").suffix(".part");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // As `File::create` would: readable by others, as far as the
            // process's mask allows.
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        let out = BufWriter::with_capacity(1 << 16, builder.tempfile_in(folder)?);
        Ok(Self(Target::Beside { out, path }))
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    /// What the disk reports; nothing is in its place then.
    pub fn commit(self) -> io::Result<()> {
        match self.0 {
            Target::Device(mut out) => out.flush(),
            Target::Beside { out, path } => {
                let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
                file.as_file().sync_all()?;
                file.persist(path).map_err(|e| e.error)?;
                Ok(())
            }
        }
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.0 {
            Target::Device(out) => out.write(bytes),
            Target::Beside { out, .. } => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.0 {
            Target::Device(out) => out.flush(),
            Target::Beside { out, .. } => out.flush(),
        }
    }
}

/// Writes a file whole or not at all; see [`AtomicFile`].
///
/// # Errors
/// What `write` or the file system reports.
pub fn write<F>(path: &Path, write: F) -> io::Result<()>
where
    F: FnOnce(&mut dyn Write) -> io::Result<()>,
{
    let mut file = AtomicFile::create(path)?;
    write(&mut file)?;
    file.commit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_write_leaves_the_old_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        write(&path, |out| out.write_all(b"first")).unwrap();
        let failed = write(&path, |out| {
            out.write_all(b"second")?;
            Err(io::Error::other("disk full"))
        });
        assert!(failed.is_err());
        assert_eq!(fs::read(&path).unwrap(), b"first");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "a partial file is left");
    }

    #[test]
    #[cfg(unix)]
    fn a_link_stays_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (target, link) = (folder.path().join("target"), folder.path().join("link"));
        fs::write(&target, "old").unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        write(&link, |out| out.write_all(b"new")).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&target).unwrap(), b"new");
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_full_device_is_an_error() {
        assert!(write(Path::new("/dev/full"), |out| out.write_all(&vec![0; 1 << 17])).is_err());
    }
}
