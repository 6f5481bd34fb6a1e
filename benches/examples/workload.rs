//! Writes a register and vacancies for runs at scale, as `benches/RESULTS.md`
//! uses them: `workload PROFILES VACANCIES FOLDER SNAPSHOT`.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use passerelle::Engine;
use passerelle_benches::corridor;

/// How many profiles are made at a time.
const CHUNK: usize = 8192;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [profiles, vacancies, folder, snapshot] = arguments.as_slice() else {
        return Err("usage: workload PROFILES VACANCIES FOLDER SNAPSHOT".into());
    };
    let (profiles, vacancies): (usize, usize) = (profiles.parse()?, vacancies.parse()?);
    let folder = PathBuf::from(folder);
    std::fs::create_dir_all(&folder)?;
    let engine = Engine::builder().snapshot(snapshot).load()?;
    let mut out = BufWriter::new(File::create(folder.join("profiles.jsonl"))?);
    for (chunk, start) in (0..).zip((0..profiles).step_by(CHUNK)) {
        let count = CHUNK.min(profiles - start);
        let (people, _) = corridor(engine.taxonomy(), count, 0, 7 + chunk);
        for (at, mut profile) in people.into_iter().enumerate() {
            profile.id = format!("C{:07}", start + at);
            serde_json::to_writer(&mut out, &profile)?;
            out.write_all(b"\n")?;
        }
    }
    out.flush()?;
    let mut out = BufWriter::new(File::create(folder.join("vacancies.jsonl"))?);
    for vacancy in corridor(engine.taxonomy(), 0, vacancies, 7).1 {
        serde_json::to_writer(&mut out, &vacancy)?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(())
}
