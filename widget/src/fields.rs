//! Reading of JavaScript objects, field by field.
//!
//! A deserializer would cost a fifth of the widget's budget; these getters cost nothing.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    /// A JavaScript object of which some fields are known.
    #[derive(Debug)]
    pub type Fields;

    #[wasm_bindgen(method, structural, indexing_getter)]
    fn maybe_text(this: &Fields, name: &str) -> Option<String>;

    /// Reads a number; 0 where there is none.
    #[wasm_bindgen(method, structural, indexing_getter)]
    pub fn number(this: &Fields, name: &str) -> u32;

    /// Reads an object, which must be there.
    #[wasm_bindgen(method, structural, indexing_getter)]
    pub fn fields(this: &Fields, name: &str) -> Fields;

    /// Reads an object, if there is one.
    #[wasm_bindgen(method, structural, indexing_getter)]
    pub fn maybe_fields(this: &Fields, name: &str) -> Option<Fields>;
}

impl Fields {
    /// Reads a text; empty where there is none.
    pub fn text(&self, name: &str) -> String {
        self.maybe_text(name).unwrap_or_default()
    }
}
