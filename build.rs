//! Compiles the protocol definitions in `proto/` to Rust. The compiler is a crate, so that no
//! `protoc` has to be installed.

use std::error::Error;
use std::path::PathBuf;

use prost::Message;

/// Every definition that the provider speaks.
const DEFINITIONS: [&str; 3] = ["tfplugin5.proto", "go_plugin.proto", "health.proto"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=proto");
    let descriptors = protox::compile(DEFINITIONS, ["proto"])?;

    // Kept for the test that compares the interface with the published one.
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    std::fs::write(out.join("descriptors.bin"), descriptors.encode_to_vec())?;

    tonic_prost_build::configure()
        // A call without an implementation answers UNIMPLEMENTED, which hosts understand.
        .generate_default_stubs(true)
        // Clients are for tests and benchmarks; they need no transport of tonic's own.
        .build_transport(false)
        .bytes(".")
        .compile_fds(descriptors)?;
    Ok(())
}
