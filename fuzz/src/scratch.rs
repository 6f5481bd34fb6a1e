//! A folder for inputs that must be files.

use std::fs;
use std::path::{Path, PathBuf};

const PREFIX: &str = "passerelle-fuzz-";

/// Makes an empty folder for this process, in memory where the system has
/// such a place.
///
/// libFuzzer ends a process without running destructors, so a folder is not
/// removed by its owner but by the next process, once the owner is gone.
///
/// # Panics
/// Where the folder cannot be made: without it there is nothing to fuzz.
pub fn folder() -> PathBuf {
    let memory = Path::new("/dev/shm");
    let parent = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    if Path::new("/proc/self").is_dir() {
        remove_left_behind(&parent);
    }
    let folder = parent.join(format!("{PREFIX}{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder for temporary files can be made");
    folder
}

/// Removes the folders of processes that are no more.
fn remove_left_behind(parent: &Path) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let owner = name.to_str().and_then(|n| n.strip_prefix(PREFIX)).map(str::parse::<u32>);
        if let Some(Ok(owner)) = owner
            && !Path::new("/proc").join(owner.to_string()).exists()
        {
            // Another process may be removing it too.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
