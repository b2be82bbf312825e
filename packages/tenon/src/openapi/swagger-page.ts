/** Swagger UI, from the installed package. */
import type { Next } from "../http/middleware.ts";
import type { OpenApiDocument } from "./document-types.ts";
import { readPackageFile } from "./package-file.ts";
import { pageHtml } from "./page-html.ts";
import { linkTo, linkToRoot, pathBelow } from "./page-links.ts";
import { calledOrigins, contentSecurityPolicy } from "./page-policy.ts";
import { swaggerScript } from "./page-scripts.ts";
import { serveAsset, serveFile } from "./served-file.ts";

/** One path and who answers there. */
export interface ServedPath {
  readonly path: string;
  readonly handle: Next;
}

/** What a page shows. */
export interface ShownDocument {
  /** Where the document is. */
  readonly path: string;
  readonly document: () => OpenApiDocument;
}

const javascript = "text/javascript; charset=utf-8";
const files = {
  "swagger-ui.css": "text/css; charset=utf-8",
  "swagger-ui-bundle.js": javascript,
  "favicon-32x32.png": "image/png",
} as const;

/** How the page is set up. */
export interface SwaggerOptions {
  /** Where an authorisation server sends the browser back to. */
  readonly redirect: string;
  readonly swaggerParameters: Readonly<Record<string, unknown>> | undefined;
  readonly initOAuth: Readonly<Record<string, unknown>> | undefined;
}

/** The page, its files, and the page that an authorisation server sends the browser back to. */
export function swaggerPage(
  page: string,
  shown: ShownDocument,
  { redirect, swaggerParameters, initOAuth }: SwaggerOptions,
): ServedPath[] {
  const at = (name: string): string => pathBelow(page, name);
  const link = (name: string): string => linkTo(page, at(name));
  const assets = Object.entries(files).map(([name, contentType]) => packageFile(at(name), name, contentType));
  const html = serveFile(async () => {
    // A page whose scripts cannot be had would stay empty: better to say so.
    await readPackageFile("swagger-ui-dist/swagger-ui-bundle.js");
    const document = shown.document();
    const body = pageHtml({
      title: `${document.info.title} - Swagger UI`,
      icon: link("favicon-32x32.png"),
      styles: [link("swagger-ui.css")],
      scripts: [link("swagger-ui-bundle.js")],
      init: {
        link: link("init.js"),
        data: {
          document: linkTo(page, shown.path),
          root: linkToRoot(page),
          redirect: linkTo(page, redirect),
          ...(swaggerParameters === undefined ? {} : { parameters: JSON.stringify(swaggerParameters) }),
          ...(initOAuth === undefined ? {} : { oauth: JSON.stringify(initOAuth) }),
        },
      },
      document: linkTo(page, shown.path),
    });
    const policy = contentSecurityPolicy({ connect: calledOrigins(document) });
    // The window of an authorisation server has to find its way back to the one that opened it.
    const headers = [
      "content-security-policy",
      policy,
      "cross-origin-opener-policy",
      "same-origin-allow-popups",
    ];
    return { contentType: "text/html; charset=utf-8", body, headers };
  });
  return [
    { path: page, handle: html },
    { path: at("init.js"), handle: serveAsset(() => ({ contentType: javascript, body: swaggerScript })) },
    { path: redirect, handle: serveFile(redirectPage) },
    // The page asks for its script beside itself.
    packageFile(redirect.replace(/[^/]*$/, "oauth2-redirect.js"), "oauth2-redirect.js", javascript),
    ...assets,
  ];
}

function packageFile(path: string, name: string, contentType: string): ServedPath {
  const read = async () => ({ contentType, body: await readPackageFile(`swagger-ui-dist/${name}`) });
  return { path, handle: serveAsset(read) };
}

async function redirectPage() {
  const headers = [
    "content-security-policy",
    "default-src 'none'; script-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    "cross-origin-opener-policy",
    "unsafe-none",
  ];
  const body = await readPackageFile("swagger-ui-dist/oauth2-redirect.html");
  return { contentType: "text/html; charset=utf-8", body, headers };
}
