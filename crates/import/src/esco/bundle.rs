//! The files of a bundle, wherever they are.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use passerelle_model::{Issue, LanguageTag, Place, codes};

use crate::Error;

/// What a file of the bundle holds; in the order of reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum FileKind {
    ConceptSchemes,
    IscoGroups,
    Occupations,
    SkillGroups,
    Skills,
    SkillsHierarchy,
    BroaderOccupations,
    BroaderSkills,
    OccupationSkills,
    SkillSkills,
    /// A collection, with the IRI of its scheme.
    Collection(&'static str),
}

/// The schemes of the collections; ESCO names them by label only.
const COLLECTIONS: [(&str, &str); 9] = [
    ("digCompSkillsCollection", "http://data.europa.eu/esco/concept-scheme/digcomp"),
    (
        "digitalSkillsCollection",
        "http://data.europa.eu/esco/concept-scheme/6c930acd-c104-4ece-acf7-f44fd7333036",
    ),
    ("greenSkillsCollection", "http://data.europa.eu/esco/concept-scheme/green"),
    ("ictSkillsCollection", "http://data.europa.eu/esco/concept-scheme/skill-ict-groups"),
    ("languageSkillsCollection", LANGUAGE_SCHEME),
    (
        "researchOccupationsCollection",
        "http://data.europa.eu/esco/concept-scheme/8ae4b9f3-507e-4057-a145-2f96f0132613",
    ),
    ("researchSkillsCollection", "http://data.europa.eu/esco/concept-scheme/research"),
    ("transversalSkillsCollection", TRANSVERSAL_SCHEME),
    ("transversalSkillsGroupsCollection", TRANSVERSAL_SCHEME),
];

pub(super) const LANGUAGE_SCHEME: &str =
    "http://data.europa.eu/esco/concept-scheme/skill-language-groups";
pub(super) const TRANSVERSAL_SCHEME: &str =
    "http://data.europa.eu/esco/concept-scheme/skill-transversal-groups";

impl FileKind {
    /// The files without which a bundle is not whole.
    pub(super) const NEEDED: [Self; 9] = [
        Self::IscoGroups,
        Self::Occupations,
        Self::SkillGroups,
        Self::Skills,
        Self::SkillsHierarchy,
        Self::BroaderOccupations,
        Self::BroaderSkills,
        Self::OccupationSkills,
        Self::SkillSkills,
    ];

    /// The file's name without language and extension.
    pub(super) const fn stem(self) -> &'static str {
        match self {
            Self::ConceptSchemes => "conceptSchemes",
            Self::IscoGroups => "ISCOGroups",
            Self::Occupations => "occupations",
            Self::SkillGroups => "skillGroups",
            Self::Skills => "skills",
            Self::SkillsHierarchy => "skillsHierarchy",
            Self::BroaderOccupations => "broaderRelationsOccPillar",
            Self::BroaderSkills => "broaderRelationsSkillPillar",
            Self::OccupationSkills => "occupationSkillRelations",
            Self::SkillSkills => "skillSkillRelations",
            Self::Collection(_) => "collection",
        }
    }

    /// Whether the file has labels; relations are the same in every language.
    pub(super) const fn has_labels(self) -> bool {
        !matches!(
            self,
            Self::BroaderOccupations
                | Self::BroaderSkills
                | Self::OccupationSkills
                | Self::SkillSkills
                | Self::Collection(_)
        )
    }

    /// The kind and language of a file by its name, such as
    /// `skills_en.csv`. The relations of v1.2 have a language, those before
    /// have none.
    fn of(file_name: &str) -> Option<(Self, LanguageTag)> {
        let stem = file_name.strip_suffix(".csv").or_else(|| file_name.strip_suffix(".CSV"))?;
        let (stem, language) = match stem.rsplit_once('_') {
            Some((stem, tag)) => (stem, LanguageTag::parse(tag).ok()?),
            None => (stem, LanguageTag::english()),
        };
        let plain = Self::NEEDED
            .into_iter()
            .chain([Self::ConceptSchemes])
            .find(|kind| kind.stem().eq_ignore_ascii_case(stem));
        let kind = plain.or_else(|| {
            let (_, scheme) =
                COLLECTIONS.iter().find(|(name, _)| name.eq_ignore_ascii_case(stem))?;
            Some(Self::Collection(scheme))
        })?;
        Some((kind, language))
    }
}

