//! The forms in which a file travels, made once at build time at the highest level.

use std::io::Write;

use anyhow::Result;
use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;

/// Compresses with brotli, quality 11.
pub(crate) fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let params = BrotliEncoderParams { quality: 11, lgwin: 22, size_hint: bytes.len(), ..Default::default() };
    let mut made = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut made, &params)?;
    Ok(made)
}

/// Compresses with gzip, level 9.
pub(crate) fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

/// Says whether compressing a file of this name is worth it; pictures are compressed already.
pub(crate) fn is_worth_it(name: &str) -> bool {
    let extension = name.rsplit('.').next().unwrap_or_default();
    ["css", "html", "js", "json", "mjs", "svg", "txt", "wasm"].contains(&extension)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn what_was_compressed_comes_back() {
        let text = "sondeo ".repeat(1_000).into_bytes();
        let mut back = Vec::new();
        brotli::Decompressor::new(&brotli(&text).unwrap()[..], 4096).read_to_end(&mut back).unwrap();
        assert_eq!(back, text);
        back.clear();
        flate2::read::GzDecoder::new(&gzip(&text).unwrap()[..]).read_to_end(&mut back).unwrap();
        assert_eq!(back, text);
    }

    #[test]
    fn text_is_compressed_and_pictures_are_not() {
        assert!(is_worth_it("assets/widget-00.wasm") && is_worth_it("shop/index.html"));
        assert!(!is_worth_it("shop/mug.webp") && !is_worth_it("LICENSE"));
    }
}
