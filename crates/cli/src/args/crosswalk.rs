//! `passerelle crosswalk`.

use std::path::PathBuf;

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum CrosswalkCommand {
    /// Import crosswalks: official mapping tables, exactly as they are
    /// published, SSSOM or SKOS.
    #[command(
        after_help = "A snapshot is one taxonomy of all tables with their classifications, read as \
                      the reviewed manifest says; load it with `--taxonomy`. Any other output holds \
                      the mappings as published; the verdict stays with the manifest, and is applied \
                      where the file is used.\nExamples:\n  passerelle crosswalk import \
                      AT_mapping.csv DE_mapping_18.05.22.csv --out national.snapshot\n  passerelle \
                      crosswalk import AT_mapping.csv --out austria.sssom.tsv\n  passerelle \
                      crosswalk import *.csv --out sssom/"
    )]
    Import {
        /// The tables.
        #[arg(required = true, value_name = "TABLE")]
        tables: Vec<PathBuf>,
        /// What to write, by its name: a snapshot (.snapshot), one crosswalk
        /// (.sssom.tsv, .tsv, .json, .ttl, .nt; `-` for SSSOM/TSV on standard
        /// output), or a folder (there already, or with `/` at its end) with one
        /// .sssom.tsv for each table.
        #[arg(long, value_name = "FILE|FOLDER/")]
        out: PathBuf,
    },
    /// Look for what seems wrong in crosswalks, above all for mappings that
    /// point the wrong way; exit with 1 where there are findings.
    #[command(
        after_help = "Load the taxonomies that the concepts are of with `--taxonomy`: the hierarchy \
                      tells which way mappings point, and what is unknown or deprecated. (The \
                      embedded default plays no part, for it has a part of ESCO alone.) The \
                      verdict on the direction is made without the reviewed one, and compared with \
                      it. docs/lint has a page for each finding.\nExamples:\n  passerelle \
                      crosswalk lint AT_mapping.csv --taxonomy esco.snapshot\n  passerelle crosswalk \
                      lint *.csv --format json > findings.json"
    )]
    Lint {
        /// The crosswalks.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Count what crosswalks hold: mappings by predicate, concepts, and with
    /// how many others each is mapped.
    #[command(
        after_help = "Example:\n  passerelle crosswalk stats AT_mapping.csv trades.sssom.tsv"
    )]
    Stats {
        /// The crosswalks.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Make a crosswalk A to C of one A to B and one B to C.
    #[command(
        after_help = "The objects of the first meet the subjects of the second; `crosswalk invert` \
                      turns a set round. Sets are read as the reviewed manifest says, which the \
                      slot `ext_read` of the result repeats; with `--as-published` they are \
                      not.\nExample, from the Austrian occupations by ESCO to the French:\n  \
                      passerelle crosswalk invert AT_mapping.csv --out at-esco.sssom.tsv\n  \
                      passerelle crosswalk compose at-esco.sssom.tsv \
                      FR_20230607_mapping_esco_rome.csv --out at-fr.sssom.tsv"
    )]
    Compose {
        /// The crosswalk that leads to the concepts between.
        first: PathBuf,
        /// The crosswalk that leads on from them.
        second: PathBuf,
        #[command(flatten)]
        out: Out,
    },
    /// Turn a crosswalk round, as published: its objects become subjects,
    /// broad becomes narrow.
    #[command(
        after_help = "The set keeps its identifier, and with it the reviewed verdict.\nExample:\n  \
                      passerelle crosswalk invert AT_mapping.csv --out at-esco.sssom.tsv"
    )]
    Invert {
        /// The crosswalk.
        file: PathBuf,
        #[command(flatten)]
        out: Out,
    },
    /// Join crosswalks, as published; nothing is decided where they differ.
    #[command(
        after_help = "The set that results is a new one: a reviewed verdict on one of its parts does \
                      not reach it, which is told.\nExample:\n  passerelle crosswalk merge \
                      official.sssom.tsv ours.sssom.tsv --out both.sssom.tsv"
    )]
    Merge {
        /// The crosswalks, two or more.
        #[arg(required = true, num_args = 2.., value_name = "FILE")]
        files: Vec<PathBuf>,
        #[command(flatten)]
        out: Out,
    },
    /// Compare two versions of a crosswalk mapping by mapping, as published;
    /// exit with 1 where they differ.
    #[command(after_help = "Example:\n  passerelle crosswalk diff trades-1.csv trades-2.sssom.tsv")]
    Diff {
        /// The old one.
        old: PathBuf,
        /// The new one.
        new: PathBuf,
    },
    /// Write a crosswalk in another format, as published.
    #[command(
        after_help = "SKOS (.ttl, .nt) holds mappings and labels and nothing else: what it has no \
                      place for is told.\nExamples:\n  passerelle crosswalk export AT_mapping.csv \
                      --out austria.json\n  passerelle crosswalk export trades.sssom.tsv --out \
                      trades.ttl"
    )]
    Export {
        /// The crosswalk.
        file: PathBuf,
        #[command(flatten)]
        out: Out,
    },
}

/// Where a crosswalk is written.
#[derive(Debug, clap::Args)]
pub(crate) struct Out {
    /// What to write, by its name: SSSOM (.sssom.tsv, .tsv, .json) or SKOS
    /// (.ttl, .nt); `-` for SSSOM/TSV on standard output.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
}