/// One file of a bundle.
pub(super) struct BundleFile {
    pub(super) kind: FileKind,
    pub(super) language: LanguageTag,
    /// What to call it before the user: `archive.zip: skills_en.csv`.
    pub(super) name: String,
    place: FilePlace,
}

enum FilePlace {
    Plain {
        path: PathBuf,
        name: String,
    },
    /// An entry of the archive with this position.
    Zipped {
        archive: usize,
        entry: usize,
        name: String,
    },
}

impl BundleFile {
    /// The file's own name, without folder or archive.
    pub(super) fn entry_name(&self) -> &str {
        match &self.place {
            FilePlace::Plain { name, .. } | FilePlace::Zipped { name, .. } => name,
        }
    }
}

/// The files of all inputs, in the order of reading.
pub(super) struct Bundle {
    pub(super) version: String,
    pub(super) files: Vec<BundleFile>,
    pub(super) issues: Vec<Issue>,
    archives: Vec<zip::ZipArchive<BufReader<File>>>,
}

impl Bundle {
    pub(super) fn open(inputs: &[&Path]) -> Result<Self, Error> {
        let mut bundle = Self {
            version: String::new(),
            files: Vec::new(),
            issues: Vec::new(),
            archives: Vec::new(),
        };
        for input in inputs {
            bundle.note_version(input);
            let cannot_read = |source| Error::CannotRead { path: input.to_path_buf(), source };
            let meta = fs::metadata(input).map_err(cannot_read)?;
            let is_csv = input.extension().is_some_and(|e| e.eq_ignore_ascii_case("csv"));
            if meta.is_dir() {
                bundle.add_folder(input, true)?;
            } else if is_csv {
                bundle.add_plain(input.to_path_buf());
            } else {
                bundle.add_archive(input)?;
            }
        }
        // Stable: where a file is there twice, the first one given comes
        // first.
        bundle.files.sort_by(|a, b| (a.kind, &a.language).cmp(&(b.kind, &b.language)));
        bundle.leave_out_doubles();
        Ok(bundle)
    }

    /// Finds `v1.1.1` in the name of an input.
    fn note_version(&mut self, input: &Path) {
        let name = file_name(input);
        let found = name
            .split(|c: char| !(c.is_ascii_alphanumeric() || c == '.'))
            .map(|word| word.trim_end_matches(".zip"))
            .find(|word| {
                word.strip_prefix('v').is_some_and(|n| {
                    n.contains('.') && n.chars().all(|c| c.is_ascii_digit() || c == '.')
                })
            });
        let Some(found) = found else { return };
        if self.version.is_empty() {
            found.clone_into(&mut self.version);
        } else if self.version != found {
            let message = format!("it is of {found}, another input of {}", self.version);
            let place = Place::file(file_name(input));
            self.issues.push(Issue::new(codes::ESCO_VERSIONS, place, message));
        }
    }

