//! How a local server is configured.

use std::fmt::Write;
use std::fs;
use std::io;
use std::path::Path;

const SERVER: &str = include_str!("config/server.yaml");
const UI: &str = include_str!("config/ui.yaml");

/// Dynamic configuration, the values as JSON.
pub(super) const DYNAMIC: [(&str, &str); 7] = [
    // A workflow that is asked to may skip time; without the second line each skip costs a second.
    ("frontend.WorkflowTimeSkippingEnabled", "true"),
    ("history.timerProcessorMaxTimeShift", r#""10ms""#),
    // A run that goes on from one that took no second, because its time was skipped, is to begin at once: the rest of the
    // time to skip would pass before it does.
    ("history.workflowIdReuseMinimalInterval", r#""0s""#),
    // A namespace and search attributes can be used as soon as they are registered.
    ("system.namespaceCacheRefreshInterval", r#""200ms""#),
    ("system.forceSearchAttributesCacheRefreshOnRead", "true"),
    // One partition a task queue: a task finds its worker without being passed on.
    ("matching.numTaskqueueReadPartitions", "1"),
    ("matching.numTaskqueueWritePartitions", "1"),
];

/// The server's ports, all on 127.0.0.1: gRPC, HTTP, then those between its own parts.
pub(super) const PORTS: [&str; 9] = [
    "frontend_grpc",
    "frontend_http",
    "frontend_membership",
    "history_grpc",
    "history_membership",
    "matching_grpc",
    "matching_membership",
    "worker_grpc",
    "worker_membership",
];

/// Writes the server's files into its folder, in which it has to be started: all paths in them are relative.
pub(super) fn write_server(folder: &Path, ports: &[u16]) -> io::Result<()> {
    let server =
        PORTS.iter().zip(ports).fold(SERVER.to_owned(), |server, (name, port)| fill(&server, name, port));
    fs::write(folder.join("server.yaml"), server)?;
    let dynamic = DYNAMIC.iter().fold(String::new(), |mut dynamic, (key, value)| {
        // Writing to a String cannot fail.
        let _ = writeln!(dynamic, "{key}:\n  - value: {value}");
        dynamic
    });
    fs::write(folder.join("dynamic.yaml"), dynamic)
}

/// Writes the Web UI's configuration to where it looks for it in its root folder.
pub(super) fn write_ui(folder: &Path, port: u16, address: &str) -> io::Result<()> {
    let config = folder.join("config");
    fs::create_dir_all(&config)?;
    fs::write(config.join("development.yaml"), fill(&fill(UI, "port", &port), "address", &address))
}

fn fill(template: &str, name: &str, value: &dyn std::fmt::Display) -> String {
    template.replace(&format!("${{{name}}}"), &value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_left_unfilled() {
        let folder = tempfile::tempdir().unwrap();
        write_server(folder.path(), &[1, 2, 3, 4, 5, 6, 7, 8, 9]).unwrap();
        write_ui(folder.path(), 10, "127.0.0.1:1").unwrap();
        for file in ["server.yaml", "dynamic.yaml", "config/development.yaml"] {
            let written = fs::read_to_string(folder.path().join(file)).unwrap();
            assert!(!written.is_empty() && !written.contains("${"), "{file}: {written}");
        }
    }
}
