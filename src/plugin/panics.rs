//! Panics as hosts recognize them: they collect the lines from `panic: ` on and print them after the
//! diagnostics. The process lives on; the call that panicked answers with an error of its own.

use super::log;
use std::panic::PanicHookInfo;

/// Makes every panic write such lines to standard error.
pub fn report() {
    std::panic::set_hook(Box::new(|panic| log::write(&lines(panic))));
}

fn lines(panic: &PanicHookInfo<'_>) -> String {
    let payload = panic.payload();
    let text = payload.downcast_ref::<&str>().copied();
    let message = text
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("unknown cause");
    let place = panic
        .location()
        .map(ToString::to_string)
        .unwrap_or_default();
    let thread = std::thread::current();
    let thread = thread.name().unwrap_or("unnamed").to_owned();
    let trace = std::backtrace::Backtrace::force_capture();
    format!("panic: {message}\n\nthread {thread} at {place}:\n{trace}")
}
