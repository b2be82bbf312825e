/** The servers that are measured, each the same API in the way its framework recommends. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

const bench = join(import.meta.dirname, "..");

/** What runs the servers of one comparison. */
export type Runtime = "node" | "bun";

/** A server to start. */
export interface Peer {
  /** What it is called on the command line and in the results. */
  readonly name: string;
  readonly title: string;
  /** The version of the framework, or of the runtime where there is none. */
  readonly version: string;
  readonly command: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
  /** Throws its standard output away: a log that nobody here reads. */
  readonly output?: "ignore";
}

function installed(name: string): string {
  const text = readFileSync(join(bench, "node_modules", name, "package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

/** The command that runs a file of `bench/servers` on this Node. */
export function onNode(file: string, ...nodeOptions: readonly string[]): Peer["command"] {
  const options = ["--disable-warning=ExperimentalWarning", ...nodeOptions];
  return [process.execPath, ...options, join(bench, "servers", file)];
}

function onBun(file: string): Peer["command"] {
  return [join(bench, "node_modules/.bin/bun"), join(bench, "servers/bun", file)];
}

/** Tenon from the repository's sources, or from another folder: a build, or a copy that is being tried. */
export function tenonFrom(runtime: Runtime, folder?: string, name = "tenon"): Peer {
  return {
    name,
    title: folder === undefined ? "Tenon" : `Tenon (${name})`,
    version: tenonVersion(),
    command: runtime === "bun" ? onBun("tenon.ts") : onNode("tenon.ts"),
    ...(folder !== undefined && { env: { TENON_FROM: folder } }),
  };
}

/** The version of Tenon that the repository holds. */
export function tenonVersion(): string {
  const text = readFileSync(join(bench, "../packages/tenon/package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

/** Every server that a runtime has here, the hand-written one first, Tenon second. */
export function peers(runtime: Runtime): readonly Peer[] {
  return runtime === "bun" ? peersOnBun() : peersOnNode();
}

function peersOnNode(): readonly Peer[] {
  const node = (name: string, title: string, of: string, file = `${name}.ts`): Peer => ({
    name,
    title,
    version: installed(of),
    command: onNode(file),
  });
  return [
    { name: "node", title: "node:http by hand", version: process.versions.node, command: onNode("node.ts") },
    tenonFrom("node"),
    node("fastify", "Fastify", "fastify"),
    node("hono", "Hono + Zod", "hono"),
    node("h3", "h3 + Zod", "h3"),
    node("elysia", "Elysia on Node", "elysia"),
    node("express", "Express + Zod", "express"),
    node("nest", "NestJS on Fastify", "@nestjs/core", "nest.js"),
  ];
}

function peersOnBun(): readonly Peer[] {
  return [
    { name: "bun", title: "Bun.serve by hand", version: installed("bun"), command: onBun("by-hand.ts") },
    tenonFrom("bun"),
    { name: "hono", title: "Hono + Zod", version: installed("hono"), command: onBun("hono.ts") },
    { name: "elysia", title: "Elysia", version: installed("elysia"), command: onBun("elysia.ts") },
  ];
}
