//! Tries a body of `POST /v1/sites/{site}/prompts` that a fuzzer makes.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| sondeo_fuzz::prompt_body(bytes));
