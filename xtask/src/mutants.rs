//! Breaks the kernel of matching in one place after the other and sees whether
//! the tests of its equality with the plain ranker fail each time.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

/// One way to break the kernel.
struct Mutant {
    what: &'static str,
    file: &'static str,
    from: &'static str,
    to: &'static str,
}

/// What must not break unseen: each of these is one thing that the kernel
/// computes in its own way.
const MUTANTS: [Mutant; 12] = [
    Mutant {
        what: "minimum: sufficiency of the wrong minimum",
        file: "rows.rs",
        from: "u64::from(factors[minimum])",
        to: "u64::from(factors[minimum / 2])",
    },
    Mutant {
        what: "assurance: left out",
        file: "rows.rs",
        from: "u32::from(piece.worth) * u32::from(piece.confidence)",
        to: "100 * u32::from(piece.confidence)",
    },
    Mutant {
        what: "must-have: the level is not asked",
        file: "rows.rs",
        from: "level(piece.proficiency) >= leaf.asked",
        to: "level(piece.proficiency) < 4",
    },
    Mutant {
        what: "side component: experience without its limit",
        file: "sides.rs",
        from: "(months / u64::from(asked)).min(100)",
        to: "(months / u64::from(asked)).min(99)",
    },
    Mutant {
        what: "gate: an estimate fails",
        file: "demands.rs",
        from: "GateOutcome::Undetermined => *undetermined |= bit",
        to: "GateOutcome::Undetermined => *failed |= bit",
    },
    Mutant {
        what: "near miss: two failed demands are one",
        file: "demands.rs",
        from: "active & once & !twice",
        to: "active & once",
    },
    Mutant {
        what: "rounding: credits rounded up",
        file: "rows.rs",
        from: "u8::try_from(product / 100_000_000)",
        to: "u8::try_from(product.div_ceil(100_000_000))",
    },
    Mutant {
        what: "bound: above the true one",
        file: "lanes.rs",
        from: "hits.candidate |= mask & sum.ge(bound)",
        to: "hits.candidate |= mask & sum.ge(bound.adds(bound))",
    },
    Mutant {
        what: "tie: by the other order",
        file: "block.rs",
        from: "(new.evidenced, other) > (known.evidenced, tie)",
        to: "(new.evidenced, tie) > (known.evidenced, other)",
    },
    Mutant {
        what: "tie in the list of a vacancy: by the other order",
        file: "posts.rs",
        from: "known.tie.cmp(&new.tie)",
        to: "new.tie.cmp(&known.tie)",
    },
    Mutant {
        what: "inferred: what an occupation implies counts as evidence",
        file: "rows.rs",
        from: "u64::from(*byte < credit) << lane",
        to: "0 << lane",
    },
    Mutant {
        what: "sample of posts: taken for more than they are worth",
        file: "bests.rs",
        from: "rounded.saturating_sub(1)",
        to: "rounded.saturating_add(9)",
    },
];

/// Works on a copy in `target/mutants`, which it leaves there for the next
/// time.
///
/// # Errors
/// Where a mutant survives, no longer has a place, or the tests fail without
/// one.
#[expect(clippy::print_stdout, reason = "what became of each mutant is the result")]
pub fn run(root: &Path) -> Result<()> {
    let copy = root.join("target/mutants/tree");
    if copy.exists() {
        git(root, &["worktree", "remove", "--force"], &copy)?;
    }
    git(root, &["worktree", "add", "--quiet", "--detach"], &copy)?;
    // What others wrote is compiled once for both trees.
    let target = root.join("target");
    check_places(root)?;
    ensure!(tests_pass(&copy, &target)?, "the tests fail without a mutant");
    let mut survived = Vec::new();
    for Mutant { what, file, from, to } in MUTANTS {
        let path = copy.join("crates/matching/src/kernel").join(file);
        let sound = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        std::fs::write(&path, sound.replace(from, to))?;
        let caught = !tests_pass(&copy, &target)?;
        println!("{} {what}", if caught { "caught  " } else { "SURVIVED" });
        if !caught {
            survived.push(what);
        }
        std::fs::write(&path, sound)?;
    }
    git(root, &["worktree", "remove", "--force"], &copy)?;
    if survived.is_empty() { Ok(()) } else { bail!("no test sees: {}", survived.join("; ")) }
}

/// Whether every mutant still has its place, once.
///
/// # Errors
/// Where one has not.
pub fn check_places(root: &Path) -> Result<()> {
    for Mutant { what, file, from, .. } in MUTANTS {
        let path = root.join("crates/matching/src/kernel").join(file);
        let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        ensure!(text.matches(from).count() == 1, "{what}: `{from}` is not once in {file}");
    }
    Ok(())
}

fn git(root: &Path, arguments: &[&str], path: &Path) -> Result<()> {
    let status = Command::new("git").current_dir(root).args(arguments).arg(path).status()?;
    ensure!(status.success(), "git {} {}", arguments.join(" "), path.display());
    Ok(())
}

/// A mutant that does not compile is none, and an error.
fn tests_pass(tree: &Path, target: &Path) -> Result<bool> {
    let cargo = |arguments: &[&str]| {
        Command::new("cargo")
            .current_dir(tree)
            .env("CARGO_TARGET_DIR", target)
            .args(["test", "--quiet", "--package", "passerelle-tests", "--test", "it"])
            .args(arguments)
            .output()
    };
    let built = cargo(&["--no-run"])?;
    ensure!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    Ok(cargo(&["kernel"])?.status.success())
}
