//! The command line.

mod align;
mod crosswalk;
mod recognise;
mod standard;

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use passerelle_model::{ConceptKind, Date, LanguageTag, SchemaName};

pub(crate) use align::{AlignCommand, Template};
pub(crate) use crosswalk::CrosswalkCommand;
pub(crate) use recognise::{LawCommand, RecogniseCommand};
pub(crate) use standard::{ImportStandardCommand, LanguageCommand, LevelCommand, StandardCommand};

/// Skills matching and qualification recognition across national standards.
#[derive(Debug, Parser)]
#[command(
    name = "passerelle",
    version,
    arg_required_else_help = true,
    after_help = "Exit codes: 0 done (warnings included), 1 findings or rejected records, \
                  2 bad usage or unreadable input, 3 undetermined (`recognise` of a single case), \
                  70 a bug of this program."
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(crate) struct Common {
    /// A snapshot to load beside the embedded default; may be repeated.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) taxonomy: Vec<PathBuf>,
    /// A crosswalk to load with the classification that it maps: an official
    /// mapping table (.csv), SSSOM (.sssom.tsv, .tsv, .csv, .json) or SKOS (.ttl,
    /// .nt); may be repeated.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) crosswalk: Vec<PathBuf>,
    /// Read every mapping as published, whatever was found about the direction
    /// of its set.
    #[arg(long, global = true)]
    pub(crate) as_published: bool,
    /// Leave the embedded default out.
    #[arg(long, global = true)]
    pub(crate) no_default: bool,
    /// How to print: for people, or as one JSON object.
    #[arg(long, global = true, value_enum, default_value = "text")]
    pub(crate) format: Format,
    /// A matching policy in TOML; `policy show` prints the default.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,
    /// The language in which concepts are named, where they have labels in it.
    #[arg(long, global = true, value_name = "TAG", default_value = "en")]
    pub(crate) language: LanguageTag,
    /// Write every issue to a file, one JSON object on each line.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) issues: Option<PathBuf>,
    /// Exit with 1 where there is any warning.
    #[arg(long, global = true)]
    pub(crate) strict: bool,
    /// How many threads to use, at most 256; all cores where absent.
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) threads: Option<u16>,
    /// Print no progress and no issues.
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
}

impl Common {
    /// Refuses outputs that would take the place of an input or of one
    /// another; the common options' files are among both.
    pub(crate) fn check_files(
        &self,
        inputs: &[&PathBuf],
        outputs: &[Option<&PathBuf>],
    ) -> Result<(), passerelle::Error> {
        let inputs: Vec<&Path> = inputs
            .iter()
            .copied()
            .chain(&self.taxonomy)
            .chain(&self.crosswalk)
            .chain(&self.policy)
            .map(PathBuf::as_path)
            .collect();
        let outputs = outputs.iter().copied().flatten().chain(&self.issues);
        let outputs: Vec<&Path> = outputs.map(PathBuf::as_path).collect();
        passerelle::batch::check_outputs(&inputs, &outputs)
    }
}

