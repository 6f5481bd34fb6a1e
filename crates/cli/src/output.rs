//! What people and programs see.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use anstyle::{AnsiColor, Style};
use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};
use passerelle::atomic_file::AtomicFile;
use passerelle_model::{Code, Issue, SCHEMA_VERSION, Severity};
use serde::Serialize;

use crate::args::{Common, Format};
use crate::exit::Exit;

/// How many issues of one code are shown in full.
const SHOWN: usize = 3;

/// Where and how to print.
#[derive(Debug)]
pub(crate) struct Output {
    format: Format,
    quiet: bool,
}

impl Output {
    pub(crate) fn new(common: &Common) -> Self {
        Self { format: common.format, quiet: common.quiet }
    }

    /// Prints a result to standard output: the text for people, or the value
    /// as one line of JSON.
    pub(crate) fn result(&self, text: &str, value: &impl Serialize) -> Result<()> {
        match self.format {
            Format::Text => print(text.as_bytes()),
            Format::Json => {
                let mut json = serde_json::to_vec(value)?;
                json.push(b'\n');
                print(&json)
            }
        }
    }

    /// As [`Output::result`], to standard error: where standard output holds
    /// records.
    pub(crate) fn result_aside(&self, text: &str, value: &impl Serialize) -> Result<()> {
        if self.quiet {
            return Ok(());
        }
        let mut err = anstream::stderr().lock();
        match self.format {
            Format::Text => err.write_all(text.as_bytes())?,
            Format::Json => writeln!(err, "{}", serde_json::to_string(value)?)?,
        }
        Ok(())
    }

    /// Prints a text for people to standard error.
    pub(crate) fn aside(&self, text: &str) -> Result<()> {
        if !self.quiet {
            anstream::stderr().lock().write_all(text.as_bytes())?;
        }
        Ok(())
    }

    /// Shows issues on standard error, some of each code, writes all of them
    /// where `--issues` says, and gives the exit code that they make.
    pub(crate) fn issues(&self, issues: &[Issue], common: &Common) -> Result<Exit> {
        let mut log = IssueLog::new(common)?;
        for issue in issues {
            log.add(issue);
        }
        log.finish(self, common)
    }

    /// A bar on a terminal, nothing elsewhere: how far, how fast, how long
    /// still.
    pub(crate) fn bar(&self) -> ProgressBar {
        if self.quiet || !io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let template = "{spinner} {bar:30} {percent:>3} %  {msg}, {elapsed} gone, {eta} to go";
        let bar = ProgressBar::new(0);
        match ProgressStyle::with_template(template) {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        }
    }

    /// A spinner on a terminal, nothing elsewhere.
    pub(crate) fn spinner(&self, message: &'static str) -> ProgressBar {
        if self.quiet || !io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let style = ProgressStyle::with_template("{spinner} {msg} {elapsed}");
        let bar = ProgressBar::new_spinner().with_message(message);
        let bar = match style {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        };
        bar.enable_steady_tick(std::time::Duration::from_millis(100));
        bar
    }
}

/// Writes bytes to standard output.
pub(crate) fn print(bytes: &[u8]) -> Result<()> {
    let mut out = anstream::stdout().lock();
    out.write_all(bytes)?;
    out.flush()?;
    Ok(())
}

/// How many issues there are of each code, the gravest first, and the first
/// few of them.
type ByCode = BTreeMap<(std::cmp::Reverse<Severity>, Code), (u64, Vec<Issue>)>;

/// Issues as they come: the first few of each code are kept, all of them are
/// written where `--issues` says.
pub(crate) struct IssueLog {
    by_code: ByCode,
    file: Option<(AtomicFile, PathBuf)>,
    failed: Option<io::Error>,
}

impl IssueLog {
    pub(crate) fn new(common: &Common) -> Result<Self> {
        let file = match &common.issues {
            None => None,
            Some(path) => {
                let file = AtomicFile::create(path)
                    .with_context(|| format!("cannot write `{}`", path.display()))?;
                Some((file, path.clone()))
            }
        };
        Ok(Self { by_code: BTreeMap::new(), file, failed: None })
    }

