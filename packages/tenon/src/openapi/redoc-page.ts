/** ReDoc, from the installed package. */
import { readPackageFile } from "./package-file.ts";
import { pageHtml } from "./page-html.ts";
import { linkTo, linkToRoot, pathBelow } from "./page-links.ts";
import { contentSecurityPolicy } from "./page-policy.ts";
import { redocScript } from "./page-scripts.ts";
import { serveAsset, serveFile } from "./served-file.ts";
import type { ServedPath, ShownDocument } from "./swagger-page.ts";

const JAVASCRIPT = "text/javascript; charset=utf-8";

/**
 * ReDoc brings its styles in `<style>` elements: empty ones that a script fills, and one that holds a scroll bar's rules (of
 * 2.5.4). These two texts are allowed, and no other.
 */
const ownStyles =
  "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' 'sha256-QMIg+bpjm3JdElJ388KYke01izlUW0UoNOeKjpMxdgc='";

/** The page and its files. */
export function redocPage(page: string, shown: ShownDocument): ServedPath[] {
  const at = (name: string): string => pathBelow(page, name);
  const link = (name: string): string => linkTo(page, at(name));
  const html = serveFile(async () => {
    await readPackageFile("redoc/bundles/redoc.standalone.js");
    const body = pageHtml({
      title: `${shown.document().info.title} - ReDoc`,
      icon: "data:,",
      styles: [link("page.css")],
      scripts: [link("redoc.standalone.js")],
      init: { link: link("init.js"), data: { document: linkTo(page, shown.path), root: linkToRoot(page) } },
      document: linkTo(page, shown.path),
    });
    // The search index is built in a worker, which ReDoc makes from a blob.
    const policy = contentSecurityPolicy({ styles: ownStyles, workers: "blob:" });
    return { contentType: "text/html; charset=utf-8", body, headers: ["content-security-policy", policy] };
  });
  return [
    { path: page, handle: html },
    { path: at("init.js"), handle: serveAsset(() => ({ contentType: JAVASCRIPT, body: redocScript })) },
    {
      path: at("page.css"),
      handle: serveAsset(() => ({ contentType: "text/css; charset=utf-8", body: "body { margin: 0 }\n" })),
    },
    {
      path: at("redoc.standalone.js"),
      handle: serveAsset(async () => ({ contentType: JAVASCRIPT, body: await bundle() })),
    },
  ];
}

/** The bundle as installed, but for the address of a logo on its maker's server: no page of ours calls anybody else. */
async function bundle(): Promise<string> {
  const text = new TextDecoder().decode(await readPackageFile("redoc/bundles/redoc.standalone.js"));
  return text.replaceAll("https://cdn.redoc.ly/redoc/logo-mini.svg", "data:,");
}
