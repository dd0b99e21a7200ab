//! Rust as tokens: what a rule looks for is never found in a comment or in a name's middle.

use std::str::FromStr;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::house::File;

/// Which part of a file is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// What is shipped.
    Product,
    /// What stands below `#[cfg(test)]`.
    Tests,
}

/// A token and the line that it is on.
pub(crate) struct Token {
    /// What it is.
    pub(crate) kind: Kind,
    /// Its line, from 1.
    pub(crate) line: usize,
}

/// What a token is; a group's tokens stand between its delimiters.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A name or a keyword.
    Ident(String),
    /// A literal as written, with its quotes.
    Literal(String),
    /// A sign or a delimiter.
    Sign(char),
}

impl Token {
    /// Says whether it is the name `name`.
    pub(crate) fn is(&self, name: &str) -> bool {
        matches!(&self.kind, Kind::Ident(ident) if ident == name)
    }
}

/// The tokens of one part of a file. A file of the folder tests/ is all tests.
pub(crate) fn tokens(file: &File, part: Part) -> Vec<Token> {
    let stream = TokenStream::from_str(&file.text).unwrap_or_else(|cause| panic!("{}: {cause}", file.path));
    let whole = if file.is_below(&["tests/"]) || file.path.contains("/tests/") { Part::Tests } else { Part::Product };
    let mut found = Vec::new();
    walk(stream, whole, part, &mut found);
    found
}

/// Says whether `path`, for example `["std", "::", "fs"]`, begins at `tokens`.
pub(crate) fn begins(tokens: &[Token], path: &[&str]) -> bool {
    let mut at = tokens.iter();
    path.iter().all(|word| match *word {
        "::" => {
            at.next().is_some_and(|one| one.kind == Kind::Sign(':'))
                && at.next().is_some_and(|one| one.kind == Kind::Sign(':'))
        }
        word => at.next().is_some_and(|one| one.is(word)),
    })
}

/// Collects the tokens of `wanted`; `here` is what the stream belongs to.
fn walk(stream: TokenStream, here: Part, wanted: Part, found: &mut Vec<Token>) {
    let mut part = here;
    let mut trees = stream.into_iter().peekable();
    while let Some(tree) = trees.next() {
        let line = tree.span().start().line;
        let kept = part == wanted;
        match tree {
            TokenTree::Ident(ident) if kept => found.push(Token { kind: Kind::Ident(ident.to_string()), line }),
            TokenTree::Literal(literal) if kept => found.push(Token { kind: Kind::Literal(literal.to_string()), line }),
            TokenTree::Punct(sign) => {
                let attribute = match trees.peek() {
                    Some(TokenTree::Group(group)) if sign.as_char() == '#' => {
                        group.stream().to_string().replace(' ', "")
                    }
                    _ => String::new(),
                };
                if attribute == "cfg(test)" {
                    part = Part::Tests;
                } else if attribute.starts_with("doc=") {
                    trees.next();
                } else if kept {
                    found.push(Token { kind: Kind::Sign(sign.as_char()), line });
                }
                if sign.as_char() == ';' {
                    part = here;
                }
            }
            TokenTree::Group(group) => {
                let (open, close) = signs(group.delimiter());
                if kept {
                    found.push(Token { kind: Kind::Sign(open), line });
                }
                walk(group.stream(), part, wanted, found);
                if kept {
                    found.push(Token { kind: Kind::Sign(close), line: group.span_close().start().line });
                }
                if group.delimiter() == Delimiter::Brace {
                    part = here;
                }
            }
            _ => {}
        }
    }
}

const fn signs(delimiter: Delimiter) -> (char, char) {
    match delimiter {
        Delimiter::Parenthesis => ('(', ')'),
        Delimiter::Brace => ('{', '}'),
        Delimiter::Bracket => ('[', ']'),
        Delimiter::None => (' ', ' '),
    }
}

#[test]
fn tests_and_product_are_told_apart_and_comments_are_no_tokens() {
    let file = File::new(
        "collector/src/a.rs",
        "/// comment\nfn product() {}\n#[cfg(test)]\nmod tests { use super::*; fn inner() {} }\nfn after() {} // end\n",
    );
    let names = |part| -> Vec<String> {
        tokens(&file, part)
            .into_iter()
            .filter_map(|one| match one.kind {
                Kind::Ident(name) => Some(name),
                _ => None,
            })
            .collect()
    };
    assert_eq!(names(Part::Product), ["fn", "product", "fn", "after"]);
    assert_eq!(names(Part::Tests), ["cfg", "test", "mod", "tests", "use", "super", "fn", "inner"]);
    let after = tokens(&file, Part::Product).into_iter().find(|one| one.is("after")).unwrap();
    assert_eq!(after.line, 5);
}
