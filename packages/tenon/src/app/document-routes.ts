/** The routes that show an app: its document, made at start-up, and the pages over it. */
import { StartError } from "../depends/start-error.ts";
import { type OpenApiDocument, openapiDocument } from "../openapi/document.ts";
import { redocPage } from "../openapi/redoc-page.ts";
import { type ServedPath, swaggerPage } from "../openapi/swagger-page.ts";
import type { PlacedOperation } from "../routing/place.ts";
import type { RouterDocument } from "../routing/router.ts";
import type { AppOptions } from "./app-options.ts";
import { serveDocument } from "./served-document.ts";

/**
 * All GET routes of the documents and their pages, the app's and those of routers that ask for their own; none when `docs`
 * is `false`.
 * @throws {StartError} when a path of theirs is none, or a router with its own document has no prefix
 */
export function documentRoutes(
  options: AppOptions,
  placed: readonly PlacedOperation[],
): readonly ServedPath[] {
  const { errorShape } = options;
  if (options.docs === false) return [];
  const {
    openapi = "/openapi.json",
    swagger = "/docs",
    redoc = "/redoc",
    oauth2Redirect = "/docs/oauth2-redirect",
  } = options.docs ?? {};
  const paths = { openapi, swagger, redoc, oauth2Redirect };
  return [
    ...pagesOf(paths, () => openapiDocument(options, placed, { errorShape }), options),
    ...ownDocuments(placed).flatMap(({ prefix, info, members }) => {
      const own = { ...options, ...info, webhooks: {} };
      return pagesOf(
        under(prefix, paths),
        () => openapiDocument(own, members, { errorShape, all: placed }),
        options,
      );
    }),
  ];
}

interface Paths {
  readonly openapi: string | false;
  readonly swagger: string | false;
  readonly redoc: string | false;
  readonly oauth2Redirect: string;
}

function pagesOf(paths: Paths, make: () => OpenApiDocument, options: AppOptions): readonly ServedPath[] {
  const { openapi: path, swagger, redoc, oauth2Redirect } = paths;
  if (path === false) return [];
  for (const [name, one] of Object.entries(paths)) checkPagePath(name, one);
  // Made at start-up: what it cannot say because declarations contradict each other is a reason not to start.
  const made = make();
  const document = (): OpenApiDocument => made;
  const { servers: named, rootPath = "", rootPathInServers: addPrefix = true } = options;
  const json = serveDocument(document, { named, rootPath, addPrefix });
  const shown = { path, document };
  const { swaggerParameters, initOAuth } = options.docs || {};
  return [
    { path, handle: json },
    ...(swagger === false
      ? []
      : swaggerPage(swagger, shown, { redirect: oauth2Redirect, swaggerParameters, initOAuth })),
    ...(redoc === false ? [] : redocPage(redoc, shown)),
  ];
}

/** The routers that ask for a document, each with what stands in it. */
function ownDocuments(placed: readonly PlacedOperation[]) {
  const found = new Map<
    RouterDocument,
    { prefix: string; info: RouterDocument; members: PlacedOperation[] }
  >();
  for (const operation of placed) {
    for (const { prefix, info } of operation.documents) {
      if (prefix === "")
        throw new StartError(
          `${operation.id}: a router with a document of its own needs a prefix to serve it under.`,
        );
      const own = found.get(info) ?? { prefix, info, members: [] };
      own.members.push(operation);
      found.set(info, own);
    }
  }
  return [...found.values()];
}

function under(prefix: string, { openapi, swagger, redoc, oauth2Redirect }: Paths): Paths {
  const moved = (path: string | false): string | false => (path === false ? false : prefix + path);
  return {
    openapi: moved(openapi),
    swagger: moved(swagger),
    redoc: moved(redoc),
    oauth2Redirect: prefix + oauth2Redirect,
  };
}

function checkPagePath(name: string, path: string | false): void {
  if (path === false || /^\/[A-Za-z0-9._~/-]*$/.test(path)) return;
  throw new StartError(`docs.${name}: the path "${path}" must start with a slash and have no parameters.`);
}
