//! The arguments of `passerelle align`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use passerelle_model::LanguageTag;

use super::Explain;

#[derive(Debug, Args)]
#[command(
    after_help = "A curriculum in TOML, JSON or CSV (`--template` writes one to fill in), a CASE \
                  package or a CTDL-ASN framework (.json, .jsonld, .ttl), or a standard by its \
                  id.\nLinks that only words suggest are counted apart; `--suggestions` writes \
                  them as a table to judge, and `--links` reads it back.\nExamples:\n  passerelle \
                  align course.toml --to joint:welder\n  passerelle align course.csv --to \
                  joint:welder --to de-ausbildung:…  --out course.md\n  passerelle align \
                  ph-tesda:ELCEIM213 --to joint:electrician --hours 200\n  passerelle align \
                  course.toml --to joint:welder --suggestions judge.csv"
)]
pub(crate) struct AlignCommand {
    /// A file of curricula, or a standard by IRI, CURIE or code.
    #[arg(required_unless_present = "template")]
    pub(crate) curriculum: Option<PathBuf>,
    /// A standard to cover, by IRI, CURIE or code, or all of a scheme by its
    /// prefix; may be repeated.
    #[arg(long, value_name = "STANDARD", required_unless_present = "template")]
    pub(crate) to: Vec<String>,
    /// Where the alignment goes: .json or .jsonl, .csv (a row for each
    /// outcome), .md or .txt; `-` for lines of JSON on standard output.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// The file holds profiles (.jsonl or .csv): people are held against the
    /// standards.
    #[arg(long)]
    pub(crate) profiles: bool,
    /// A table of links that people confirmed or rejected; may be repeated.
    #[arg(long, value_name = "FILE")]
    pub(crate) links: Vec<PathBuf>,
    /// Write the links that are only suggested as a table to judge (.csv).
    #[arg(long, value_name = "FILE")]
    pub(crate) suggestions: Option<PathBuf>,
    /// Suggest no links.
    #[arg(long, conflicts_with = "suggestions")]
    pub(crate) no_suggestions: bool,
    /// Keep what texts suggest in a file, so that the next run need not look
    /// again.
    #[arg(long, value_name = "FILE")]
    pub(crate) cache: Option<PathBuf>,
    /// The language of work at the destination.
    #[arg(long, value_name = "TAG")]
    pub(crate) work_language: Option<LanguageTag>,
    /// Say which units would help most within so many hours.
    #[arg(long, value_name = "H")]
    pub(crate) hours: Option<u32>,
    /// How much is told of each outcome.
    #[arg(long, value_enum, default_value = "full")]
    pub(crate) explain: Explain,
    /// Print a curriculum to fill in, and do nothing else.
    #[arg(long, value_enum, value_name = "FORM")]
    pub(crate) template: Option<Template>,
}

/// The form of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Template {
    /// With a comment on every key.
    Toml,
    /// The same without comments.
    Json,
    /// A row for each outcome.
    Csv,
}
