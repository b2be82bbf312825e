# One worker: the socket "tests" runs the suite, the others are servers of the apps under test.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "suite", worker = .suite),
    (name = "loopback", network = (allow = ["private"])),
  ],
  sockets = [
    (name = "tests", address = "127.0.0.1:0", http = (), service = "suite"),
    (name = "server1", address = "127.0.0.1:0", http = (), service = (name = "suite", entrypoint = "server")),
    (name = "server2", address = "127.0.0.1:0", http = (), service = (name = "suite", entrypoint = "server")),
    (name = "server3", address = "127.0.0.1:0", http = (), service = (name = "suite", entrypoint = "server")),
  ],
);

const suite :Workerd.Worker = (
  modules = [
    (name = "workerd.mjs", esModule = embed ".built/workerd.mjs"),
    (name = "web/hello.txt", text = embed "hello.txt"),
  ],
  # Node's modules are there by default since 2026-08-04, the signal of a request since 2026-11-17.
  compatibilityDate = "2026-11-17",
  globalOutbound = "loopback",
);
