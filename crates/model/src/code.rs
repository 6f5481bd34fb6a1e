//! The stable codes of everything that can be wrong with data, and of the
//! errors that stop a run.
//!
//! A code never changes its meaning; a retired one is never used again. The
//! page `docs/codes.md` is made from this table by `cargo xtask docs`.

use std::fmt;

use crate::Severity;

/// A stable code; what it stands for is in the [`CodeInfo`] that it leads to.
///
/// Compared and ordered by its text.
#[derive(Clone, Copy)]
pub struct Code(&'static CodeInfo);

/// What a code stands for.
#[derive(Debug)]
pub struct CodeInfo {
    /// The text, `PS-CSV-003` for instance.
    pub id: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// What was found, in a few words.
    pub title: &'static str,
    /// Why it matters and how the engine goes on.
    pub effect: &'static str,
    /// What to do about it.
    pub remedy: &'static str,
}

impl Code {
    /// What the code stands for.
    pub const fn info(self) -> &'static CodeInfo {
        self.0
    }

    /// The text of the code, `PS-CSV-003` for instance.
    pub const fn id(self) -> &'static str {
        self.0.id
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.id() == other.id()
    }
}

impl Eq for Code {}

impl PartialOrd for Code {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Code {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.id().cmp(other.id())
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.id())
    }
}

macro_rules! codes {
    ($($name:ident = $id:literal $severity:ident, $title:literal, $effect:literal, $remedy:literal;)+) => {
        /// Every code, as a constant of its own.
        pub mod codes {
            use super::{Code, CodeInfo, Severity};

            $(
                #[doc = $title]
                pub const $name: Code = Code(&CodeInfo {
                    id: $id,
                    severity: Severity::$severity,
                    title: $title,
                    effect: $effect,
                    remedy: $remedy,
                });
            )+

            /// Every code, in the order of the documentation.
            pub const ALL: &[Code] = &[$($name),+];
        }
    };
}

