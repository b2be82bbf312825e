/**
 * Tenon beside its peers, on Node: `npm run bench` from the root (`-- --quick` for a first look; docs/performance.md for the rest).
 *
 * The peers are installed before anything is loaded that needs them.
 */
import "./harness/install.ts";

const { compare } = await import("./compare.ts");
await compare(process.argv.slice(2));
