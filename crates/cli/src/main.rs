//! The `passerelle` program: a thin edge that parses, calls the library and
//! renders.

mod args;
mod commands;
mod exit;
mod output;

use std::panic;
use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

use args::{Arguments, Command};
use exit::Exit;
use output::Output;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let format = arguments.common.format;
    let outcome = panic::catch_unwind(|| run(arguments));
    match outcome {
        Ok(Ok(exit)) => exit.into(),
        Ok(Err(error)) if output::is_closed_pipe(&error) => Exit::Done.into(),
        Ok(Err(error)) => {
            output::error(&error, format);
            let rejected = matches!(
                error.downcast_ref::<passerelle::Error>(),
                Some(passerelle::Error::TooManyRejected { .. })
            );
            if rejected { Exit::Findings } else { Exit::Unusable }.into()
        }
        Err(_) => {
            output::bug();
            Exit::Bug.into()
        }
    }
}

fn run(arguments: Arguments) -> Result<Exit> {
    if let Some(threads) = arguments.common.threads {
        rayon::ThreadPoolBuilder::new().num_threads(threads.into()).build_global()?;
    }
    let output = Output::new(&arguments.common);
    match arguments.command {
        Command::Taxonomy(command) => commands::taxonomy::run(&command, &arguments.common, &output),
        Command::Crosswalk(command) => {
            commands::crosswalk::run(&command, &arguments.common, &output)
        }
        Command::Translate(command) => {
            commands::translate::run(&command, &arguments.common, &output)
        }
        Command::Match(command) => commands::matching::run(&command, &arguments.common, &output),
        Command::Merge(command) => commands::matching::merge(&command, &arguments.common, &output),
        Command::Explain(command) => commands::explain::run(&command, &arguments.common, &output),
        Command::Align(command) => commands::align::run(&command, &arguments.common, &output),
        Command::Recognise(command) => {
            commands::recognise::run(&command, &arguments.common, &output)
        }
        Command::Law(command) => commands::law::run(&command, &arguments.common, &output),
        Command::Demo => commands::demo::run(&arguments.common, &output),
        Command::Standard(command) => commands::standard::run(&command, &arguments.common, &output),
        Command::Level(command) => commands::level::level(&command, &arguments.common, &output),
        Command::Language(command) => {
            commands::level::language(&command, &arguments.common, &output)
        }
        Command::Policy(command) => commands::policy::run(&command, &arguments.common, &output),
        Command::Schema { name } => {
            output::print(name.to_json().as_bytes())?;
            Ok(Exit::Done)
        }
        Command::Completions { shell } => {
            output::print(&args::completions(shell))?;
            Ok(Exit::Done)
        }
    }
}
