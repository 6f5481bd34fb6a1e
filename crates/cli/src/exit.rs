//! Exit codes.

use std::process::ExitCode;

/// What the program's exit code says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// 0: done; warnings may have been shown. A closed pipe counts as done.
    Done,
    /// 1: findings of `check`, differences of `diff`, records or files that could not be used, or
    /// any warning under `--strict`.
    Findings,
    /// 2: bad usage, or input that cannot be read at all. clap uses it too.
    Unusable,
    /// 3: a single case that was to be recognised is undetermined.
    Undetermined,
    /// 70: a bug of this program.
    Bug,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Findings => 1,
            Exit::Unusable => 2,
            Exit::Undetermined => 3,
            Exit::Bug => 70,
        })
    }
}