codes! {
    // Files as a whole.
    CANNOT_READ = "PS-FILE-001" Error,
        "a file cannot be opened or read",
        "The command stops: nothing is known of the file's content.",
        "Check that the path is right and readable.";
    IS_DIRECTORY = "PS-FILE-002" Error,
        "a directory stands where a file is expected",
        "The command stops.",
        "Name a file; only `taxonomy import esco` also takes a directory.";
    CANNOT_WRITE = "PS-FILE-003" Error,
        "an output file cannot be written",
        "The command stops, and nothing is left under the file's name: output is written beside it and renamed when whole.",
        "Check free space and permissions of the output's folder.";
    FILE_EMPTY = "PS-FILE-004" Error,
        "a file is empty",
        "Nothing is read from it.",
        "Fetch or export the file again.";
    NOTHING_TO_IMPORT = "PS-FILE-009" Error,
        "the inputs hold no file of the bundle",
        "The command stops, and nothing is written.",
        "Name the zips as downloaded, or the folder that holds their CSV files.";
    FILE_TYPE = "PS-FILE-010" Error,
        "a file's name asks for a type that is not read or written",
        "The command stops before anything is written.",
        "Use .jsonl or .csv for records, .csv, .tsv, .json, .ttl or .nt for crosswalks; unpack or convert what is packed or of another type.";
    FILE_UTF16 = "PS-FILE-011" Error,
        "a file is UTF-16",
        "The command stops: nothing of it is read.",
        "Save the file as UTF-8.";
    FILE_MISSING = "PS-FILE-005" Error,
        "a file of the bundle is missing",
        "The rest of the bundle is read; what the file would have said is absent.",
        "Add the file: ESCO's classification and relations are two downloads, and both are needed.";
    FILE_UNKNOWN = "PS-FILE-006" Info,
        "a file of the bundle is of no known kind",
        "The file is left unread.",
        "None needed, unless its name was changed.";
    FILE_TWICE = "PS-FILE-007" Warning,
        "the same file of the bundle is given twice",
        "The first one is read, the other left out.",
        "Give each file once, and do not mix versions of ESCO.";
    FILE_DAMAGED = "PS-FILE-008" Error,
        "a file of the bundle is damaged",
        "What could be read before the damage is kept.",
        "Fetch the bundle again and compare its size with the publisher's.";
    ZIP_UNREADABLE = "PS-ZIP-001" Error,
        "a zip archive is truncated or damaged",
        "The command stops: a zip lists its files at its end.",
        "Fetch the archive again.";

    // Tables.
    CSV_NO_COLUMN = "PS-CSV-001" Error,
        "a table lacks a column that is needed",
        "No row of the table is read.",
        "Export the table with the publisher's column names; those of profiles and vacancies are in `docs/records-csv.md`.";
    CSV_WIDTH = "PS-CSV-002" Warning,
        "a row has more or fewer fields than the header",
        "The row is left out; in a table of profiles or vacancies that is an error, and the record is rejected.",
        "Look for an unquoted delimiter or quotation mark in the row, or the one before.";
    CSV_DELIMITER = "PS-CSV-003" Warning,
        "a table uses another delimiter than the comma",
        "The table is read with the delimiter found.",
        "None needed; a spreadsheet program has probably saved it anew.";
    CSV_ENCODING = "PS-CSV-004" Warning,
        "a row is not UTF-8",
        "The row is left out; in a table of profiles or vacancies that is an error, and the record is rejected.",
        "Save the table as UTF-8; it is probably Latin-1 or Windows-1252.";
    CSV_TOO_LONG = "PS-CSV-005" Error,
        "a row is longer than any real one, or takes in the rest of the file",
        "Reading stops at this row; the rows before it are kept.",
        "Look for a quotation mark that is never closed.";
    CSV_VALUE = "PS-CSV-006" Warning,
        "a field holds a value that is not understood",
        "The row is left out.",
        "Correct the value, or report it where the publisher has a new one.";
    CSV_SIDE_VALUE = "PS-CSV-007" Warning,
        "a side field holds a value that is not understood",
        "The row is kept without the field.",
        "Correct the value, or report it where the publisher has a new one.";

    // ESCO.
    ESCO_UNKNOWN_CONCEPT = "PS-ESCO-001" Warning,
        "a relation names a concept that no file describes",
        "The row is left out: a concept without a label cannot be shown to anybody.",
        "Check that all files are of one version; the official bundles have a few such rows.";
    ESCO_TWICE = "PS-ESCO-002" Warning,
        "one URI is described twice in a file",
        "The first row is kept, the other left out.",
        "Remove one of the rows.";
    ESCO_FROM_HIERARCHY = "PS-ESCO-003" Info,
        "a skill group is described by the hierarchy table only",
        "The group is taken from there, with status provisional.",
        "None needed.";
    ESCO_NO_SKILL_TYPE = "PS-ESCO-004" Info,
        "a skill has no type",
        "It is read as skill, not knowledge.",
        "None needed.";
    ESCO_SELF = "PS-ESCO-005" Warning,
        "a relation leads from a concept to itself",
        "The row is left out: it says nothing.",
        "None needed.";
    ESCO_UNIT_GROUP = "PS-ESCO-006" Warning,
        "an occupation's ISCO group is not above it in the hierarchy",
        "The hierarchy is kept; the column is not used.",
        "Check that all files are of one version.";
    ESCO_REPEATED = "PS-ESCO-007" Info,
        "a row repeats what an earlier one said",
        "It is counted and adds nothing.",
        "None needed.";
    ESCO_CONFLICT = "PS-ESCO-008" Warning,
        "two rows say different things of the same relation",
        "The stronger one is kept.",
        "Remove one of the rows.";
    ESCO_VERSIONS = "PS-ESCO-009" Warning,
        "the inputs are of different versions",
        "All are read; relations to concepts of the other version are left out.",
        "Give classification and relations of one version.";

    // SKOS integrity conditions, numbered as in the SKOS Reference.
    SKOS_009 = "PS-SKOS-009" Error,
        "an IRI is both a concept and a concept scheme",
        "Both uses are kept apart by place, but other SKOS tools will reject the data.",
        "Give one of the two another IRI. SKOS Reference, S9.";
    SKOS_013 = "PS-SKOS-013" Info,
        "one text is both a preferred and an alternative or hidden label of a concept",
        "The weaker label is dropped: it adds nothing to search.",
        "None needed; ESCO repeats preferred labels among the alternative ones. SKOS Reference, S13.";
    SKOS_014 = "PS-SKOS-014" Warning,
        "a concept has two preferred labels in one language",
        "The first is kept, the other becomes an alternative label.",
        "Choose one. SKOS Reference, S14.";
    SKOS_027 = "PS-SKOS-027" Warning,
        "two concepts are both related and one above the other",
        "Both relations are kept; proximity takes the better.",
        "Remove the `related` statement. SKOS Reference, S27.";
    SKOS_037 = "PS-SKOS-037" Error,
        "an IRI is both a collection and a concept or concept scheme",
        "The first use is kept.",
        "Give one of the two another IRI. SKOS Reference, S37.";
    SKOS_046 = "PS-SKOS-046" Warning,
        "two concepts are mapped as exact and also as broad or related",
        "Both mappings are kept; the exact one wins in matching.",
        "Keep the one that is true. SKOS Reference, S46.";

    // The graph beyond SKOS.
    GRAPH_ORPHAN = "PS-GRAPH-001" Info,
        "a concept hangs in no hierarchy",
        "It is found by search, but no hierarchy makes it near to anything.",
        "Give it a broader concept, or a whole that it is part of.";
    GRAPH_CYCLE = "PS-GRAPH-002" Error,
        "a concept is above itself in the hierarchy",
        "The graph is kept; closures stop at a concept they have seen.",
        "Remove one of the statements of the cycle.";
    GRAPH_SAME_LABEL = "PS-GRAPH-003" Info,
        "two concepts of one scheme and kind share a preferred label",
        "A text equal to it is ambiguous and will not be resolved.",
        "Make the labels distinct.";
    GRAPH_NO_LABEL = "PS-GRAPH-004" Warning,
        "a concept has no label in any language",
        "It is shown by its IRI.",
        "Give it a preferred label.";
    GRAPH_NO_SUCCESSOR = "PS-GRAPH-005" Info,
        "a deprecated concept names no successor",
        "Data that uses it cannot be moved automatically.",
        "State `replaced_by`, where there is a successor.";
    GRAPH_KIND = "PS-GRAPH-006" Warning,
        "two sources give one concept different kinds",
        "The first is kept.",
        "Correct one of the sources.";
    GRAPH_LABEL_CONFLICT = "PS-GRAPH-007" Warning,
        "two taxonomies give one concept different preferred labels",
        "The label of the taxonomy loaded first is kept, the other becomes alternative.",
        "Load one version of the taxonomy only.";
    GRAPH_IRI = "PS-GRAPH-008" Warning,
        "an identifier is no absolute IRI",
        "What it names is left out.",
        "Write the whole IRI, or a CURIE with a known prefix.";
    GRAPH_UNKNOWN_REFERENCE = "PS-GRAPH-009" Error,
        "a statement names a concept that does not exist",
        "The statement is left out.",
        "Correct the identifier, or add the concept.";
    GRAPH_SAME_NOTATION = "PS-GRAPH-010" Warning,
        "two concepts of one scheme share a notation",
        "A look-up by that code is ambiguous.",
        "Correct one of the codes.";
    GRAPH_NOTATION_CONFLICT = "PS-GRAPH-011" Warning,
        "two sources give one concept different notations",
        "The first is kept.",
        "Correct one of the sources.";

    // The taxonomies that ship.
    STANDARD_COVERAGE = "PS-STD-001" Error,
        "a joint standard uses or excuses too few of its ESCO occupation's essential skills",
        "The standard does not ship.",
        "Map the missing skills to outcomes, or excuse them with a reason.";
    STANDARD_OUTCOME = "PS-STD-002" Error,
        "a learning outcome names neither its ESCO skills nor a reason for having none",
        "The standard does not ship.",
        "Add `esco = […]` or `none = \"…\"`, not both.";
    STANDARD_CODE = "PS-STD-003" Error,
        "a code is used twice in a standard",
        "The standard does not ship.",
        "Number units and outcomes uniquely.";
    STANDARD_VALUE = "PS-STD-004" Error,
        "a value of a standard is out of range",
        "The standard does not ship.",
        "Correct the value.";
    STANDARD_LABEL = "PS-STD-005" Error,
        "a standard gives an ESCO concept another label than ESCO",
        "The standard does not ship.",
        "Copy the preferred label of the ESCO version named in `SOURCE.toml`.";
    STANDARD_OVERLAP = "PS-STD-006" Error,
        "two joint standards have too many outcomes in common",
        "The standard does not ship.",
        "Declare the shared units `common` in both, or make one standard of the two.";

    // Snapshots.
    SNAPSHOT_NOT = "PS-SNAP-001" Error,
        "a file is not a Passerelle snapshot",
        "The command stops.",
        "Name a file written by `passerelle taxonomy import`.";
    SNAPSHOT_NEWER = "PS-SNAP-002" Error,
        "a snapshot was written by a newer version",
        "The command stops.",
        "Update Passerelle, or import the source again with this version.";
    SNAPSHOT_TRUNCATED = "PS-SNAP-003" Error,
        "a snapshot ends too early",
        "The command stops.",
        "Copy the file again, or import its source anew.";
    SNAPSHOT_DAMAGED = "PS-SNAP-004" Error,
        "a section of a snapshot is damaged",
        "What needs the section fails; loaded alone, what needs others does not.",
        "Copy the file again, or import its source anew.";

    // Search.
    INDEX_UNUSABLE = "PS-INDEX-001" Error,
        "a search index cannot be built, stored or opened",
        "The command stops.",
        "Remove the `.index` file beside the snapshot, or import with `--no-index`: it is built in memory then.";
    NO_TAXONOMY = "PS-TAX-001" Error,
        "no taxonomy is loaded",
        "The command stops.",
        "Leave `--no-default` out, or name a snapshot with `--taxonomy`.";

    // Profiles and vacancies.
    RECORD_JSON = "PS-REC-001" Error,
        "a record is not JSON, or not of the expected shape",
        "The record is rejected; the run goes on.",
        "Write one JSON object on each line, as `passerelle schema profile` or `schema vacancy` says.";
    RECORD_UNKNOWN_FIELD = "PS-REC-002" Warning,
        "a record has a field that is not known",
        "The field is not used; the record is.",
        "Check the spelling against `passerelle schema profile` or `vacancy`.";
    RECORD_PROTECTED = "PS-REC-003" Warning,
        "a record carries a protected attribute",
        "It is not read, and enters no score.",
        "Leave it out of what you send to matching.";
    RECORD_DUPLICATE_ID = "PS-REC-004" Error,
        "two records have the same id",
        "The first is kept, the other rejected.",
        "Give each record an id of its own.";
    RECORD_TOO_LONG = "PS-REC-005" Error,
        "a record is longer than any real one",
        "The record is rejected without being kept in memory.",
        "Put one record on each line.";
    RECORD_VALUE = "PS-REC-006" Error,
        "a field of a record has a value out of range",
        "The record is rejected; the run goes on.",
        "Correct the value; the message says what is allowed.";
    RECORD_ENCODING = "PS-REC-007" Error,
        "a record is not UTF-8",
        "The record is rejected; the run goes on.",
        "Save the file as UTF-8.";
    RECORD_SKILL_REF = "PS-REC-008" Error,
        "a skill is named in no way, or in more than one",
        "The record is rejected; the run goes on.",
        "Give exactly one of `concept`, `code` and `text`.";
    SKILL_UNKNOWN = "PS-REC-009" Warning,
        "a skill's concept or code is in no loaded taxonomy",
        "The skill is left out of the record.",
        "Load its taxonomy with `--taxonomy`, or correct it.";
    SKILL_NOT_A_SKILL = "PS-REC-010" Warning,
        "a concept is no skill",
        "It is left out of the record.",
        "Name a skill, knowledge, language, skill group or learning outcome.";
    SKILL_AMBIGUOUS = "PS-REC-011" Warning,
        "a skill's text or code fits several concepts",
        "The skill is left out of the record; the candidates are named.",
        "Name the concept meant by its IRI.";
    SKILL_NO_MATCH = "PS-REC-012" Warning,
        "a skill's text fits no concept",
        "The skill is left out of the record.",
        "Reword it, name its language, or name a concept.";
    VACANCY_ASKS_NOTHING = "PS-REC-013" Error,
        "a vacancy asks for nothing that is known",
        "The vacancy is rejected: nothing can be scored against it.",
        "State requirements, or an occupation whose essential skills are known.";
    OCCUPATION_UNKNOWN = "PS-REC-014" Warning,
        "a vacancy's occupation is unknown, or has no essential skills",
        "It adds no requirements to the vacancy, which is rejected where it has none of its own.",
        "Name an ESCO occupation, with its taxonomy loaded.";
    NOTHING_TO_MATCH = "PS-REC-015" Error,
        "a file holds no usable record",
        "The command stops: there is nothing to match.",
        "Name another file, or correct the records that were rejected.";
    RECORD_PERIOD = "PS-REC-016" Error,
        "a period ends before it starts",
        "The record is rejected; the run goes on.",
        "Correct one of the two dates.";
    OCCUPATION_NOT_FOUND = "PS-REC-017" Warning,
        "an occupation is in no loaded taxonomy, or a job title fits none or several",
        "The job counts as work of an unknown occupation; a demand on experience or a licence in it cannot be decided.",
        "Give the code of its ISCO-08 group, or load the taxonomy it is from.";
    QUALIFICATION_UNKNOWN = "PS-REC-018" Warning,
        "a concept is no qualification or unit of a loaded taxonomy",
        "The qualification counts by its stated level and field, and is evidence of no skill.",
        "Load its taxonomy with `--taxonomy`, or correct it.";
    FIELD_UNKNOWN = "PS-REC-019" Warning,
        "a field of education is no code of ISCED-F 2013",
        "The qualification counts as one of an unknown field; for a vacancy, no field is the same.",
        "Give the code of two, three or four digits, `0715` for instance.";
    PARTS_DROPPED = "PS-REC-020" Info,
        "parts of a whole that a vacancy asks for weigh nothing",
        "They are not scored; where the whole is a must-have they still decide.",
        "None needed; name the parts that matter as requirements of their own to give them weight.";
    NO_AS_OF = "PS-REC-021" Warning,
        "a job has no end, and the run no date",
        "The job counts for no months.",
        "Give the day of the run (`--as-of`, or the option `as_of`), or the job's end.";
    JOB_IN_FUTURE = "PS-REC-022" Warning,
        "a job begins after the day of the run",
        "The job counts for no months.",
        "Correct its dates, or the day of the run.";
    RECORD_CELL = "PS-REC-023" Error,
        "a cell of a table does not have the form of its column",
        "The record is rejected; the run goes on.",
        "Separate entries by `|` and their parts by `;`: `W6.3;proficiency=3|W6.4`.";
    RECORD_COLUMN_TWICE = "PS-REC-024" Warning,
        "a table has a column twice",
        "The first one is read.",
        "Rename or remove one of them.";

    MUST_HAVE_UNKNOWN = "PS-REC-025" Error,
        "a must-have of a vacancy is not known",
        "The vacancy is rejected: without the must-have everybody would be eligible.",
        "Name the skill by its concept, or make it a requirement that is no must-have.";

    REQUIREMENT_TWICE = "PS-REC-026" Warning,
        "a vacancy asks for a skill more than once",
        "The requirements become one: the greatest weight and the highest minimum count, and one must-have makes a must-have.",
        "State each skill once.";

    // Official mapping tables.
    XWALK_HEADER = "PS-XWALK-001" Error,
        "a mapping table has no header that is understood",
        "Nothing is read from it.",
        "Above the rows, within the first 60, there must be a header such as `Classification 1 URI, Classification 1 PrefLabel, Classification 2 ID, Classification 2 PrefLabel, Mapping relation`; docs/crosswalks/your-own-table.md says more.";

    XWALK_BLANK = "PS-XWALK-002" Info,
        "a row of a mapping table is blank",
        "The row is left out and counted.",
        "Nothing needs to be done.";

    XWALK_RELATION = "PS-XWALK-003" Warning,
        "a row states no relation that is known",
        "The row is left out.",
        "State exactMatch, closeMatch, broadMatch, narrowMatch, relatedMatch, exactISCO or `no relation`.";

    XWALK_IDENTIFIER = "PS-XWALK-004" Warning,
        "a row does not identify one of its two concepts",
        "The row is left out.",
        "Give the concept's URI, its UUID or its code; for codes of ESCO, load ESCO with `--taxonomy`.";

    XWALK_TWICE = "PS-XWALK-005" Info,
        "a mapping stands in a table twice",
        "The second row is left out; nothing is lost.",
        "Remove the row from the table.";

    XWALK_COLUMN = "PS-XWALK-006" Info,
        "a column of a mapping table is not understood",
        "The column is not used.",
        "Rename it after one of the official tables if it identifies or labels a concept.";

    XWALK_METADATA = "PS-XWALK-007" Warning,
        "the metadata of a mapping table lack something",
        "The table is read; what depends on it is marked as unknown.",
        "Add the row above the header, as the official tables have it.";

    XWALK_NOT_LOADED = "PS-XWALK-008" Info,
        "a crosswalk names concepts that no taxonomy which is loaded has",
        "The concepts are kept with the status `not-loaded`, their labels and mappings with them.",
        "Load the version that the crosswalk was made for, or bring the crosswalk to yours with `taxonomy migrate`.";

    XWALK_UNUSED = "PS-XWALK-009" Info,
        "mappings of a crosswalk have no place in the graph",
        "Mappings that are negated, of literals or of another vocabulary's predicates are left out of it.",
        "Nothing needs to be done: SKOS has no word for them.";

    XWALK_MANIFEST = "PS-XWALK-010" Error,
        "the manifest of crosswalks is not sound",
        "The command stops.",
        "Correct the entry; the manifest's first comment says what it holds.";

    // Translations.
    TRANSLATE_UNKNOWN = "PS-TRN-001" Warning,
        "what is to be translated is in no taxonomy that is loaded",
        "It is left out and counted.",
        "Check the identifier or code, and load its classification with `--taxonomy` or `--crosswalk`.";

    TRANSLATE_AMBIGUOUS = "PS-TRN-002" Warning,
        "a code to be translated is that of several concepts",
        "It is left out and counted.",
        "Say which classification the codes are of with `--from`, or give IRIs or CURIEs.";

    // Policies.
    POLICY_SHAPE = "PS-POL-001" Error,
        "a policy is not TOML, has an unknown key, or a value of the wrong kind",
        "The command stops.",
        "Start from `passerelle policy show`, which documents every key.";
    POLICY_RANGE = "PS-POL-002" Error,
        "a number of a policy is out of its range",
        "The command stops.",
        "Correct the number; the message says what is allowed.";

    // Runs.
    TOO_MANY_REJECTED = "PS-RUN-001" Error,
        "more records were rejected than allowed",
        "The run stops and leaves no output; the rejects file says what was wrong with each.",
        "Correct the records, or allow more with `--max-errors`.";
    OUTPUT_IS_INPUT = "PS-RUN-002" Error,
        "an output would take the place of an input or of another output",
        "The command stops before anything is written.",
        "Give each file a name of its own.";
    NO_SUCH_RECORD = "PS-RUN-003" Error,
        "no usable record of a file has the id asked for",
        "The command stops.",
        "Check the id, and whether the record was rejected.";

    // RDF: SKOS vocabularies and mappings as Turtle or N-Triples.
    RDF_SYNTAX = "PS-RDF-001" Error,
        "a statement is not what its format allows",
        "The statement is left out; reading goes on after it.",
        "Correct the line, or export the file again as Turtle or N-Triples.";
    RDF_CUT_SHORT = "PS-RDF-002" Error,
        "a file of RDF is not read to its end",
        "What comes before is kept.",
        "Look for a quotation mark that is never closed, or for a file of another format.";
    RDF_NOTHING = "PS-RDF-003" Error,
        "a file of RDF holds no SKOS concept and no mapping",
        "Nothing is read from it.",
        "Check that the file is a SKOS vocabulary; other vocabularies must be converted first.";
    RDF_UNUSED = "PS-RDF-004" Info,
        "a file of RDF has statements that are not read",
        "They are counted by property and left out.",
        "None needed, unless the property says something that matching should know.";
    RDF_UNTAGGED = "PS-RDF-005" Info,
        "texts of a file of RDF name no language",
        "They are read as texts of the default language.",
        "None needed, where the default language is theirs; else name it as an option, or tag the texts.";
    RDF_LANGUAGE = "PS-RDF-006" Warning,
        "a text has a language tag that is not understood",
        "The text is left out.",
        "Write a tag of BCP 47: `en`, `pt-BR`.";
    RDF_BLANK = "PS-RDF-007" Warning,
        "a concept, scheme or collection of RDF is a blank node",
        "What is said of it is left out: nothing outside the file could name it.",
        "Give it an IRI.";
    RDF_OBJECT = "PS-RDF-008" Warning,
        "a statement has an object that its property cannot have",
        "The statement is left out.",
        "Correct the object: a label is a text, a relation leads to an IRI.";
    RDF_UNTYPED = "PS-RDF-009" Info,
        "concepts are not stated to be concepts",
        "They are read as concepts, for what is said of them can be said of concepts only.",
        "None needed; state `a skos:Concept` to make it plain.";
    RDF_NESTED = "PS-RDF-010" Info,
        "a collection is a member of a collection",
        "The concepts of the inner collection are not members of the outer one.",
        "State the members of each collection. SKOS Reference, section 9.";
    // Mapping sets.
    SSSOM_METADATA = "PS-SSSOM-001" Error,
        "the metadata of a mapping set is not YAML, or not of the expected shape",
        "What is wrong is left out; where nothing can be read of it, the mappings are read with the built-in prefixes only.",
        "Write the metadata as YAML: one `name: value` for each slot, without aliases.";
    SSSOM_JSON = "PS-SSSOM-002" Error,
        "a mapping set or mapping is not JSON, or not of the expected shape",
        "A mapping of the wrong shape is left out; of what is not JSON, nothing is read.",
        "Write one JSON object with a list `mappings`, each of them an object.";
    SSSOM_NO_MAPPINGS = "PS-SSSOM-003" Warning,
        "a mapping set has no table of mappings",
        "Only its metadata is read.",
        "Put the table behind the metadata; its header is needed even where no mapping follows.";
    SSSOM_INCOMPLETE = "PS-SSSOM-004" Warning,
        "a mapping set has no identifier or no licence",
        "The set is read; others cannot cite it, or do not know whether they may use it.",
        "State `mapping_set_id` and `license` in the metadata.";
    SSSOM_PREFIX = "PS-SSSOM-005" Warning,
        "a prefix cannot be declared as stated",
        "The declaration is left out; a built-in prefix keeps its meaning.",
        "Declare a name for an absolute IRI, and leave the built-in prefixes out.";
    SSSOM_UNKNOWN_PREFIX = "PS-SSSOM-006" Error,
        "a mapping's subject, predicate, object or justification has a prefix that is not declared",
        "The mapping is left out: what it is about is not known.",
        "Declare the prefix in `curie_map`.";
    SSSOM_REFERENCE = "PS-SSSOM-007" Error,
        "a mapping's subject, predicate, object or justification is not an identifier",
        "The mapping is left out: what it is about is not known.",
        "Write a CURIE, `skos:exactMatch` for instance; where there is no counterpart, `sssom:NoTermFound`.";
    SSSOM_SIDE_REFERENCE = "PS-SSSOM-008" Warning,
        "a side slot asks for an identifier and holds another text",
        "The value is kept as it stands; nothing can be looked up by it.",
        "Write a CURIE whose prefix is declared, or in a slot of URIs an absolute URI.";
    SSSOM_NEEDED = "PS-SSSOM-009" Error,
        "a mapping lacks a value that it needs",
        "The mapping is left out.",
        "State subject, predicate, object and justification; a literal has the type `rdfs literal` and a label instead of an identifier.";
    SSSOM_MODIFIER = "PS-SSSOM-010" Error,
        "the modifier of a predicate is not known",
        "The mapping is left out: without the modifier it might say the opposite.",
        "Write `Not`, or leave the slot empty.";
    SSSOM_IRI = "PS-SSSOM-011" Info,
        "an identifier is written in full",
        "It is read as it stands; told once for each slot.",
        "None needed; SSSOM asks for CURIEs in tables, and some tools refuse others.";
    SSSOM_EXTENSION = "PS-SSSOM-012" Warning,
        "the definition of a slot cannot be used",
        "The definition is left out; values of the slot are kept as text.",
        "Give `slot_name`, a name that the standard does not use, and `property` and `type_hint` as CURIEs; define each slot and property once.";
    SSSOM_UNDEFINED = "PS-SSSOM-013" Info,
        "a slot is neither of the standard nor defined in the set",
        "Its values are kept as text; told once for each slot.",
        "Define it in `extension_definitions`, or correct its name.";
    SSSOM_MISPLACED = "PS-SSSOM-014" Info,
        "a slot of mappings stands on the set, or the other way round",
        "Its values are kept where they stand; told once for each slot.",
        "Move it to where the standard has it.";
    SSSOM_TWICE = "PS-SSSOM-015" Warning,
        "a slot, column or prefix is stated twice",
        "The first one is used.",
        "Remove or rename one of them; a list belongs into one cell, separated by `|`.";
    SSSOM_VERSION = "PS-SSSOM-016" Info,
        "a set uses slots of a later version than it names",
        "They are read; a set that names no version is one of 1.0.",
        "State `sssom_version: \"1.1\"` in the metadata.";
    SSSOM_VOCABULARY = "PS-SSSOM-017" Warning,
        "an identifier is none of the standard's vocabulary",
        "It is kept as it stands.",
        "Use a term of the Semantic Mapping Vocabulary for a justification, and `sssom:NoTermFound` where there is no counterpart.";
    SSSOM_DOT = "PS-SSSOM-018" Info,
        "a cell holds a full stop and nothing else",
        "It is read as empty, except in a slot of free text; told once for each slot.",
        "Leave the cell empty.";
    SSSOM_SET_AND_MAPPING = "PS-SSSOM-019" Info,
        "a slot stands on the set and on some of its mappings",
        "Both are kept; a mapping's own value counts for it.",
        "State it on the set or on every mapping: other tools ignore the set's value where both are stated.";
    SSSOM_RECORD_TWICE = "PS-SSSOM-020" Warning,
        "two mappings have the same `record_id`",
        "Both are kept.",
        "Give every mapping an identifier of its own, or none.";
    SSSOM_SLOT_NAME = "PS-SSSOM-021" Warning,
        "a column or key cannot be the name of a slot",
        "Its values are not read.",
        "Begin the name with a letter and use letters, digits, `_`, `-` and `.` only.";
    // Operations on crosswalks.
    MAP_NOT_INVERTIBLE = "PS-MAP-001" Warning,
        "a mapping cannot be read from its object",
        "It is left out of the inverse: no predicate is known that says the same the other way round.",
        "Keep the set as published beside its inverse, or restate the mapping with a predicate of SKOS.";
    MAP_MERGE_CONFLICT = "PS-MAP-002" Warning,
        "two sets say different things of one pair",
        "Both mappings are kept; nothing is decided.",
        "Review the pair and delete the mapping that is wrong.";
    MAP_MERGE_SLOT = "PS-MAP-003" Info,
        "two sets differ in what they say of themselves",
        "The merged set does not state it; the two sets are named as its sources.",
        "State the slot for the merged set, its licence above all.";
    MAP_VERDICT_LOST = "PS-MAP-004" Warning,
        "the reviewed verdict on a set does not reach what is made of it",
        "Broad and narrow stay as published there, and whoever reads it takes them so.",
        "Write SSSOM, which keeps the set's identifier; merge sets of one direction only, and record a verdict for the new set.";
    MAP_NOT_SKOS = "PS-MAP-005" Warning,
        "SKOS has no place for a mapping",
        "It is left out: one of another vocabulary, one that does not hold, of a literal, or the statement that there is no counterpart.",
        "Write SSSOM (.sssom.tsv or .json), which has a place for all of them.";
    MAP_NOTHING_MET = "PS-MAP-006" Warning,
        "two crosswalks that were composed have nothing in common",
        "The composed set is empty.",
        "The objects of the first must be subjects of the second; turn one of them with `crosswalk invert`.";

    // The lint of crosswalks.
    LINT_INVERTED = "PS-LINT-001" Warning,
        "mappings point the wrong way",
        "They are used as published unless a reviewed verdict says otherwise.",
        "Ask the publisher which way the predicate is meant, and record the verdict for the set and version.";
    LINT_EXACT_MANY = "PS-LINT-002" Warning,
        "a concept is exactly the same as several",
        "Each is used; all but one are probably close, broad or narrow.",
        "Keep `exactMatch` for the one that fits, and restate the others.";
    LINT_CYCLE = "PS-LINT-003" Warning,
        "a concept is broader than itself",
        "A translation never visits a concept twice, but at least one step of the circle is wrong.",
        "Find the step that does not hold and delete or turn it.";
    LINT_CONFLICT = "PS-LINT-004" Warning,
        "one pair is mapped with predicates that exclude one another",
        "Each mapping is used as it stands, the best first.",
        "Decide which predicate holds, and delete the others.";
    LINT_DEPRECATED = "PS-LINT-005" Warning,
        "a mapping ends at a deprecated concept",
        "The mapping is used; what it leads to is out of use.",
        "Map to what replaced the concept.";
    LINT_UNKNOWN = "PS-LINT-006" Warning,
        "a mapping ends at a concept that its scheme does not have",
        "The mapping cannot be used.",
        "Check for a slip in the identifier, or load the version of the scheme that the set was made for.";
    LINT_COVERAGE = "PS-LINT-007" Info,
        "concepts of the mapped scheme have no mapping",
        "They translate to nothing, and nothing says that this is meant.",
        "Map them, or state `sssom:NoTermFound` for those without a counterpart.";
    LINT_DUPLICATE = "PS-LINT-008" Info,
        "a mapping is stated twice",
        "It counts once.",
        "Delete one of the two.";
    LINT_EXACT_LEVELS = "PS-LINT-009" Warning,
        "a single concept is exactly the same as a group",
        "It is used as stated; a group has other members, for whom it is wrong.",
        "Restate it as `broadMatch` where the object is the group, else as `narrowMatch`.";
    LINT_LABEL_SAME = "PS-LINT-010" Info,
        "labels say the same where the predicate does not",
        "It is used as stated.",
        "Check whether `exactMatch` is meant; where the schemes draw the concept apart, say so in a comment.";
    // Migration to another version of a taxonomy.
    MIGRATE_NO_SUCCESSOR = "PS-MIG-001" Error,
        "a record names a concept that is gone and has no successor",
        "The reference is left as written; nothing will be found under it.",
        "Look for its meaning with `taxonomy search` on the new snapshot, and name the concept found.";
    MIGRATE_SEVERAL_SUCCESSORS = "PS-MIG-002" Error,
        "a record names a concept that several others replace",
        "The reference is left as written: which of them is meant, only the record's owner knows.",
        "Name the one that is meant; the message lists them.";
    MIGRATE_SEVERAL_LABELS = "PS-MIG-003" Error,
        "a record names a concept that is gone, and several have its label now",
        "The reference is left as written.",
        "Name the one that is meant; the message lists them.";
    MIGRATE_CODE_REUSED = "PS-MIG-004" Error,
        "a record names a concept that is gone, and its code now stands beside another label",
        "The reference is left as written, for codes are given again to other meanings; one by code means the other concept from now on.",
        "Compare the two descriptions; where the meaning is the same, name the concept that the message gives.";
    MIGRATE_CIRCLE = "PS-MIG-005" Error,
        "the successors of a concept lead in a circle",
        "The reference is left as written.",
        "Correct `replaced_by` in the taxonomy, or name the concept that is meant.";
    MIGRATE_AMBIGUOUS_CODE = "PS-MIG-006" Error,
        "a record's code is that of several concepts of the old taxonomy",
        "The reference is left as written.",
        "Name the concept by its IRI.";
    MIGRATE_UNKNOWN = "PS-MIG-007" Warning,
        "a record names a concept that is in none of the loaded taxonomies",
        "The reference is left as written.",
        "Correct it, give the snapshot that it was written for with `--from`, or load its taxonomy with `--taxonomy`.";
    MIGRATE_BY_LABEL = "PS-MIG-008" Info,
        "a reference is moved because the labels are the same",
        "It is written with the concept that has the label now.",
        "None needed; look over the moves where much depends on them.";
}

#[cfg(test)]
mod tests {
    use super::codes;

    #[test]
    fn codes_are_unique_and_well_formed() {
        let mut seen = std::collections::BTreeSet::new();
        for code in codes::ALL.iter().map(|code| code.info()) {
            assert!(seen.insert(code.id), "{} twice", code.id);
            let parts: Vec<&str> = code.id.split('-').collect();
            assert!(
                parts.len() == 3 && parts[0] == "PS" && parts[2].len() == 3,
                "{} is not of the form PS-AREA-000",
                code.id
            );
            assert!(code.effect.ends_with('.') && code.remedy.contains('.'), "{}", code.id);
            assert!(!code.title.ends_with('.'), "{}", code.id);
        }
    }
}
