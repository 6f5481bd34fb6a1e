//! `passerelle policy …`.

use anyhow::Result;
use passerelle::{Error, policy_text, read_policy};
use passerelle_model::SCHEMA_VERSION;
use serde_json::json;

use crate::args::{Common, PolicyCommand};
use crate::exit::Exit;
use crate::output::Output;

pub(crate) fn run(command: &PolicyCommand, common: &Common, output: &Output) -> Result<Exit> {
    match command {
        PolicyCommand::Show => {
            let policy = super::policy(common)?;
            let value = json!({ "schema_version": SCHEMA_VERSION, "policy": policy });
            output.result(&policy_text(&policy), &value)?;
            Ok(Exit::Done)
        }
        PolicyCommand::Check { file } => {
            let issues = match read_policy(file) {
                Ok(_) => Vec::new(),
                Err(Error::Policy { issues, .. }) => issues.into_vec(),
                Err(error) => return Err(error.into()),
            };
            let sound = if issues.is_empty() { "sound" } else { "not sound" };
            let text = format!("{}: {sound}\n", file.display());
            let value = json!({ "schema_version": SCHEMA_VERSION, "issues": issues });
            output.result(&text, &value)?;
            output.issues(&issues, common)
        }
    }
}
