//! Tries the query of `GET /v1/scores` that a fuzzer makes.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| sondeo_fuzz::scores_query(bytes));
