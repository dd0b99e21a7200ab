//! The files of the dashboard: two programs in the same page, what they share, and the page that shows a survey beforehand.

use std::path::Path;

use anyhow::{Context, Result};
use shared::wire::tag::WidgetFiles;

use super::bindgen::{self, Bound, Start};
use super::dist::{Dist, Sources, beside, fill, text, with_widget};
use super::minify::{Kind, minify};
use crate::files;

/// Makes all of it.
pub(super) fn make(dist: &Dist<'_>, sources: &Sources, widget: &WidgetFiles) -> Result<()> {
    let source = |name: &str| text(&sources.pages.join(name));
    // As it comes it is a script that declares a name.
    let uplot = source("uplot/uPlot.iife.min.js")? + "\nexport default uPlot\n";
    let uplot = dist.asset("uplot", "js", minify(&uplot, Kind::Module)?.as_bytes())?;
    let chart = source("chart.js")?.replace("{{uplot}}", beside(&uplot));
    let chart = dist.asset("chart", "js", minify(&chart, Kind::Module)?.as_bytes())?;
    let page = source("intl.js")? + &source("copy.js")?;
    let page = dist.asset("page", "js", minify(&page, Kind::Module)?.as_bytes())?;
    let css = dist.asset("dashboard", "css", style(&sources.pages)?.as_bytes())?;

    let modules = [("chart", &*chart), ("page", &page)];
    let [with_charts, without] = [source("index.html")?, without_charts(&source("index.html")?)];
    for (name, wasm, html, at) in
        [("dashboard", &sources.dashboard, with_charts, "index"), ("surveys", &sources.surveys, without, "surveys")]
    {
        let [js, wasm] = program(dist, name, wasm, &modules)?;
        let names =
            [("js", &*js), ("wasm", &wasm), ("css", &css), ("uplot", &uplot), ("chart", &chart), ("page", &page)];
        let html = fill(&html, &names).context("in www/dashboard/index.html")?;
        dist.write(&format!("dashboard/{at}.html"), html.as_bytes())?;
    }

    let preview = with_widget(dist, &sources.pages.join("preview.js"), widget)?;
    let html = fill(&source("preview.html")?, &[("preview", &preview)]).context("in www/dashboard/preview.html")?;
    dist.write("dashboard/preview.html", html.as_bytes())
}

/// Makes the files of a program, its JavaScript and its WebAssembly, which names `modules` by their files.
///
/// The glue starts itself: a page under a policy without inline scripts only has to name it.
fn program(dist: &Dist<'_>, name: &str, wasm: &Path, modules: &[(&str, &str)]) -> Result<[String; 2]> {
    let Bound { js, wasm } = bindgen::bind(wasm, Start::DefaultExport)?;
    let wasm = dist.asset(name, "wasm", &wasm)?;
    let mut js = format!("{js}\n__wbg_init({{module_or_path: new URL('{}', import.meta.url)}});\n", beside(&wasm));
    for (module, path) in modules {
        // Not where the module calls it so. Functions without words are imported with other quotes.
        for quote in ['\'', '"'] {
            let from = |file: &str| format!("from {quote}./{file}{quote}");
            js = js.replace(&from(&format!("{module}.js")), &from(beside(path)));
        }
    }
    Ok([dist.asset(name, "js", minify(&js, Kind::Module)?.as_bytes())?, wasm])
}

/// Returns the page without the lines that load what draws charts.
fn without_charts(page: &str) -> String {
    page.split_inclusive('\n').filter(|line| !line.contains("{{uplot}}") && !line.contains("{{chart}}")).collect()
}

/// Puts the dashboard's style sheets into one, in the order of their names.
fn style(pages: &Path) -> Result<String> {
    let mut style = text(&pages.join("uplot/uPlot.min.css"))?;
    for (path, sheet) in files::below(&pages.join("style"))? {
        let sheet = String::from_utf8(sheet).with_context(|| format!("{} is not in UTF-8", path.display()))?;
        style.push_str(&sheet);
    }
    Ok(style)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_without_charts_loads_nothing_that_draws_them() {
        let page =
            "<link href=\"{{css}}\">\n<link href=\"{{uplot}}\">\n<link href=\"{{chart}}\">\n<script src=\"{{js}}\">\n";
        assert_eq!(without_charts(page), "<link href=\"{{css}}\">\n<script src=\"{{js}}\">\n");
    }
}
