//! Tries a file of surveys that a fuzzer makes.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| sondeo_fuzz::survey_file(bytes));
