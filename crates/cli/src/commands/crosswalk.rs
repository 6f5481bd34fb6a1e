//! `passerelle crosswalk`: mapping sets as files.

mod import;

use anyhow::Result;

use crate::args::{Common, CrosswalkCommand};
use crate::exit::Exit;
use crate::output::Output;

pub(crate) fn run(command: &CrosswalkCommand, common: &Common, output: &Output) -> Result<Exit> {
    match command {
        CrosswalkCommand::Import { tables, out } => import::run(tables, out, common, output),
    }
}