/// How to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// One JSON object with `schema_version`.
    Json,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Import, look into and search taxonomies.
    #[command(subcommand)]
    Taxonomy(TaxonomyCommand),
    /// Import, check and compare crosswalks between classifications.
    #[command(subcommand)]
    Crosswalk(CrosswalkCommand),
    /// Translate concepts of one classification into another, along the
    /// crosswalks between them.
    Translate(TranslateCommand),
    /// Match profiles and vacancies, ranked and explained, in both
    /// directions.
    Match(MatchCommand),
    /// Put the shards of a match together: what comes out is what one run over
    /// everything would have written.
    Merge(MergeCommand),
    /// Explain one pair in words: what is met and by what, what is missing,
    /// who may apply.
    Explain(ExplainCommand),
    /// Show what the program does, on data that it carries: a corridor of
    /// forty candidates and fifteen vacancies.
    Demo,
    /// Hold a curriculum, a standard or people against standards: what is
    /// covered, by what, and what is missing.
    Align(AlignCommand),
    /// Propose what recognition law leads to in a case: equivalence, licence,
    /// points, with every rule that was tried.
    Recognise(RecogniseCommand),
    /// List, show and check the law tables behind it.
    #[command(subcommand)]
    Law(LawCommand),
    /// Show and check matching policies.
    #[command(subcommand)]
    Policy(PolicyCommand),
    /// Write, check, show and list vocational standards.
    #[command(subcommand)]
    Standard(StandardCommand),
    /// Convert a level of one framework to another, and say what that rests
    /// on.
    Level(LevelCommand),
    /// Say what a result in a language test stands for.
    Language(LanguageCommand),
    /// Print the JSON Schema of a shape that is read or written.
    #[command(after_help = "Example:\n  passerelle schema profile > profile.schema.json")]
    Schema {
        /// alignment, curriculum, issue, language-test, level, manifest, match, policy, profile,
        /// standard, standard-list, translation or vacancy.
        name: SchemaName,
    },
    /// Print the completions of a shell.
    #[command(
        after_help = "Example:\n  passerelle completions bash > /etc/bash_completion.d/passerelle"
    )]
    Completions {
        /// The shell.
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum TaxonomyCommand {
    /// Import a taxonomy into a snapshot.
    #[command(subcommand)]
    Import(ImportCommand),
    /// Say what a snapshot holds; without FILE, the embedded default and what
    /// `--taxonomy` adds.
    #[command(after_help = "Example:\n  passerelle taxonomy info esco.snapshot")]
    Info {
        /// The snapshot.
        file: Option<PathBuf>,
    },
    /// Read the whole of a snapshot and check its integrity.
    #[command(
        after_help = "Checks the SKOS conditions S9, S13, S14, S27, S37 and S46, cycles, orphans, \
                      labels and codes.\nExample:\n  passerelle taxonomy check esco.snapshot"
    )]
    Check {
        /// The snapshot; without it, the embedded default and what
        /// `--taxonomy` adds.
        file: Option<PathBuf>,
    },
    /// Show one concept.
    #[command(after_help = "Examples:\n  passerelle taxonomy concept isco:7212\n  \
                      passerelle taxonomy concept joint:welder/W3.1 --format json")]
    Concept {
        /// An IRI, a CURIE or a code.
        id: String,
    },
    /// Find concepts by words or by code.
    #[command(
        after_help = "Examples:\n  passerelle taxonomy search 'welders'\n  passerelle taxonomy \
                      search 'fork lift drivr' --kind occupation --taxonomy esco.snapshot"
    )]
    Search(SearchCommand),
    /// Compare two snapshots concept by concept; exit with 1 where they differ.
    #[command(
        after_help = "Example:\n  passerelle taxonomy diff esco-1.1.0.snapshot esco-1.1.1.snapshot"
    )]
    Diff {
        /// The old snapshot.
        old: PathBuf,
        /// The new snapshot.
        new: PathBuf,
    },
    /// Move profiles or vacancies from one version of a taxonomy to another.
    Migrate(MigrateCommand),
}

#[derive(Debug, Args)]
#[command(
    after_help = "Only references to concepts are written anew; whatever else a record holds stays. \
                  What cannot be moved is left as written and told, and makes exit code 1.\n\
                  Example:\n  passerelle taxonomy migrate profiles.jsonl --from \
                  esco-1.1.0.snapshot --to esco-1.1.1.snapshot --out moved.jsonl"
)]
pub(crate) struct MigrateCommand {
    /// Profiles or vacancies as JSON lines or CSV, or a mapping set as SSSOM or
    /// SKOS, by its name.
    pub(crate) file: PathBuf,
    /// The snapshot that the file was written for.
    #[arg(long, value_name = "FILE")]
    pub(crate) from: PathBuf,
    /// The snapshot to move it to.
    #[arg(long, value_name = "FILE")]
    pub(crate) to: PathBuf,
    /// Where to write the file moved, of the same type; `-` for standard
    /// output.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
}

