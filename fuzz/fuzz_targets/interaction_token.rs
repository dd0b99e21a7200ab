//! Tries an interaction that a site's server signed that a fuzzer makes.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| sondeo_fuzz::interaction_token(bytes));
