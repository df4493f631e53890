#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| itk3_validator_fuzz::hold("json", bytes));
