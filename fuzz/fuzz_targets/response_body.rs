//! Tries a body of `POST /v1/sites/{site}/responses` that a fuzzer makes.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| sondeo_fuzz::response_body(bytes));
