//! The official ESCO bundle: the CSV files of the classification and of the
//! relations, as the zips of the download page or unpacked.
//!
//! | file | becomes |
//! |---|---|
//! | `occupations` | occupations with labels, notes, code |
//! | `ISCOGroups` | occupation groups |
//! | `skills` | skills, knowledge, transversal skills, languages |
//! | `skillGroups` | skill groups, and fields for the ISCED-F part |
//! | `skillsHierarchy` | codes, and groups that no other file describes |
//! | `conceptSchemes` | schemes |
//! | `broaderRelations…` | `broader` |
//! | `occupationSkillRelations`, `skillSkillRelations` | `requires` |
//! | `…Collection` | membership in the collection's scheme |
//!
//! Not kept: `modifiedDate`; v1.2's `naceCode` and the labels that it repeats
//! beside the URIs of relations; `regulatedProfessionNote`, for whether a
//! profession is regulated is a question of destination and date that the
//! law tables answer; `hasTopConcept` and `broaderConceptPT`, which the
//! other files say already.
//!
//! # Source
//! ESCO v1.0.8 to v1.2, European Commission; columns are found
//! by name, in any order, and those not named here are passed over.

mod bundle;
mod concepts;
mod relations;

use std::collections::BTreeMap;
use std::path::Path;

use passerelle_model::{Issue, LanguageTag, Place, codes};
use passerelle_taxonomy::{Builder, FileDigest, Handle, Source, SourceId};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::Error;
use crate::table::{ShortRows, Table};
use bundle::{Bundle, FileKind};

/// What an import read and what it left out.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The version named by the inputs, `v1.1.1`; empty where none is.
    pub version: String,
    /// The languages read, sorted.
    pub languages: Vec<LanguageTag>,
    /// Every file read, in the order of reading.
    pub files: Vec<FileReport>,
    /// Everything found on the way, in the order of reading.
    pub issues: Vec<Issue>,
}

/// What became of the rows of one file: `rows` = `imported` + `left_out`.
#[derive(Clone, Debug)]
pub struct FileReport {
    /// The file as named to the user.
    pub name: String,
    /// Its rows, without the header.
    pub rows: u64,
    /// The rows that are in the taxonomy now.
    pub imported: u64,
    /// The rows that are not; each has an issue.
    pub left_out: u64,
}

impl Report {
    /// The rows of all files.
    pub fn rows(&self) -> u64 {
        self.files.iter().map(|f| f.rows).sum()
    }

    /// The rows of all files that are not in the taxonomy.
    pub fn left_out(&self) -> u64 {
        self.files.iter().map(|f| f.left_out).sum()
    }
}

/// Reads a bundle into a builder: zips, folders and single CSV files, in any
/// order.
///
/// Reads what can be read: a missing or damaged file, or a row that makes no
/// sense, is an issue of the report.
///
/// # Errors
/// [`Error`] where an input does not exist, cannot be opened, or is a zip
/// that is cut off.
pub fn import(inputs: &[&Path], builder: &mut Builder) -> Result<Report, Error> {
    let mut bundle = Bundle::open(inputs)?;
    let names: Vec<String> = inputs.iter().map(|p| format!("`{}`", p.display())).collect();
    let names = names.join(", ");
    if bundle.files.is_empty() {
        return Err(Error::NothingToImport { inputs: names });
    }
    let source = builder.source(Source {
        name: "ESCO".to_owned(),
        version: bundle.version.clone(),
        publisher: "European Commission".to_owned(),
        licence: "reuse with attribution, Commission Decision 2011/833/EU".to_owned(),
        url: "https://esco.ec.europa.eu/en/use-esco/download".to_owned(),
        files: Vec::new(),
    });
    let mut import = Import {
        builder,
        source,
        report: Report {
            version: bundle.version.clone(),
            issues: std::mem::take(&mut bundle.issues),
            ..Report::default()
        },
        described: FxHashSet::default(),
        from_hierarchy: FxHashSet::default(),
        unit_groups: Vec::new(),
        broader: FxHashMap::default(),
        required: FxHashMap::default(),
        digests: Vec::new(),
    };
    import.missing_files(&bundle, &names);
    for at in 0..bundle.files.len() {
        if let Some(issue) = bundle.read(at, &mut |file, reader| import.file(file, reader))? {
            import.report.issues.push(issue);
        }
    }
    import.unit_groups_above();
    import.digests.sort();
    import.builder.source_files(source, std::mem::take(&mut import.digests));
    let described = bundle.files.iter().filter(|f| f.kind.has_labels());
    let mut languages: Vec<LanguageTag> = described.map(|f| f.language.clone()).collect();
    languages.sort();
    languages.dedup();
    import.report.languages = languages;
    Ok(import.report)
}

