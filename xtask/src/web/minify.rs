//! Smaller JavaScript that does the same.

use anyhow::{Result, bail};
use oxc_allocator::Allocator;
use oxc_codegen::{Codegen, CodegenOptions, CommentOptions};
use oxc_minifier::{CompressOptions, MangleOptions, Minifier, MinifierOptions};
use oxc_parser::Parser;
use oxc_span::SourceType;

/// What a file of JavaScript is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// A module, with imports and exports.
    Module,
    /// A classic script, whose top level is the page's.
    Script,
}

/// Returns `source` without what only readers need: comments, spaces, long local names.
///
/// A real parser and printer: minifiers that work on text break code that leaves out
/// semicolons, and turn `a - -b` into `a--b`.
pub(crate) fn minify(source: &str, kind: Kind) -> Result<String> {
    let allocator = Allocator::default();
    let kind = match kind {
        Kind::Module => SourceType::mjs(),
        Kind::Script => SourceType::script(),
    };
    let parsed = Parser::new(&allocator, source, kind).parse();
    if let Some(first) = parsed.diagnostics.into_iter().next() {
        let at = first.labels.first().map_or(0, |label| label.offset() as usize);
        let line = source[..at].lines().count().max(1);
        bail!("line {line} is not JavaScript: {first}: {}", source.lines().nth(line - 1).unwrap_or_default().trim());
    }
    let mut program = parsed.program;
    let options = MinifierOptions {
        mangle: Some(MangleOptions::default()),
        mangle_properties: None,
        compress: Some(CompressOptions::smallest()),
    };
    let minified = Minifier::new(options).minify(&allocator, &mut program);
    let options = CodegenOptions { minify: true, comments: CommentOptions::disabled(), ..CodegenOptions::default() };
    Ok(Codegen::new().with_options(options).with_scoping(minified.scoping).build(&program).code.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, kind: Kind, want: &str) {
        assert_eq!(minify(source, kind).unwrap(), want, "{source}");
    }

    #[test]
    fn what_only_readers_need_goes_and_meaning_stays() {
        check(
            "// why\nexport const long = (name) => name\n;[1].map(long)",
            Kind::Module,
            "export const long=e=>e;[1].map(long);",
        );
        check("f(a - -b, /[/]  x/)", Kind::Script, "f(a- -b,/[/]  x/);");
    }

    #[test]
    fn a_script_keeps_the_names_that_the_page_may_use() {
        check("var shared = 1", Kind::Script, "var shared=1;");
    }

    #[test]
    fn broken_javascript_is_refused_with_the_place() {
        let refused = minify("let a = 1\nlet b = = 1", Kind::Module).unwrap_err().to_string();
        assert_eq!(refused, "line 2 is not JavaScript: Unexpected token: let b = = 1");
    }
}
