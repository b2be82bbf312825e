/** Importing the module that a command names, and getting its app. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { inspect } from "node:util";
import type { App } from "../app/app.ts";
import type { ServiceSettings } from "../server/serve-options.ts";
import { CommandError } from "./command.ts";

/** What a module gives to `tenon`. */
export interface LoadedModule {
  readonly app: App;
  /** Its export `server`; empty when it has none. */
  readonly server: ServiceSettings;
}

/**
 * Imports a module and takes its app: the default export, or what it returns when it is a function.
 * @param path relative to the current folder
 * @throws {CommandError} when there is no such file, or no app in it; whatever the module throws
 */
export async function loadApp(path: string): Promise<LoadedModule> {
  const file = resolve(path);
  if (!existsSync(file)) throw new CommandError(`There is no file ${path} (looked for ${file}).`);
  const module = await importFile(file);
  return { app: await appOf(module, path), server: settingsOf(module, path) };
}

async function importFile(file: string): Promise<Record<string, unknown>> {
  try {
    return await import(pathToFileURL(file).href);
  } catch (error) {
    throw await located(error, file);
  }
}

/**
 * A mistake in plain JavaScript has no place in its message or stack: Node.js keeps it for its own last words, so it gets to
 * speak them.
 */
async function located(error: unknown, file: string): Promise<unknown> {
  const lost =
    error instanceof SyntaxError &&
    !("code" in error) &&
    /^SyntaxError: .*\n +at compileSourceTextModule/.test(error.stack ?? "");
  if (!lost) return error;
  error.stack = `${error.name}: ${error.message}\n    at import of ${file}`;
  setImmediate(() => {
    throw error;
  });
  return new Promise(() => {});
}

async function appOf(module: Record<string, unknown>, path: string): Promise<App> {
  const exported = module.default;
  if (isApp(exported)) return exported;
  if (typeof exported !== "function") {
    throw new CommandError(
      `The default export of ${path} must be an app (createApp), or a function that makes one; ${found(module)}.`,
    );
  }
  const made: unknown = await exported();
  if (isApp(made)) return made;
  throw new CommandError(
    `The function that ${path} exports by default must return an app (createApp); it returned ${described(made)}.`,
  );
}

function isApp(value: unknown): value is App {
  return typeof value === "object" && value !== null && (value as Partial<App>)["~tenon"] === "app";
}

function found(module: Record<string, unknown>): string {
  if ("default" in module) return `it is ${described(module.default)}`;
  const apps = Object.keys(module).filter((name) => isApp(module[name]));
  if (apps.length > 0)
    return `it has none, but there is an app named "${apps[0]}": write "export default ${apps[0]}"`;
  const names = Object.keys(module);
  return names.length === 0 ? "it exports nothing" : `it has none, only ${names.join(", ")}`;
}

function described(value: unknown): string {
  const mark =
    typeof value === "object" && value !== null
      ? (value as { readonly "~tenon"?: unknown })["~tenon"]
      : undefined;
  if (typeof mark === "string") return `a ${mark}: put it into createApp({ routes: { ... } })`;
  return inspect(value, { depth: 0, breakLength: Number.POSITIVE_INFINITY });
}

function settingsOf(module: Record<string, unknown>, path: string): ServiceSettings {
  const { server } = module;
  if (server === undefined) return {};
  if (typeof server === "object" && server !== null) return server as ServiceSettings;
  throw new CommandError(
    `The export "server" of ${path} must be an object of server settings (host, port, ...); it is ${described(server)}.`,
  );
}