/// The state of an import over all files.
struct Import<'b> {
    builder: &'b mut Builder,
    source: SourceId,
    report: Report,
    /// What the current file has described so far.
    described: FxHashSet<Handle>,
    /// The groups that only the hierarchy describes.
    from_hierarchy: FxHashSet<Handle>,
    /// The `iscoGroup` of each occupation, and where it says so.
    unit_groups: Vec<(Handle, String, Place)>,
    broader: FxHashMap<Handle, Vec<Handle>>,
    required: FxHashMap<(Handle, Handle), passerelle_model::Importance>,
    digests: Vec<FileDigest>,
}

/// What became of one row.
type Outcome = Result<(), Issue>;

impl Import<'_> {
    fn missing_files(&mut self, bundle: &Bundle, inputs: &str) {
        for kind in FileKind::NEEDED {
            if !bundle.files.iter().any(|f| f.kind == kind) {
                let message = format!("there is no file `{}`", kind.stem());
                self.report.issues.push(Issue::new(
                    codes::FILE_MISSING,
                    Place::file(inputs),
                    message,
                ));
            }
        }
    }

    fn file(&mut self, file: &bundle::BundleFile, reader: bundle::Hashing<'_>) {
        let short_rows = match file.kind {
            FileKind::SkillsHierarchy => ShortRows::Allowed,
            _ => ShortRows::Refused,
        };
        let mut counts = FileReport { name: file.name.clone(), rows: 0, imported: 0, left_out: 0 };
        self.described.clear();
        match Table::open(&file.name, reader, short_rows) {
            Err(issue) => self.report.issues.push(issue),
            Ok((mut table, issues)) => {
                self.report.issues.extend(issues);
                if let Err(issue) = self.rows(file, &mut table, &mut counts) {
                    self.report.issues.push(issue);
                }
                match table.into_inner().finish() {
                    Ok(blake3) => {
                        let name = file.entry_name().to_owned();
                        self.digests.push(FileDigest { name, blake3 });
                    }
                    Err(error) => {
                        let place = Place::file(&file.name);
                        let issue = Issue::new(codes::FILE_DAMAGED, place, error.to_string());
                        self.report.issues.push(issue);
                    }
                }
            }
        }
        self.report.files.push(counts);
    }

    /// Reads the rows of a table; fails where it lacks a column.
    fn rows<R: std::io::Read>(
        &mut self,
        file: &bundle::BundleFile,
        table: &mut Table<R>,
        counts: &mut FileReport,
    ) -> Result<(), Issue> {
        let language = &file.language;
        let read: concepts::RowReader<'_, '_> = match file.kind {
            FileKind::ConceptSchemes => concepts::scheme_rows(table, language)?,
            FileKind::IscoGroups => concepts::isco_group_rows(table, language)?,
            FileKind::Occupations => concepts::occupation_rows(table, language)?,
            FileKind::SkillGroups => concepts::skill_group_rows(table, language)?,
            FileKind::Skills => concepts::skill_rows(table, language)?,
            FileKind::SkillsHierarchy => concepts::hierarchy_rows(table, language)?,
            FileKind::BroaderOccupations | FileKind::BroaderSkills => {
                relations::broader_rows(table)?
            }
            FileKind::OccupationSkills => relations::occupation_skill_rows(table)?,
            FileKind::SkillSkills => relations::skill_skill_rows(table)?,
            FileKind::Collection(scheme) => relations::collection_rows(table, scheme)?,
        };
        while let Some(row) = table.next_row() {
            counts.rows += 1;
            let outcome = row.and_then(|row| read(self, &row, &table.place(&row)));
            match outcome {
                Ok(()) => counts.imported += 1,
                Err(issue) => {
                    counts.left_out += 1;
                    self.report.issues.push(issue);
                }
            }
        }
        Ok(())
    }

    /// Reports occupations whose `iscoGroup` is not above them.
    fn unit_groups_above(&mut self) {
        for (occupation, code, place) in std::mem::take(&mut self.unit_groups) {
            let Some(group) = self.builder.find(&format!("{ISCO_NAMESPACE}{code}")) else {
                continue;
            };
            let mut seen = vec![occupation];
            let mut at = 0;
            while let Some(&concept) = seen.get(at) {
                for &above in self.broader.get(&concept).map_or(&[][..], Vec::as_slice) {
                    if !seen.contains(&above) {
                        seen.push(above);
                    }
                }
                at += 1;
            }
            // Without any hierarchy, the missing file has been reported.
            if seen.len() > 1 && !seen.contains(&group) {
                let message = format!("ISCO group `{code}` is not above the occupation");
                self.report.issues.push(Issue::new(codes::ESCO_UNIT_GROUP, place, message));
            }
        }
    }
}

const ISCO_NAMESPACE: &str = "http://data.europa.eu/esco/isco/C";
const ISCED_NAMESPACE: &str = "http://data.europa.eu/esco/isced-f/";

/// How many issues of each code a list has; sorted by code.
pub fn count_by_code(issues: &[Issue]) -> BTreeMap<&'static str, u64> {
    let mut counts = BTreeMap::new();
    for issue in issues {
        *counts.entry(issue.code.id()).or_default() += 1;
    }
    counts
}
