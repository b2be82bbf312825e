/** The routes that show an app: its document, made when first asked for, and the pages over it. */
import { StartError } from "../depends/start-error.ts";
import { type OpenApiDocument, openapiDocument } from "../openapi/document.ts";
import { redocPage } from "../openapi/redoc-page.ts";
import { serveFile } from "../openapi/served-file.ts";
import { type ServedPath, swaggerPage } from "../openapi/swagger-page.ts";
import type { PlacedOperation } from "../routing/router.ts";
import type { AppOptions } from "./app-options.ts";

/**
 * All GET routes of the document and its pages; none when `docs` is `false`.
 * @throws {StartError} when a path of theirs is none
 */
export function documentRoutes(
  options: AppOptions,
  placed: readonly PlacedOperation[],
): readonly ServedPath[] {
  if (options.docs === false) return [];
  const { openapi: path = "/openapi.json", swagger = "/docs", redoc = "/redoc" } = options.docs ?? {};
  if (path === false) return [];
  for (const [name, one] of Object.entries({ openapi: path, swagger, redoc })) checkPagePath(name, one);
  let made: OpenApiDocument | undefined;
  const document = (): OpenApiDocument => {
    made ??= openapiDocument(options, placed);
    return made;
  };
  const json = serveFile(() => ({ contentType: "application/json", body: JSON.stringify(document()) }));
  const shown = { path, document };
  return [
    { path, handle: json },
    ...(swagger === false ? [] : swaggerPage(swagger, shown)),
    ...(redoc === false ? [] : redocPage(redoc, shown)),
  ];
}

function checkPagePath(name: string, path: string | false): void {
  if (path === false || /^\/[A-Za-z0-9._~/-]*$/.test(path)) return;
  throw new StartError(`docs.${name}: the path "${path}" must start with a slash and have no parameters.`);
}
