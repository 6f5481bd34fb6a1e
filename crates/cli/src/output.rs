//! What people and programs see.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};

use anstyle::{AnsiColor, Style};
use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};
use passerelle_model::{Issue, SCHEMA_VERSION, Severity};
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

    /// Shows issues on standard error, some of each code, writes all of them
    /// where `--issues` says, and gives the exit code that they make.
    pub(crate) fn issues(&self, issues: &[Issue], common: &Common) -> Result<Exit> {
        if let Some(path) = &common.issues {
            passerelle::atomic_file::write(path, |out| {
                for issue in issues {
                    serde_json::to_writer(&mut *out, issue)?;
                    out.write_all(b"\n")?;
                }
                Ok(())
            })
            .with_context(|| format!("cannot write `{}`", path.display()))?;
        }
        // In JSON they are counted in the result, and whole in `--issues`.
        if !self.quiet && self.format == Format::Text {
            anstream::stderr().lock().write_all(summary(issues).as_bytes())?;
        }
        let worst = issues.iter().map(|issue| issue.severity).max();
        Ok(match worst {
            Some(Severity::Error) => Exit::Findings,
            Some(Severity::Warning) if common.strict => Exit::Findings,
            _ => Exit::Done,
        })
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

/// Issues for people: of each code the first few, what it is and what to do.
fn summary(issues: &[Issue]) -> String {
    let mut by_code: BTreeMap<_, Vec<&Issue>> = BTreeMap::new();
    for issue in issues {
        by_code.entry((std::cmp::Reverse(issue.severity), issue.code)).or_default().push(issue);
    }
    let mut text = String::new();
    let bold = Style::new().bold();
    for ((severity, code), issues) in by_code {
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
            "{colour}{}{colour:#} {bold}{code}{bold:#} ({}): {}",
            severity.0,
            issues.len(),
            info.title
        );
        if severity.0 == Severity::Info {
            continue;
        }
        for issue in issues.iter().take(SHOWN) {
            let _ = writeln!(text, "  {}: {}", issue.place, issue.message);
        }
        if issues.len() > SHOWN {
            let _ = writeln!(
                text,
                "  … and {} more (all of them: --issues FILE)",
                issues.len() - SHOWN
            );
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
