//! The same workload for the peers, which get the credits that are the
//! kernel's work as a matrix that is there.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use passerelle_benches::raw::Measured;
use passerelle_benches::resolved::policy;
use passerelle_matching::Matcher;
use passerelle_taxonomy::Taxonomy;
use serde::Deserialize;

use super::{Case, Size, TOP, candidates, described, vacancies};

/// What the script prints.
#[derive(Deserialize)]
struct Printed {
    versions: Vec<String>,
    measured: Vec<Timed>,
    lists: Vec<Vec<(usize, f64)>>,
}

#[derive(Deserialize)]
struct Timed {
    by: String,
    threads: usize,
    candidates: usize,
    seconds: Vec<f64>,
}

/// What peers did.
pub(super) struct Found {
    pub(super) versions: Vec<String>,
    pub(super) measured: Vec<Measured>,
    /// The lists of the first candidates: positions of vacancies and scores, of
    /// 100.
    pub(super) lists: Vec<Vec<(usize, f64)>>,
}

pub(super) fn run(taxonomy: &Taxonomy, case: Case, size: &Size, python: &Path) -> Result<Found> {
    let matcher = Matcher::new(taxonomy, policy(case.density, case.semantics))?;
    let posts = vacancies(&matcher, case);
    let folder = tempfile::tempdir()?;
    let columns = taxonomy.len();
    std::fs::write(folder.path().join("columns"), columns.to_string())?;
    let mut credits = Csr::create(folder.path(), "credits")?;
    let asked = posts.first().and_then(|post| post.requirements().first()).context("a vacancy")?;
    for person in candidates(&matcher, case, 0, size.of_peers) {
        let earned = matcher.credits(&person, asked.minimum);
        credits
            .row(earned.into_iter().map(|(skill, credit)| (skill.index(), f32::from(credit))))?;
    }
    credits.close()?;
    let mut weights = Csr::create(folder.path(), "weights")?;
    for post in &posts {
        let mut row: Vec<(usize, f32)> = Vec::new();
        for requirement in post.requirements() {
            ensure!(requirement.minimum == asked.minimum, "peers know one minimum");
            #[expect(clippy::cast_precision_loss, reason = "weights are small")]
            let share = f32::from(requirement.weight) / post.weight() as f32;
            row.push((requirement.concept.index(), share));
        }
        row.sort_unstable_by_key(|&(skill, _)| skill);
        weights.row(row.into_iter())?;
    }
    weights.close()?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/peers.py");
    let repeats = size.repeats.max(3).to_string();
    let done = Command::new(python)
        .arg(script)
        .arg(folder.path())
        .args([&TOP.to_string(), &repeats])
        .stderr(Stdio::inherit())
        .output()
        .context("peers need a Python with `benches/peers/requirements.txt`")?;
    ensure!(done.status.success(), "the peers' script failed");
    let Printed { versions, measured, lists } = serde_json::from_slice(&done.stdout)?;
    let measured = measured
        .into_iter()
        .map(|Timed { by, threads, candidates, seconds }| {
            let lists = "candidates".to_owned();
            let described = described(case, &posts);
            let measured = Measured { by, threads, candidates, seconds, lists, ..described };
            eprintln!("{:.0} M pairs/s: {measured:?}", measured.rate());
            measured
        })
        .collect();
    Ok(Found { versions, measured, lists })
}

/// A sparse matrix on its way to disk, row by row.
struct Csr {
    indptr: BufWriter<File>,
    indices: BufWriter<File>,
    data: BufWriter<File>,
    count: u64,
}

impl Csr {
    fn create(folder: &Path, name: &str) -> Result<Self> {
        let file = |part: &str| -> Result<BufWriter<File>> {
            Ok(BufWriter::new(File::create(folder.join(format!("{name}.{part}")))?))
        };
        let mut indptr = file("indptr")?;
        indptr.write_all(&0_u64.to_le_bytes())?;
        Ok(Self { indptr, indices: file("indices")?, data: file("data")?, count: 0 })
    }

    fn row(&mut self, cells: impl Iterator<Item = (usize, f32)>) -> Result<()> {
        for (column, value) in cells {
            self.indices.write_all(&u32::try_from(column)?.to_le_bytes())?;
            self.data.write_all(&value.to_le_bytes())?;
            self.count += 1;
        }
        self.indptr.write_all(&self.count.to_le_bytes())?;
        Ok(())
    }

    fn close(mut self) -> Result<()> {
        self.indptr.flush()?;
        self.indices.flush()?;
        Ok(self.data.flush()?)
    }
}