/// `passerelle taxonomy import skos`.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  passerelle taxonomy import skos fixtures/skos/trades.ttl --kind \
                  occupation --out trades.snapshot"
)]
pub(crate) struct ImportSkosCommand {
    /// Vocabularies, in any order: Turtle (.ttl) or N-Triples (.nt).
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// The snapshot to write.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    /// What concepts are that no file says the kind of.
    #[arg(long, value_name = "KIND", default_value = "skill")]
    pub(crate) kind: ConceptKind,
    /// The language of texts that name none.
    #[arg(long, value_name = "TAG", default_value = "en")]
    pub(crate) lang: LanguageTag,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ImportCommand {
    /// SKOS vocabularies with their mappings.
    Skos(ImportSkosCommand),
    /// Vocational standards in our own TOML.
    Standard(ImportStandardCommand),
    /// The official ESCO CSV bundle: the zips of the classification and of
    /// the relations, or folders with their files.
    #[command(
        after_help = "Several languages merge: give the classification of each.\nExample:\n  \
                      passerelle taxonomy import esco 'ESCO dataset - v1.1.1 - classification - \
                      en - csv.zip' 'ESCO dataset - v1.1.1 - relations - csv.zip' --out \
                      esco.snapshot"
    )]
    Esco {
        /// Zips, folders or single CSV files, in any order.
        #[arg(required = true, value_name = "ZIP|DIR")]
        inputs: Vec<PathBuf>,
        /// The snapshot to write; `-` for standard output.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Do not write the search index beside the snapshot.
        #[arg(long)]
        no_index: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct SearchCommand {
    /// Words or a code.
    pub(crate) text: String,
    /// Only concepts of this kind; may be repeated. `skill` stands for
    /// skills, knowledge, transversal skills, languages and outcomes.
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: Vec<String>,
    /// Only concepts of this scheme, by IRI, CURIE or title.
    #[arg(long, value_name = "SCHEME")]
    pub(crate) scheme: Option<String>,
    /// Only labels of this language.
    #[arg(long, value_name = "TAG")]
    pub(crate) lang: Option<LanguageTag>,
    /// How many concepts to show.
    #[arg(long, default_value = "10", value_name = "N")]
    pub(crate) limit: NonZeroUsize,
    /// Complete what is being typed: concepts with a label that starts so.
    #[arg(long)]
    pub(crate) complete: bool,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Every answer names its path, what each hop keeps, and how sure it is; what is \
                  not mapped says why, with the nearest broader concept.\nExamples:\n  passerelle \
                  translate 'B 29302-100' --to fr-rome --taxonomy national.snapshot\n  passerelle \
                  translate codes.csv --from de-kldb --to fr-rome --out translated.csv --taxonomy \
                  national.snapshot\n  passerelle translate --from de-kldb --to fr-rome --out - \
                  --taxonomy national.snapshot"
)]
pub(crate) struct TranslateCommand {
    /// An IRI, a CURIE or a code, or a file with one on each line (in a table,
    /// in the first column); every concept of `--from` where absent.
    pub(crate) what: Option<String>,
    /// The classification to translate to, by prefix, IRI or title.
    #[arg(long, value_name = "SCHEME")]
    pub(crate) to: String,
    /// The classification that codes are of.
    #[arg(long, value_name = "SCHEME", required_unless_present = "what")]
    pub(crate) from: Option<String>,
    /// What the translation is for.
    #[arg(long, value_enum, default_value = "people")]
    pub(crate) purpose: Purpose,
    /// How many translations of each concept to give at most.
    #[arg(long, default_value = "10", value_name = "N")]
    pub(crate) limit: NonZeroUsize,
    /// Where to write, as JSON lines (.jsonl) or CSV (.csv) by its name; `-`
    /// for standard output, where JSON lines of more than one concept go
    /// without it too.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// What a translation is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Purpose {
    /// For people to read.
    People,
    /// For what a person can do.
    Evidence,
    /// For what a vacancy asks.
    Requirements,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Files are JSON lines, or CSV where the name ends in .csv; `passerelle schema profile` \
                  and `schema vacancy` say what a record may hold. Beside the output stand the \
                  rejects and the manifest: matches.rejects.jsonl, matches.manifest.json.\n\
                  Examples:\n  passerelle match profiles.jsonl vacancies.jsonl --out \
                  matches.jsonl\n  passerelle match register.csv vacancies.csv --out matches.csv \
                  --explain none --max-errors 100\n  passerelle match profiles.jsonl \
                  vacancies.jsonl --by vacancy --top 3 --out - | head -1"
)]
pub(crate) struct MatchCommand {
    #[command(flatten)]
    pub(crate) files: RecordFiles,
    /// Where to write the lists, by its name as JSON lines, CSV or Parquet
    /// (`.jsonl`, `.csv`, `.parquet`), the first two packed with `.gz` or
    /// `.zst` behind; `-` for standard output.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    #[command(flatten)]
    pub(crate) beside: BesideArgs,
    /// Whose lists to make.
    #[arg(long, value_enum, default_value = "both")]
    pub(crate) by: By,
    /// How many matches a list has at most.
    #[arg(long, default_value = "10", value_name = "N")]
    pub(crate) top: NonZeroUsize,
    /// How many near misses a list has at most: those that fail exactly one
    /// demand.
    #[arg(long, default_value = "3", value_name = "N")]
    pub(crate) near_misses: usize,
    /// How much each match explains.
    #[arg(long, value_enum, default_value = "full")]
    pub(crate) explain: Explain,
    /// Order every list by one number; else candidates' lists by fit and
    /// vacancies' by score.
    #[arg(long, value_enum)]
    pub(crate) rank: Option<Rank>,
    /// Decides the order of equals.
    #[arg(long, default_value = "0", value_name = "N")]
    pub(crate) seed: u64,
    /// Stop when more records than this are rejected.
    #[arg(long, value_name = "N")]
    pub(crate) max_errors: Option<u64>,
    /// How much memory to take, as `512M` or `2G`: where it is little, fewer
    /// profiles are worked on at a time. Taxonomies and the lists of vacancies
    /// come on top.
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub(crate) memory: Option<u64>,
    /// Go on where a run with the same inputs and options was stopped, however
    /// it was; begin where there is none.
    #[arg(long)]
    pub(crate) resume: bool,
    /// Do one part of the work, `2/4`, and leave it in a folder beside the
    /// output; `passerelle merge` puts the parts together.
    #[arg(long, value_name = "I/N", value_parser = shard)]
    pub(crate) shard: Option<(u64, u64)>,
    /// Say on standard error what the time was spent on.
    #[arg(long)]
    pub(crate) timings: bool,
}

