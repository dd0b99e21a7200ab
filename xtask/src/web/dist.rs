//! The files of dist/web: made, named by their hash, listed and compressed.

use std::path::{Path, PathBuf};
use std::{fs, str};

use anyhow::{Context, Result};
use shared::wire::tag::WidgetFiles;

use super::bindgen::{self, Bound, Start};
use super::compress;
use super::dashboard;
use super::joined;
use super::minify::{Kind, minify};
use crate::files::{self, hash, integrity};
use crate::house::House;

/// The loader's parts behind the first, `sondeo.js`, in the order in which they are made: each is fetched when there is a
/// use for it.
const PARTS: [&str; 5] = ["framed", "check", "debug", "triggers", "prompt"];

/// What dist/web is made from.
#[derive(Debug)]
pub(crate) struct Sources {
    widget: PathBuf,
    pub(super) dashboard: PathBuf,
    pub(super) surveys: PathBuf,
    loader: PathBuf,
    check: PathBuf,
    pub(super) pages: PathBuf,
    shop: PathBuf,
}

impl Sources {
    /// The sources in this checkout and what cargo built of them.
    pub(crate) fn new(house: &House, widget: PathBuf, dashboard: PathBuf, surveys: PathBuf) -> Self {
        let www = house.root.join("www");
        Self {
            widget,
            dashboard,
            surveys,
            loader: www.join("loader"),
            check: www.join("check"),
            pages: www.join("dashboard"),
            shop: www.join("shop"),
        }
    }

    /// Every file and folder that is read.
    pub(crate) fn paths(&self) -> Vec<PathBuf> {
        let Self { widget, dashboard, surveys, loader, check, pages, shop } = self;
        [widget, dashboard, surveys, loader, check, pages, shop].map(Clone::clone).to_vec()
    }
}

/// Makes the whole folder at `dist`.
pub(crate) fn assemble(sources: &Sources, dist: &Path) -> Result<()> {
    let dist = Dist { root: dist };
    dist.write("sondeo.js", loader(&dist, sources)?.as_bytes())?;
    let widget = widget(&dist, sources)?;
    dist.write_plain("frame.html", frame(&dist, sources, &widget)?.as_bytes())?;
    dist.write_plain("check.html", check(&dist, sources)?.as_bytes())?;
    dist.write_plain("manifest.json", &serde_json::to_vec(&widget)?)?;
    dashboard::make(&dist, sources, &widget)?;
    for (path, bytes) in files::below(&sources.shop)? {
        let path = path.to_str().with_context(|| format!("{} is not a name in UTF-8", path.display()))?;
        // The demo fills in addresses as it serves these pages, so nothing can be compressed ahead.
        dist.write_plain(&format!("shop/{path}"), &bytes)?;
    }
    Ok(())
}

/// Makes the loader's parts and returns the first. Each names those before it in [`PARTS`] with the hashes that they must
/// have.
fn loader(dist: &Dist<'_>, sources: &Sources) -> Result<String> {
    let mut named: Vec<(String, String)> = Vec::new();
    let source = |name: &str, kind| {
        let path = sources.loader.join(name).with_extension("js");
        minify(&joined::read(&path)?, kind).with_context(|| format!("in {}", path.display()))
    };
    let with_names = |mut source: String, named: &[(String, String)]| {
        for (place, value) in named {
            source = source.replace(place, value);
        }
        source
    };
    for name in PARTS {
        let part = with_names(source(name, Kind::Module)?, &named);
        let path = dist.asset(name, "js", part.as_bytes())?;
        named.push((format!("{{{{{name}}}}}"), path));
        named.push((format!("{{{{{name}_sha384}}}}"), integrity(part.as_bytes())));
    }
    Ok(with_names(source("sondeo", Kind::Script)?, &named))
}

/// Makes the widget's files and returns the list of them. The loader starts it.
fn widget(dist: &Dist<'_>, sources: &Sources) -> Result<WidgetFiles> {
    let Bound { js, wasm } = bindgen::bind(&sources.widget, Start::Importer)?;
    let js = minify(&js, Kind::Module)?;
    Ok(WidgetFiles {
        js_sha384: integrity(js.as_bytes()),
        wasm_sha384: integrity(&wasm),
        js: dist.asset("widget", "js", js.as_bytes())?,
        wasm: dist.asset("widget", "wasm", &wasm)?,
    })
}

