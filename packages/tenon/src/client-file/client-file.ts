/**
 * A client as one file for another repository: the types of an API from its document, the addresses of its operations, and the
 * run time. It imports nothing.
 */
import { routes } from "../client/manifest.ts";
import type { RouteManifest } from "../client/request.ts";
import type { JsonSchema } from "../contract/schema.ts";
import { detailShape } from "../http/detail-shape.ts";
import { readDetail, readProblem } from "../http/error-reading.ts";
import type { ErrorShape } from "../http/error-shape.ts";
import type { OpenApiDocument, OperationObject } from "../openapi/document-types.ts";
import type { RouterOptions, Routes } from "../routing/router.ts";
import { type ApiTypes, callComment, inputText, resultText } from "./call-text.ts";
import { runtimeText, takenNames } from "./runtime-text.ts";
import { docText, keyText, typeText } from "./type-text.ts";

/** What a client file is made from. */
export interface DescribedApi {
  readonly routes: Routes;
  /** What the app adds to all of them. */
  readonly common: RouterOptions;
  readonly document: OpenApiDocument;
  /** Default: `{"detail": ...}`. */
  readonly errorShape?: ErrorShape | undefined;
}

/** The text of a file that exports the manifest alone, for `createClient<typeof api>(routes, ...)`. */
export function routesFile({ routes: api, common }: DescribedApi): string {
  return `${head("tenon client --routes")}\n${manifestText(routes(api, common), "routes")}`;
}

/** The text of a whole client. Operations that the document hides are not in it. */
export function clientFile({
  routes: api,
  common,
  document,
  errorShape = detailShape,
}: DescribedApi): string {
  const runtime = runtimeText();
  const components = document.components?.schemas ?? {};
  const names = typeNames(Object.keys(components), takenNames(runtime));
  const nameOf = (reference: string): string => reference.replace("#/components/schemas/", "");
  const types: ApiTypes = {
    name: (reference) => names.get(nameOf(reference)) ?? "unknown",
    schema: (reference) => components[nameOf(reference)] ?? {},
    knowsErrors: errorShape.read === readDetail || errorShape.read === readProblem,
  };
  const described = operationsOf(routes(api, common), document);
  const manifest = Object.fromEntries(described.map(({ id, route }) => [id, route]));
  const schemas = Object.entries(components).map(([name, schema]) => {
    const { description } = schema as JsonSchema;
    const comment = docText(typeof description === "string" ? description : undefined).trimEnd();
    const text = `export type ${names.get(name)} = ${typeText(schema, types.name)};`;
    return comment === "" ? text : `${comment}\n${text}`;
  });
  return [
    head("tenon client"),
    `/** The operations of ${document.info.title} ${document.info.version}, by the keys of its record. */`.replaceAll(
      "\n",
      " ",
    ),
    `export interface Api ${recordText(described, [], types)}`,
    "",
    `/** Makes a client of ${document.info.title}. */`.replaceAll("\n", " "),
    "export function createClient(options: ClientOptions): Api {",
    "  return connect(manifest, options) as unknown as Api;",
    "}",
    "",
    ...schemas,
    "",
    manifestText(manifest, "manifest"),
    runtime,
  ].join("\n");
}

interface DescribedCall {
  readonly id: string;
  readonly route: RouteManifest[string];
  /** Undefined for a socket, of which a document says nothing. */
  readonly operation: OperationObject | undefined;
}

/** A path of the document may call its parameters otherwise; its words count. */
function operationsOf(manifest: RouteManifest, { paths }: OpenApiDocument): DescribedCall[] {
  const shapeOf = (path: string): string => path.replaceAll(/\{\w+\}/g, "{}");
  const byShape = new Map(Object.keys(paths).map((path) => [shapeOf(path), path]));
  return Object.entries(manifest).flatMap(([id, route]): DescribedCall[] => {
    if (route.socket !== undefined) return [{ id, route, operation: undefined }];
    const path = byShape.get(shapeOf(route.path));
    const operation = path === undefined ? undefined : paths[path]?.[route.method.toLowerCase()];
    if (path === undefined || operation === undefined) return [];
    return [{ id, route: { ...route, path }, operation }];
  });
}

function recordText(calls: readonly DescribedCall[], keys: readonly string[], types: ApiTypes): string {
  const start = keys.map((key) => `${key}.`).join("");
  const within = calls.filter(({ id }) => id.startsWith(start));
  const own = [...new Set(within.map(({ id }) => id.slice(start.length).split(".")[0] ?? ""))];
  const indent = "  ".repeat(keys.length + 1);
  const members = own.map((key) => {
    const call = within.find(({ id }) => id === start + key);
    const text = call === undefined ? recordText(within, [...keys, key], types) : callText(call, types);
    const comment = call?.operation === undefined ? "" : callComment(call.operation).trimEnd();
    return `${comment === "" ? "" : `${indent}${comment}\n`}${indent}readonly ${keyText(key)}: ${text};`;
  });
  return `{\n${members.join("\n")}\n${"  ".repeat(keys.length)}}`;
}

function callText({ operation }: DescribedCall, types: ApiTypes): string {
  if (operation === undefined) return socketText;
  const { text, optional } = inputText(operation, types);
  return `(input${optional ? "?" : ""}: ${text}) => Promise<${resultText(operation, types)}>`;
}

/** The document says nothing of sockets, so their inputs and messages have no types here. */
const socketText =
  "(input?: CallArguments) => Promise<{ readonly ok: true; readonly socket: ClientSocket } | InvalidInput | UnknownFailure>";

function manifestText(manifest: RouteManifest, name: string): string {
  const lines = Object.entries(manifest).map(
    ([id, route]) => `  ${JSON.stringify(id)}: ${JSON.stringify(route)},`,
  );
  const type = name === "manifest" ? ": RouteManifest" : " as const";
  const [before, after] = name === "manifest" ? [type, ""] : ["", type];
  return `/** Where the operations are. */\nexport const ${name}${before} = {\n${lines.join("\n")}\n}${after};\n`;
}

/** Names that are good in TypeScript, each once, and none that the run time needs. */
function typeNames(components: readonly string[], taken: ReadonlySet<string>): ReadonlyMap<string, string> {
  const used = new Set([...taken, "Api"]);
  return new Map(
    components.map((component) => {
      const words = component.replaceAll(/\W+/g, "_").replace(/^(?=\d)/, "_");
      let name = words;
      for (let n = 1; used.has(name); n++) name = `${words}Schema${n === 1 ? "" : n}`;
      used.add(name);
      return [component, name];
    }),
  );
}

function head(command: string): string {
  return `/* Made by "${command}". What is changed here is lost the next time. */\n/* eslint-disable */\n// biome-ignore-all format: generated\n// biome-ignore-all lint: generated\n`;
}