    pub(crate) fn add(&mut self, issue: &Issue) {
        let key = (std::cmp::Reverse(issue.severity), issue.code);
        let (count, shown) = self.by_code.entry(key).or_default();
        *count += 1;
        if shown.len() < SHOWN {
            shown.push(issue.clone());
        }
        self.keep(issue);
    }

    /// Writes an issue where `--issues` says and nowhere else: the command
    /// itself shows it.
    pub(crate) fn keep(&mut self, issue: &Issue) {
        if let (Some((file, _)), None) = (&mut self.file, &self.failed) {
            let written =
                serde_json::to_vec(issue).map_err(io::Error::from).and_then(|mut line| {
                    line.push(b'\n');
                    file.write_all(&line)
                });
            self.failed = written.err();
        }
    }

    /// Shows what was found, puts the file in its place, and gives the exit
    /// code that the issues make.
    pub(crate) fn finish(self, output: &Output, common: &Common) -> Result<Exit> {
        if let Some((file, path)) = self.file {
            let written = self.failed.map_or_else(|| file.commit(), Err);
            written.with_context(|| format!("cannot write `{}`", path.display()))?;
        }
        // In JSON they are counted in the result, and whole in `--issues`.
        if !output.quiet && output.format == Format::Text {
            anstream::stderr().lock().write_all(summary(&self.by_code).as_bytes())?;
        }
        Ok(match self.by_code.keys().map(|(severity, _)| severity.0).max() {
            Some(Severity::Error) => Exit::Findings,
            Some(Severity::Warning) if common.strict => Exit::Findings,
            _ => Exit::Done,
        })
    }
}

/// Issues for people: of each code the first few, what it is and what to do.
fn summary(by_code: &ByCode) -> String {
    let mut text = String::new();
    let bold = Style::new().bold();
    for ((severity, code), (count, issues)) in by_code {
        let colour = match severity.0 {
            Severity::Error => AnsiColor::Red,
            Severity::Warning => AnsiColor::Yellow,
            Severity::Info => AnsiColor::Blue,
        };
        let colour = colour.on_default().bold();
        let info = code.info();
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "{colour}{}{colour:#} {bold}{code}{bold:#} ({count}): {}",
            severity.0, info.title
        );
        if severity.0 == Severity::Info {
            continue;
        }
        for issue in issues {
            let _ = writeln!(text, "  {}: {}", issue.place, issue.message);
        }
        let more = count - issues.len() as u64;
        if more > 0 {
            let _ = writeln!(text, "  … and {more} more (all of them: --issues FILE)");
        }
        let _ = writeln!(text, "  {}", info.remedy);
    }
    text
}

/// Shows why the program stops.
pub(crate) fn error(error: &anyhow::Error, format: Format) {
    if format == Format::Json {
        let coded = error.chain().find_map(|cause| cause.downcast_ref::<passerelle::Error>());
        let value = serde_json::json!({
            "schema_version": SCHEMA_VERSION,
            "error": {
                "code": coded.map(|e| e.code().id()),
                "message": format!("{error:#}"),
                "remedy": coded.map(passerelle::Error::help),
            },
        });
        let _ = writeln!(anstream::stderr().lock(), "{value}");
        return;
    }
    let red = AnsiColor::Red.on_default().bold();
    let coded = error.chain().find_map(|cause| cause.downcast_ref::<passerelle::Error>());
    let code = coded.map(|e| format!(" {}", e.code())).unwrap_or_default();
    let mut text = format!("{red}error{red:#}{code}: {error:#}\n");
    if let Some(coded) = coded {
        let _ = writeln!(text, "  {}", coded.help());
    }
    // Where standard error is closed there is nobody to tell.
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}

/// Owns up to a bug; the panic message stands above.
pub(crate) fn bug() {
    let text = "this is a bug of passerelle: please report the message above\n";
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}

/// Whether an error says that nobody reads the output any more.
pub(crate) fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
            || matches!(
                cause.downcast_ref::<passerelle::Error>(),
                Some(passerelle::Error::Write(e)) if e.kind() == io::ErrorKind::BrokenPipe
            )
    })
}
