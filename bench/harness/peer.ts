/** The servers that are measured, each the same API in the way its framework recommends. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

const bench = join(import.meta.dirname, "..");

/** A server to start. */
export interface Peer {
  /** What it is called on the command line and in the results. */
  readonly name: string;
  readonly title: string;
  /** The version of the framework, or of the runtime where there is none. */
  readonly version: string;
  readonly command: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
}

function installed(name: string): string {
  const text = readFileSync(join(bench, "node_modules", name, "package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

function onNode(file: string): Peer["command"] {
  return [process.execPath, "--disable-warning=ExperimentalWarning", join(bench, "servers", file)];
}

/** Tenon from the repository's sources, or from another folder: a build, or a copy that is being tried. */
export function tenonFrom(folder?: string, name = "tenon"): Peer {
  return {
    name,
    title: folder === undefined ? "Tenon" : `Tenon (${name})`,
    version: tenonVersion(),
    command: onNode("tenon.ts"),
    ...(folder !== undefined && { env: { TENON_FROM: folder } }),
  };
}

function tenonVersion(): string {
  const text = readFileSync(join(bench, "../packages/tenon/package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

/** Every server, Tenon second. */
export function peers(): readonly Peer[] {
  const node = (name: string, title: string, of: string, file = `${name}.ts`): Peer => ({
    name,
    title,
    version: installed(of),
    command: onNode(file),
  });
  return [
    { name: "node", title: "node:http by hand", version: process.versions.node, command: onNode("node.ts") },
    tenonFrom(),
    node("fastify", "Fastify", "fastify"),
    node("hono", "Hono + Zod", "hono"),
    node("h3", "h3 + Zod", "h3"),
    node("elysia", "Elysia on Node", "elysia"),
    node("express", "Express + Zod", "express"),
    node("nest", "NestJS on Fastify", "@nestjs/core", "nest.js"),
  ];
}
