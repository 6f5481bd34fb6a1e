//! `cargo xtask data` builds the embedded snapshot, `cargo xtask docs` and
//! `cargo xtask coverage` the generated pages, `cargo xtask corridor` files of generated records, `cargo
//! xtask translations` samples to be judged, `cargo xtask mutants` breaks the
//! kernel and sees the tests fail, `cargo xtask results` puts raw figures into
//! `benches/RESULTS.md`.

use std::path::Path;

use anyhow::{Context, Result, bail};

#[expect(clippy::print_stdout, reason = "what is drawn is the result")]
fn main() -> Result<()> {
    let root =
        Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask lies in the project")?;
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["data"] => xtask::data::write(root),
        ["docs"] => xtask::docs::write(root),
        ["mutants"] => xtask::mutants::run(root),
        ["results"] => xtask::results::write(root),
        ["coverage", esco] => {
            let esco = passerelle::Engine::open(Path::new(esco))?;
            let page = xtask::content::coverage_page(root, esco.taxonomy())?;
            std::fs::write(root.join(xtask::content::COVERAGE), page)?;
            Ok(())
        }
        ["corridor", snapshot, profiles, vacancies, seed, out] => xtask::corridor::write(
            Path::new(snapshot),
            profiles.parse()?,
            vacancies.parse()?,
            seed.parse()?,
            Path::new(out),
        ),
        ["translations", seed, size, from, to, out, snapshots @ ..] => xtask::sample::translations(
            seed.parse()?,
            size.parse()?,
            [from, to],
            Path::new(out),
            snapshots,
        ),
        ["blind", seed, size] => {
            let crosswalks = xtask::data::crosswalks(root)?;
            for line in xtask::sample::blind(seed.parse()?, size.parse()?, &crosswalks) {
                println!("{line}");
            }
            Ok(())
        }
        ["directions", seed, few, many, table] => {
            let engine = passerelle::Engine::embedded()?;
            let read = passerelle::crosswalk::read_crosswalks(&[table.into()], &engine)?;
            let (seed, few, many) = (seed.parse()?, few.parse()?, many.parse()?);
            for file in &read {
                for line in xtask::sample::directions(seed, few, many, &file.crosswalk) {
                    println!("{line}");
                }
            }
            Ok(())
        }
        _ => bail!(
            "usage: cargo xtask data | docs | mutants | results | coverage ESCO | corridor SNAPSHOT PROFILES VACANCIES SEED DIR | \
             blind SEED SIZE | directions SEED FEW MANY TABLE | translations SEED SIZE FROM TO OUT SNAPSHOT…"
        ),
    }
}
