//! What a site's pages have to carry, with the site's own values: the tag in its forms, and the headers that let it in.

/// What the code is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Embedding {
    /// The collector's origin, `https://feedback.example.com`.
    pub(crate) origin: String,
    /// The address of the script.
    pub(crate) loader: String,
    /// The site.
    pub(crate) site: String,
    /// An interaction about which a survey asks.
    pub(crate) touchpoint: String,
}

impl Embedding {
    /// Returns the tag for pages that may have inline script.
    pub(crate) fn tag(&self) -> String {
        let Self { loader, site, touchpoint, .. } = self;
        format!(
            "<script async src=\"{loader}\" data-site=\"{site}\"></script>\n\
             <script>\n\
             \u{20} window.sondeo = window.sondeo || function () {{ (sondeo.q = sondeo.q || []).push(arguments) }}\n\
             \u{20} sondeo('interaction', '{touchpoint}', {{ id: 'order-1234' }})\n\
             </script>"
        )
    }

    /// Returns the tag for pages without inline script.
    pub(crate) fn attributes(&self) -> String {
        let Self { loader, site, touchpoint, .. } = self;
        format!(
            "<script async src=\"{loader}\" data-site=\"{site}\"\n\
             \u{20} data-interaction=\"{touchpoint}\" data-interaction-id=\"order-1234\"></script>"
        )
    }

    /// Returns the same for bundled pages.
    pub(crate) fn module(&self) -> String {
        let Self { site, touchpoint, .. } = self;
        let collector = self.loader.trim_end_matches("/sondeo.js");
        format!(
            "import {{ load, sondeo }} from 'sondeo'\n\n\
             load({{ collector: '{collector}', site: '{site}' }})\n\
             sondeo('interaction', '{touchpoint}', {{ id: 'order-1234' }})"
        )
    }

    /// Returns the header that lets the widget in.
    pub(crate) fn policy(&self) -> String {
        let origin = &self.origin;
        format!("Content-Security-Policy: script-src {origin} 'wasm-unsafe-eval'; connect-src {origin}")
    }

    /// Returns the header of pages that allow no WebAssembly: there the widget comes in a frame.
    pub(crate) fn policy_with_frame(&self) -> String {
        let origin = &self.origin;
        format!("Content-Security-Policy: script-src {origin}; frame-src {origin}; connect-src {origin}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_that_of_the_manual() {
        let embedding = Embedding {
            origin: "https://feedback.example.com".to_owned(),
            loader: "https://feedback.example.com/sondeo.js".to_owned(),
            site: "shop".to_owned(),
            touchpoint: "order_completed".to_owned(),
        };
        let manual = [include_str!("../../../docs/embedding.md"), include_str!("../../../docs/frameworks.md")].concat();
        for code in [embedding.tag(), embedding.attributes(), embedding.policy()] {
            assert!(manual.contains(&code), "the manual does not say:\n{code}");
        }
        for line in embedding.module().lines() {
            // There the import takes more along.
            assert!(line.starts_with("import") || manual.contains(line), "the manual does not say: {line}");
        }
        assert!(embedding.policy_with_frame().contains("frame-src https://feedback.example.com;"));
    }

    #[test]
    fn a_collector_below_a_path_is_loaded_from_there() {
        let embedding = Embedding {
            origin: "https://shop.example".to_owned(),
            loader: "https://shop.example/feedback/sondeo.js".to_owned(),
            site: "shop".to_owned(),
            touchpoint: "t".to_owned(),
        };
        assert!(embedding.module().contains("load({ collector: 'https://shop.example/feedback', site: 'shop' })"));
        assert!(embedding.policy().contains("connect-src https://shop.example"));
    }
}
