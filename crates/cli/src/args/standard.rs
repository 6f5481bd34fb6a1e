//! The arguments of `passerelle standard`, `level` and `language`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(crate) enum StandardCommand {
    /// Write a file of standards to fill in, with a comment on every key.
    #[command(after_help = "Example:\n  passerelle standard new our-standards.toml")]
    New {
        /// The file to write; `-` for standard output. A file that is there
        /// stays as it is.
        file: PathBuf,
    },
    /// Check files of standards; exit with 1 where there is an error.
    #[command(after_help = "Example:\n  passerelle standard check our-standards.toml")]
    Check {
        /// Files of standards (.toml).
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Show a standard: its level, its units and outcomes, and what each
    /// corresponds to.
    #[command(
        after_help = "Examples:\n  passerelle standard show ph-tesda:MEEEAW207\n  passerelle \
                      standard show joint:welder --format json"
    )]
    Show {
        /// The standard: an IRI, a CURIE or a code.
        id: String,
    },
    /// List the standards that are known.
    #[command(after_help = "Example:\n  passerelle standard list --scheme ph-tesda")]
    List {
        /// Only those of this scheme, by prefix, IRI or title.
        #[arg(long, value_name = "SCHEME")]
        scheme: Option<String>,
    },
}

/// `passerelle taxonomy import standard`.
#[derive(Debug, Args)]
#[command(
    after_help = "The levels, groups of ISCO-08 and fields that standards name are those of the \
                  embedded default and of `--taxonomy`.\nExample:\n  passerelle taxonomy import \
                  standard our-standards.toml --out ours.snapshot"
)]
pub(crate) struct ImportStandardCommand {
    /// Files of standards (.toml); `passerelle standard new` writes one to
    /// fill in.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// The snapshot to write.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Every answer says what it rests on: a formal referencing, a comparison, or an \
                  estimate, which may inform and never decides.\nExamples:\n  passerelle level \
                  PH-PQF:4 --to EQF\n  passerelle level PH-PQF:4 --to DE-DQR\n  passerelle level \
                  ISCED:3 --to isco-skill-level"
)]
pub(crate) struct LevelCommand {
    /// The level, behind its framework: `PH-PQF:4`.
    pub(crate) level: String,
    /// The framework to convert to.
    #[arg(long, value_name = "FRAMEWORK")]
    pub(crate) to: String,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  passerelle language IELTS 6.5\n  passerelle language TestDaF 'TDN \
                  4'\n  passerelle language 'Goethe-Zertifikat B1'"
)]
pub(crate) struct LanguageCommand {
    /// The test, or the words its name starts with.
    pub(crate) test: String,
    /// The result: a score, or what the certificate says. May be left out
    /// where a certificate is passed or not.
    pub(crate) result: Option<String>,
}
