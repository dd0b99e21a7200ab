//! Pictures of a page beside each other, to be looked at.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::customer::Customer;

/// Pictures in the order in which they were taken.
pub(crate) struct Sheet {
    name: String,
    pictures: Vec<Vec<u8>>,
}

impl Sheet {
    /// Begins a sheet.
    pub(crate) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), pictures: Vec::new() }
    }

    /// Adds a picture, a PNG.
    pub(crate) fn add(&mut self, picture: Vec<u8>) {
        self.pictures.push(picture);
    }

    /// Has the browser lay them out, wide ones three in a row and narrow ones six, and puts a picture of that into
    /// target/screenshots.
    pub(crate) async fn leave(self, customer: &Customer) {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screenshots");
        fs::create_dir_all(&folder).unwrap();
        let mut page = "<!doctype html><meta charset=utf-8><link rel=icon href='data:,'><style>body{margin:0;\
            display:flex;flex-wrap:wrap;gap:4px;background:#777}img{width:636px}img.narrow{width:316px}</style>"
            .to_owned();
        for picture in &self.pictures {
            let _ = write!(page, "<img src='data:image/png;base64,{}'>", STANDARD.encode(picture));
        }
        page.push_str(
            "<script>Promise.all([...document.images].map((one) => one.decode().then(() =>
            one.classList.toggle('narrow', one.naturalHeight > one.naturalWidth)))).then(() => window.laidOut = true)</script>",
        );
        let file = folder.join(format!("{}.html", self.name));
        fs::write(&file, page).unwrap();
        customer.sets_the_screen(&[]).await;
        customer.sets_the_window(1920, 1080).await;
        customer.goes_to(&format!("file://{}", file.display())).await;
        customer.sees_that("window.laidOut == true").await;
        let height = customer.run("return document.documentElement.scrollHeight").await;
        customer.sets_the_window(1920, u32::try_from(height.as_u64().unwrap()).unwrap()).await;
        let file = file.with_extension("png");
        fs::write(&file, customer.picture().await).unwrap();
        println!("pictures of {} are in {}", self.name, file.display());
    }
}
