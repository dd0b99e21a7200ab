//! Embeds the web files that xtask built, if the variable `SONDEO_EMBED` names their folder.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-env-changed=SONDEO_EMBED");
    let mut files = Vec::new();
    if let Some(web) = env::var_os("SONDEO_EMBED") {
        let web = PathBuf::from(web);
        println!("cargo::rerun-if-changed={}", web.display());
        collect(&web, &web, &mut files)?;
    }
    files.sort();
    let rows: String =
        files.iter().map(|(path, file)| format!("    ({path:?}, include_bytes!({file:?})),\n")).collect();
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR for build scripts"));
    fs::write(out.join("embedded.rs"), format!("const EMBEDDED: &[(&str, &[u8])] = &[\n{rows}];\n"))
}

fn collect(dir: &Path, web: &Path, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, web, files)?;
        } else if let Ok(relative) = path.strip_prefix(web) {
            files.push((relative.to_string_lossy().replace('\\', "/"), path));
        }
    }
    Ok(())
}