    /// Adds the files of a folder, the archives in it, and the files of the
    /// folders just below it: as archives are unpacked.
    fn add_folder(&mut self, folder: &Path, descend: bool) -> Result<(), Error> {
        let mut paths = fs::read_dir(folder)
            .and_then(|entries| entries.map(|e| e.map(|e| e.path())).collect::<Result<Vec<_>, _>>())
            .map_err(|source| Error::CannotRead { path: folder.to_owned(), source })?;
        paths.sort();
        for path in paths {
            let is_zip = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("zip"));
            if path.is_dir() && descend {
                self.add_folder(&path, false)?;
            } else if is_zip && path.is_file() {
                self.note_version(&path);
                self.add_archive(&path)?;
            } else if path.is_file() {
                self.add_plain(path);
            }
        }
        Ok(())
    }

    fn add_plain(&mut self, path: PathBuf) {
        let name = file_name(&path).into_owned();
        self.add(name.clone(), &name.clone(), FilePlace::Plain { path, name });
    }

    fn add_archive(&mut self, path: &Path) -> Result<(), Error> {
        let zip_error =
            |e: zip::result::ZipError| Error::Zip { path: path.to_owned(), reason: e.to_string() };
        let file = File::open(path)
            .map_err(|source| Error::CannotRead { path: path.to_owned(), source })?;
        let mut archive = zip::ZipArchive::new(BufReader::new(file)).map_err(zip_error)?;
        let position = self.archives.len();
        for entry in 0..archive.len() {
            let found = archive.by_index_raw(entry).map_err(zip_error)?;
            if !found.is_file() {
                continue;
            }
            let name = found.name().map_err(zip_error)?.into_owned();
            // Some programs write `\` into archives.
            let own = name.rsplit(['/', '\\']).next().unwrap_or(&name).to_owned();
            let place = FilePlace::Zipped { archive: position, entry, name: own.clone() };
            self.add(format!("{}: {own}", file_name(path)), &own, place);
        }
        self.archives.push(archive);
        Ok(())
    }

    fn add(&mut self, name: String, own_name: &str, place: FilePlace) {
        if let Some((kind, language)) = FileKind::of(own_name) {
            self.files.push(BundleFile { kind, language, name, place });
        } else {
            let message = "it is not a file of the bundle, and left unread";
            self.issues.push(Issue::new(codes::FILE_UNKNOWN, Place::file(name), message));
        }
    }

    fn leave_out_doubles(&mut self) {
        let issues = &mut self.issues;
        self.files.dedup_by(|later, first| {
            let same = later.kind == first.kind
                && later.language == first.language
                && later.entry_name().eq_ignore_ascii_case(first.entry_name());
            if same {
                let message = format!("`{}` is read, this one left out", first.name);
                issues.push(Issue::new(codes::FILE_TWICE, Place::file(&later.name), message));
            }
            same
        });
    }

    /// Opens a file and hands it over; gives an issue where it is an entry
    /// of an archive that cannot be opened.
    pub(super) fn read(
        &mut self,
        at: usize,
        use_it: &mut dyn FnMut(&BundleFile, Hashing<'_>),
    ) -> Result<Option<Issue>, Error> {
        let file = &self.files[at];
        match &file.place {
            FilePlace::Plain { path, .. } => {
                let opened = File::open(path)
                    .map_err(|source| Error::CannotRead { path: path.clone(), source })?;
                use_it(file, Hashing::new(Box::new(opened)));
            }
            FilePlace::Zipped { archive, entry, .. } => {
                match self.archives[*archive].by_index(*entry) {
                    Ok(entry) => use_it(file, Hashing::new(Box::new(entry))),
                    Err(error) => {
                        let place = Place::file(&file.name);
                        return Ok(Some(Issue::new(codes::FILE_DAMAGED, place, error.to_string())));
                    }
                }
            }
        }
        Ok(None)
    }
}

fn file_name(path: &Path) -> Cow<'_, str> {
    path.file_name().map_or_else(|| path.to_string_lossy(), OsStr::to_string_lossy)
}

/// A reader that knows the digest of what has passed through it.
pub(super) struct Hashing<'a> {
    inner: Box<dyn Read + 'a>,
    hasher: blake3::Hasher,
}

impl<'a> Hashing<'a> {
    fn new(inner: Box<dyn Read + 'a>) -> Self {
        Self { inner, hasher: blake3::Hasher::new() }
    }

    /// Reads what is left and gives the digest of the whole, in hexadecimal.
    pub(super) fn finish(mut self) -> io::Result<String> {
        io::copy(&mut self, &mut io::sink())?;
        Ok(self.hasher.finalize().to_hex().to_string())
    }
}

impl Read for Hashing<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.hasher.update(&buffer[..read]);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_kind_and_language() {
        let of = |name| FileKind::of(name).map(|(kind, tag)| (kind, tag.to_string()));
        assert_eq!(of("skills_en.csv"), Some((FileKind::Skills, "en".to_owned())));
        assert_eq!(of("ISCOGroups_pt-br.csv").unwrap().1, "pt-br");
        assert_eq!(of("skillSkillRelations.csv").unwrap().0, FileKind::SkillSkills);
        assert_eq!(of("occupationSkillRelations_en.csv").unwrap().0, FileKind::OccupationSkills);
        assert!(matches!(of("greenSkillsCollection_de.csv").unwrap().0, FileKind::Collection(_)));
        assert_eq!(of("greenShareOcc_en.csv"), None);
        assert_eq!(of("readme.txt"), None);
    }
}