/// The shards of a run, and where to write them as one.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  passerelle match people.parquet posts.jsonl --out m.jsonl --shard 1/2\n  \
                  passerelle match people.parquet posts.jsonl --out m.jsonl --shard 2/2\n  \
                  passerelle merge m.jsonl.shard-1-of-2 m.jsonl.shard-2-of-2 --out m.jsonl"
)]
pub(crate) struct MergeCommand {
    /// The folders that `match --shard` left, every one of a run.
    #[arg(required = true, value_name = "SHARD")]
    pub(crate) shards: Vec<PathBuf>,
    /// Where to write the lists, as the type of file that the shards were made
    /// for.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    #[command(flatten)]
    pub(crate) beside: BesideArgs,
}

/// What is written beside lists.
#[derive(Debug, Args)]
pub(crate) struct BesideArgs {
    /// Where to write what was wrong with rejected records, as JSON lines;
    /// beside the output where absent.
    #[arg(long, value_name = "FILE")]
    pub(crate) rejects: Option<PathBuf>,
    /// Where to write the manifest; beside the output where absent.
    #[arg(long, value_name = "FILE")]
    pub(crate) manifest: Option<PathBuf>,
}

/// Bytes, in KiB, MiB or GiB where a letter says so.
fn size(text: &str) -> Result<u64, String> {
    let (digits, unit) = match text.chars().last().map(|c| c.to_ascii_uppercase()) {
        Some('K') => (text.get(..text.len() - 1), 1 << 10),
        Some('M') => (text.get(..text.len() - 1), 1 << 20),
        Some('G') => (text.get(..text.len() - 1), 1 << 30),
        _ => (Some(text), 1),
    };
    let number = digits.and_then(|digits| digits.parse::<u64>().ok());
    let bytes = number.and_then(|number| number.checked_mul(unit));
    bytes.ok_or_else(|| "a number of bytes is expected, with K, M or G behind it or not".to_owned())
}

/// Which of how many.
fn shard(text: &str) -> Result<(u64, u64), String> {
    let parts = text.split_once('/').and_then(|(i, n)| Some((i.parse().ok()?, n.parse().ok()?)));
    parts
        .filter(|(i, n): &(u64, u64)| (1..=*n).contains(i))
        .ok_or_else(|| "I/N is expected, with I from 1 to N: 2/4".to_owned())
}

/// Two files of records, and the day of the run.
#[derive(Debug, Args)]
pub(crate) struct RecordFiles {
    /// The candidates: JSON lines, CSV or Parquet by its name, the first two
    /// packed with `.gz` or `.zst` behind; `-` for standard input, as JSON
    /// lines.
    pub(crate) profiles: PathBuf,
    /// The vacancies, likewise.
    pub(crate) vacancies: PathBuf,
    /// The day of the run, YYYY-MM-DD: work after it does not count, and jobs
    /// without an end go on until it; today where absent.
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<Date>,
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  passerelle explain P01 V01 fixtures/corridor/profiles.jsonl \
                  fixtures/corridor/vacancies.jsonl")]
pub(crate) struct ExplainCommand {
    /// The id of the candidate.
    pub(crate) profile: String,
    /// The id of the vacancy.
    pub(crate) vacancy: String,
    #[command(flatten)]
    pub(crate) files: RecordFiles,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PolicyCommand {
    /// Print the policy in use as a TOML file that documents every number.
    #[command(after_help = "Example:\n  passerelle policy show > policy.toml")]
    Show,
    /// Check a policy file: its keys, its ranges, the laws it must keep.
    #[command(after_help = "Example:\n  passerelle policy check policy.toml")]
    Check {
        /// The policy.
        file: PathBuf,
    },
}

/// How much a match explains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Explain {
    /// For each requirement the best evidence and its path.
    Full,
    /// Components, gates, deskilling and what is missing.
    Compact,
    /// Nothing.
    None,
}

/// Whose lists to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum By {
    /// The best vacancies of each candidate.
    Candidate,
    /// The best candidates of each vacancy.
    Vacancy,
    /// Both.
    Both,
}

/// The number that orders a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Rank {
    /// How well the candidate meets the vacancy.
    Score,
    /// How well the two fit one another.
    Fit,
}

/// The completion script of a shell.
pub(crate) fn completions(shell: clap_complete::Shell) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "passerelle", &mut script);
    script
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_sound() {
        Arguments::command().debug_assert();
    }
}
