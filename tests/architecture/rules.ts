/** Which room may import which. A room is a folder directly below the root; files of the root itself may import all. */
export interface Package {
  readonly name: string;
  readonly root: string;
  readonly rooms: Readonly<Record<string, readonly string[]>>;
}

const inner = ["contract", "http", "depends", "results", "routing"];
const middle = [
  "openapi",
  "security",
  "background",
  "jobs",
  "middleware",
  "rate-limit",
  "load",
  "metrics",
  "tracing",
  "health",
  "compatibility",
  "client",
  "sockets",
];
const core = [...inner, ...middle, "app"];

export const packages: readonly Package[] = [
  {
    name: "framework",
    root: "packages/tenon/src",
    rooms: {
      contract: [],
      http: ["contract"],
      depends: ["contract", "http"],
      results: ["contract", "http"],
      routing: ["contract", "http", "depends", "results"],
      openapi: inner,
      security: inner,
      background: inner,
      jobs: inner,
      middleware: inner,
      "rate-limit": inner,
      load: inner,
      metrics: [...inner, "jobs"],
      tracing: inner,
      health: inner,
      compatibility: ["openapi"],
      sockets: inner,
      client: [...inner, "sockets"],
      app: [...inner, "openapi", "background", "jobs", "load", "metrics", "tracing", "sockets"],
      server: core,
      testing: core,
      "client-file": [...inner, "openapi", "client"],
      // Writes text; needs nothing of what runs.
      generate: [],
      cli: [...core, "client-file", "generate", "server"],
    },
  },
  {
    name: "reference service",
    root: "packages/create-tenon/template/app",
    rooms: {
      models: ["db", "core"],
      // The shortest password is a setting.
      schemas: ["core"],
      core: ["models", "db", "schemas", "services"],
      db: ["models", "core"],
      services: ["models", "db", "schemas", "core", "jobs"],
      emails: ["core", "schemas"],
      jobs: ["services", "db", "schemas", "core", "emails"],
      commands: ["services", "models", "db", "schemas", "core", "emails"],
      api: ["schemas", "services", "core", "db", "emails", "jobs"],
    },
  },
  {
    name: "generator",
    root: "packages/create-tenon/src",
    rooms: {},
  },
  {
    name: "Conduit",
    root: "examples/conduit/app",
    rooms: {
      models: [],
      schemas: [],
      core: ["services", "schemas"],
      db: ["core"],
      services: ["models", "db", "schemas", "core"],
      api: ["schemas", "services", "core"],
    },
  },
];

/** Lines a source file may have before it is holding more than one idea. Tests are not counted. */
export const longestFile = 400;

/** Names that say nothing about what is inside. */
export const emptyNames = /^(utils?|helpers?|common|misc|managers?)$/i;