/// Makes the script of the frame for pages that refuse WebAssembly, and returns its page. The collector fills in the
/// origins that may have it.
fn frame(dist: &Dist<'_>, sources: &Sources, widget: &WidgetFiles) -> Result<String> {
    let script = with_widget(dist, &sources.loader.join("frame.js"), widget)?;
    Ok(text(&sources.loader.join("frame.html"))?.replace("{{frame}}", &script))
}

/// Makes a script that brings the widget along, and returns its path.
pub(super) fn with_widget(dist: &Dist<'_>, script: &Path, widget: &WidgetFiles) -> Result<String> {
    let source = minify(&text(script)?, Kind::Module).with_context(|| format!("in {}", script.display()))?;
    let source = source.replace("{{widget}}", beside(&widget.js)).replace("{{widget_wasm}}", beside(&widget.wasm));
    let name = script.file_stem().and_then(|name| name.to_str()).context("a script has a name")?;
    dist.asset(name, "js", source.as_bytes())
}

/// Makes the files of the check page and returns the page. The collector fills in the site and its origins.
fn check(dist: &Dist<'_>, sources: &Sources) -> Result<String> {
    let script = minify(&joined::read(&sources.check.join("page.js"))?, Kind::Module)?;
    let js = dist.asset("checking", "js", script.as_bytes())?;
    let css = dist.asset("checking", "css", text(&sources.check.join("check.css"))?.as_bytes())?;
    let page = text(&sources.check.join("index.html"))?;
    Ok(page.replace("{{js}}", &format!("../{js}")).replace("{{css}}", &format!("../{css}")))
}

/// Returns how one asset names another.
pub(super) fn beside(path: &str) -> &str {
    path.trim_start_matches("assets/")
}

/// Puts addresses relative to the page into its `{{name}}`s.
pub(super) fn fill(page: &str, assets: &[(&str, &str)]) -> Result<String> {
    let mut filled = page.to_owned();
    for (name, path) in assets {
        filled = filled.replace(&format!("{{{{{name}}}}}"), &format!("../{path}"));
    }
    if let Some((_, rest)) = filled.split_once("{{") {
        let name = rest.split("}}").next().unwrap_or(rest);
        let known: Vec<&str> = assets.iter().map(|(name, _)| *name).collect();
        anyhow::bail!("no file is called {{{{{name}}}}}; there are {}", known.join(", "));
    }
    Ok(filled)
}

pub(super) fn text(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

/// The folder that is being made.
pub(super) struct Dist<'a> {
    root: &'a Path,
}

impl Dist<'_> {
    /// Writes a file that never changes under its name, and returns its path.
    pub(super) fn asset(&self, name: &str, extension: &str, bytes: &[u8]) -> Result<String> {
        let path = format!("assets/{name}-{}.{extension}", hash(bytes));
        self.write(&path, bytes)?;
        Ok(path)
    }

    /// Writes a file, and beside it the forms in which it travels.
    pub(super) fn write(&self, path: &str, bytes: &[u8]) -> Result<()> {
        self.write_plain(path, bytes)?;
        if compress::is_worth_it(path) {
            self.write_plain(&format!("{path}.br"), &compress::brotli(bytes)?)?;
            self.write_plain(&format!("{path}.gz"), &compress::gzip(bytes)?)?;
        }
        Ok(())
    }

    fn write_plain(&self, path: &str, bytes: &[u8]) -> Result<()> {
        let path = self.root.join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        }
        fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_names_its_files_from_where_it_is() {
        let page = fill(
            r#"<link href="{{css}}"><script src="{{js}}">"#,
            &[("js", "assets/d-1.js"), ("css", "assets/d-2.css")],
        );
        assert_eq!(page.unwrap(), r#"<link href="../assets/d-2.css"><script src="../assets/d-1.js">"#);
    }

    #[test]
    fn a_page_that_names_an_unknown_file_is_refused() {
        let refused = fill("{{font}}", &[("js", "assets/d-1.js")]).unwrap_err().to_string();
        assert!(refused.contains("{{font}}"), "{refused}");
    }

    #[test]
    fn a_file_lies_beside_the_forms_in_which_it_travels() {
        let at = tempfile::tempdir().unwrap();
        Dist { root: at.path() }.asset("widget", "js", b"").unwrap();
        let names: Vec<_> = files::below(at.path()).unwrap().into_keys().collect();
        let name = "assets/widget-e3b0c44298fc1c14.js";
        assert_eq!(names, [name.into(), format!("{name}.br").into(), PathBuf::from(format!("{name}.gz"))]);
    }
}
