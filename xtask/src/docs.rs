//! The pages that are made from the code.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::Result;
use passerelle_model::codes;

use crate::content;

/// The page of codes, from the project's root.
pub const CODES: &str = "docs/codes.md";

/// Writes the pages.
///
/// # Errors
/// Where a page cannot be written, or `taxonomies/` not be read.
pub fn write(root: &Path) -> Result<()> {
    fs::write(root.join(CODES), codes_page())?;
    fs::write(root.join(content::CONTENT), content::page(root)?)?;
    crate::law::write(root)?;
    Ok(())
}

/// Every code, what it means and what to do.
pub fn codes_page() -> String {
    let mut page = String::from(
        "# Codes\n\n\
         What can be wrong with data, and what stops a run. A code never changes its meaning. \
         Made by `cargo xtask docs` from `crates/model/src/code/`.\n",
    );
    let mut area = "";
    for code in codes::ALL {
        let info = code.info();
        let this_area = info.id.split('-').nth(1).unwrap_or_default();
        if this_area != area {
            area = this_area;
            // Writing to a String cannot fail.
            let _ = write!(page, "\n## {area}\n");
        }
        let _ = write!(
            page,
            "\n### {}\n\n{}: {}.\n\n{}\n\nWhat to do: {}\n",
            info.id, info.severity, info.title, info.effect, info.remedy
        );
    }
    page
}
