//! The files that browsers are served: built by xtask, embedded in the binary or read from a folder.

use std::{borrow::Cow, collections::HashMap, fs, io, path::Path};

use sha2::{Digest, Sha256};
use shared::wire::tag::WidgetFiles;

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// Everything that browsers are served.
#[derive(Debug)]
pub struct Web {
    /// Where the widget is.
    pub widget: WidgetFiles,
    files: HashMap<String, File>,
}

/// A file with its compressed forms.
#[derive(Debug)]
pub struct File {
    /// As it is.
    pub plain: Bytes,
    /// Brotli, made when it was built.
    pub brotli: Option<Bytes>,
    /// Gzip, made when it was built.
    pub gzip: Option<Bytes>,
    /// A strong validator: its hash in quotes.
    pub etag: String,
}

/// Content that lives in the binary or on the heap.
pub type Bytes = Cow<'static, [u8]>;

/// Why there are no files to serve.
#[derive(Debug, thiserror::Error)]
pub enum WebError {
    /// The binary was built without them.
    #[error("this sondeo was built without its web files; name the folder that `cargo xtask web` made: --web dist/web")]
    NotEmbedded,
    /// The folder cannot be read.
    #[error("the web folder cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    /// It is some other folder.
    #[error("the web folder has no manifest.json that names the widget's files; `cargo xtask web` makes one")]
    NoManifest,
}

impl Web {
    /// Returns the files that were embedded when this binary was built.
    ///
    /// # Errors
    /// [`WebError::NotEmbedded`] if none were.
    pub fn embedded() -> Result<Self, WebError> {
        if EMBEDDED.is_empty() {
            return Err(WebError::NotEmbedded);
        }
        Self::new(EMBEDDED.iter().map(|&(path, content)| (path.to_owned(), Cow::Borrowed(content))).collect())
    }

    /// Reads the files of a folder.
    ///
    /// # Errors
    /// [`WebError`] if it cannot be read or is not one that xtask made.
    pub fn read(dir: &Path) -> Result<Self, WebError> {
        let mut contents = HashMap::new();
        collect(dir, "", &mut contents)?;
        Self::new(contents)
    }

    /// Returns the file at a path such as `assets/widget.js`.
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files.get(path)
    }

    fn new(mut contents: HashMap<String, Bytes>) -> Result<Self, WebError> {
        let manifest = contents.remove("manifest.json").ok_or(WebError::NoManifest)?;
        let widget = serde_json::from_slice(&manifest).map_err(|_| WebError::NoManifest)?;
        let paths: Vec<String> = contents.keys().cloned().collect();
        let compressed = |path: &str| {
            let original = path.strip_suffix(".br").or_else(|| path.strip_suffix(".gz"));
            original.is_some_and(|original| paths.iter().any(|path| path == original))
        };
        let mut files = HashMap::new();
        for path in paths.iter().filter(|path| !compressed(path)) {
            let brotli = contents.remove(&format!("{path}.br"));
            let gzip = contents.remove(&format!("{path}.gz"));
            if let Some(plain) = contents.remove(path) {
                let hash: String = Sha256::digest(&plain).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
                files.insert(path.clone(), File { plain, brotli, gzip, etag: format!("\"{hash}\"") });
            }
        }
        Ok(Self { widget, files })
    }
}

fn collect(dir: &Path, prefix: &str, contents: &mut HashMap<String, Bytes>) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{name}/"), contents)?;
        } else {
            contents.insert(name, Cow::Owned(fs::read(entry.path())?));
        }
    }
    Ok(())
}
