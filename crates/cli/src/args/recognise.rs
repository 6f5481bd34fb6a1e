//! Arguments of `recognise` and `law`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use passerelle_model::{Country, Date};

#[derive(Debug, Args)]
#[command(after_help = "A case is a JSON object; `passerelle schema case` writes its schema, and \
                  docs/recognition.md shows examples. A proposal never is a decision.\nExit code 3 \
                  says that a single case is undetermined.\nExamples:\n  passerelle recognise \
                  fixtures/recognition/nurse.json\n  passerelle recognise \
                  fixtures/recognition/cases.jsonl --out proposals.jsonl\n  passerelle recognise \
                  fixtures/recognition/electrician.json --what-if --format json")]
pub(crate) struct RecogniseCommand {
    /// Files of cases: one JSON object or a list (.json), or one on each line
    /// (.jsonl).
    #[arg(required_unless_present_any = ["from_match", "from_credential"], value_name = "CASE")]
    pub(crate) cases: Vec<PathBuf>,
    /// Also say which single change would change an outcome.
    #[arg(long)]
    pub(crate) what_if: bool,
    /// Judge law and periods as of this day, whatever the cases say; where
    /// absent, as of the day that a case states, or today.
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<Date>,
    /// Where to write the proposals: .json, .jsonl, .md or .txt; `-` for JSON
    /// lines on standard output.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Law tables to use instead of those that ship: a folder laid out as
    /// `taxonomies/law/`.
    #[arg(long, value_name = "DIR")]
    pub(crate) law: Option<PathBuf>,
    /// Make the case of a pair: the ids of the profile and of the vacancy, and
    /// the files that hold them.
    #[arg(long, num_args = 4, value_names = ["PROFILE_ID", "VACANCY_ID", "PROFILES", "VACANCIES"], conflicts_with = "cases")]
    pub(crate) from_match: Option<Vec<String>>,
    /// Make the case of a European Learning Model credential (JSON-LD).
    #[arg(long, value_name = "FILE", requires = "destination", conflicts_with_all = ["cases", "from_match"])]
    pub(crate) from_credential: Option<PathBuf>,
    /// The destination of a case made of a credential.
    #[arg(long, value_name = "COUNTRY", requires = "from_credential")]
    pub(crate) destination: Option<Country>,
    /// The profession of a case made of a credential, by its unit group of
    /// ISCO-08.
    #[arg(long, value_name = "CODE", requires = "from_credential")]
    pub(crate) isco: Option<String>,
    /// Print the case that was made, to be completed by hand, and stop.
    #[arg(long)]
    pub(crate) case_only: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum LawCommand {
    /// Check law tables: gaps, contradictions, missing references, rules that
    /// can never apply.
    #[command(after_help = "Example:\n  passerelle law check taxonomies/law")]
    Check {
        /// A folder laid out as `taxonomies/law/`; the tables that ship where
        /// absent.
        folder: Option<PathBuf>,
        /// The day as of which to check; today where absent.
        #[arg(long, value_name = "DATE")]
        as_of: Option<Date>,
    },
    /// List stages and rules, points systems and agreements, and which
    /// destinations know which professions.
    List {
        /// A folder laid out as `taxonomies/law/`.
        #[arg(long, value_name = "DIR")]
        law: Option<PathBuf>,
    },
    /// Show a rule by its id, a destination by its two letters, or `facts`,
    /// `acts`, `professions`.
    #[command(
        after_help = "Examples:\n  passerelle law show DE-D2\n  passerelle law show facts\n  \
                            passerelle law show DE"
    )]
    Show {
        /// What to show.
        what: String,
        /// A folder laid out as `taxonomies/law/`.
        #[arg(long, value_name = "DIR")]
        law: Option<PathBuf>,
    },
}
