//! Tries a prompt's token that a fuzzer makes.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| sondeo_fuzz::prompt_token(bytes));
