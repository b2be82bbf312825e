#!/usr/bin/env node
import "./check-node.js";

// Only now, because an older Node.js cannot even read what this loads. The build points it at "../cli/main.js".
await import("../src/cli/main.ts");
