import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { silentLogger } from "../http/logger.ts";
import type { DocsOptions } from "../openapi/docs-options.ts";
import { get } from "../routing/operation.ts";
import { type App, createApp } from "./app.ts";

function appWith(docs?: DocsOptions | false): App {
  const routes = { hello: get("/", () => "hi") };
  return createApp({
    title: 'A "quoted" <title>',
    version: "1",
    routes,
    logger: silentLogger,
    ...(docs === undefined ? {} : { docs }),
  });
}

const send = (app: App, path: string, init?: RequestInit) =>
  app.fetch(new Request(`http://localhost${path}`, init));

/** Runs a page's own script as a browser would, and tells how it starts Swagger UI. */
async function startedSwagger(app: App, page: string) {
  const html = await (await send(app, page)).text();
  const [, src, attributes] = /<script src="([^"]*init\.js)"([^>]*)>/.exec(html) ?? [];
  const data = [...(attributes ?? "").matchAll(/data-([a-z]+)="([^"]*)"/g)].map(([, name, value]) => [
    name,
    (value as string).replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code))),
  ]);
  const href = `http://localhost${page}`;
  const script = await send(app, new URL(src as string, href).pathname);
  const started: { options: Record<string, unknown>; oauth?: unknown } = { options: {} };
  const SwaggerUIBundle = Object.assign(
    (options: Record<string, unknown>) => {
      started.options = options;
      return {
        initOAuth: (oauth: unknown) => {
          started.oauth = oauth;
        },
      };
    },
    { presets: { apis: {} } },
  );
  const globals = { document: { currentScript: { dataset: Object.fromEntries(data) } }, location: { href } };
  runInNewContext(await script.text(), { ...globals, URL, SwaggerUIBundle, window: {} });
  // What was made in there has prototypes of its own.
  return {
    options: JSON.parse(JSON.stringify(started.options)) as Record<string, unknown>,
    oauth: started.oauth && (JSON.parse(JSON.stringify(started.oauth)) as unknown),
  };
}

describe("the document and its pages", () => {
  it("are where the options say", async () => {
    const app = appWith({ openapi: "/internal/schema.json", swagger: "/internal/ui", redoc: false });
    const document = await send(app, "/internal/schema.json");
    expect(document.headers.get("content-type")).toBe("application/json");
    expect(await document.json()).toEqual(app.openapi());
    expect(await (await send(app, "/internal/ui")).text()).toContain(
      'data-document="../internal/schema.json"',
    );
    for (const path of ["/redoc", "/docs", "/openapi.json"]) expect((await send(app, path)).status).toBe(404);
  });

  it("have the page that an authorisation server comes back to where it was registered", async () => {
    const app = appWith({ swagger: "/ui" });
    expect((await send(app, "/docs/oauth2-redirect")).status).toBe(200);
    expect((await send(app, "/docs/oauth2-redirect.js")).status).toBe(200);
    expect((await startedSwagger(app, "/ui")).options.oauth2RedirectUrl).toBe(
      "http://localhost/docs/oauth2-redirect",
    );
    const own = appWith({ oauth2Redirect: "/sign-in/done" });
    expect(await (await send(own, "/sign-in/done")).text()).toContain('src="oauth2-redirect.js"');
    expect((await send(own, "/sign-in/oauth2-redirect.js")).status).toBe(200);
    expect((await send(own, "/docs/oauth2-redirect")).status).toBe(404);
  });

  it("take options of Swagger UI, and what Authorize is filled with", async () => {
    const plain = await startedSwagger(appWith(), "/docs");
    expect(plain.options).toMatchObject({ deepLinking: true, layout: "BaseLayout" });
    expect(plain.oauth).toBeUndefined();
    const initOAuth = { clientId: 'the "docs"', usePkceWithAuthorizationCodeGrant: true };
    const swaggerParameters = {
      deepLinking: false,
      defaultModelsExpandDepth: -1,
      url: "https://evil.test/x",
    };
    const set = await startedSwagger(appWith({ initOAuth, swaggerParameters }), "/docs");
    expect(set.options).toMatchObject({
      deepLinking: false,
      defaultModelsExpandDepth: -1,
      url: "http://localhost/openapi.json",
    });
    expect(set.oauth).toEqual(initOAuth);
  });

  it("are nowhere when they are turned off, or have no document", async () => {
    for (const app of [appWith(false), appWith({ openapi: false })]) {
      for (const path of ["/openapi.json", "/docs", "/redoc"])
        expect((await send(app, path)).status).toBe(404);
    }
  });

  it("do not start at a path that is none", async () => {
    await expect(appWith({ swagger: "docs" }).start()).rejects.toThrow(
      'docs.swagger: the path "docs" must start with a slash',
    );
    await expect(appWith({ redoc: "/:page" }).start()).rejects.toThrow("docs.redoc");
  });

  it("do not start at a path that an operation has", async () => {
    const app = createApp({
      title: "T",
      version: "1",
      routes: { mine: get("/docs", () => 1) },
      logger: silentLogger,
    });
    await expect(app.start()).rejects.toThrow("/docs");
  });
});

describe.each([
  ["/openapi.json", "application/json"],
  ["/docs", "text/html; charset=utf-8"],
  ["/docs/init.js", "text/javascript; charset=utf-8"],
  ["/docs/swagger-ui.css", "text/css; charset=utf-8"],
  ["/docs/swagger-ui-bundle.js", "text/javascript; charset=utf-8"],
  ["/docs/favicon-32x32.png", "image/png"],
  ["/docs/oauth2-redirect", "text/html; charset=utf-8"],
  ["/docs/oauth2-redirect.js", "text/javascript; charset=utf-8"],
  ["/redoc", "text/html; charset=utf-8"],
  ["/redoc/init.js", "text/javascript; charset=utf-8"],
  ["/redoc/page.css", "text/css; charset=utf-8"],
  ["/redoc/redoc.standalone.js", "text/javascript; charset=utf-8"],
])("%s", (path, type) => {
  const app = appWith();

  it("is there with its type, and is asked for again only when it has changed", async () => {
    const response = await send(app, path);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe(type);
    // Pages and documents are asked for again anyway: nothing says how long they hold.
    const isAsset = /\.(?:js|css|png)$/.test(path);
    expect(response.headers.get("cache-control")).toBe(isAsset ? "no-cache" : null);
    expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(0);
    const etag = response.headers.get("etag") ?? "";
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
      const again = await send(app, path, { headers: { "if-none-match": known } });
      expect([known, again.status, await again.text()]).toEqual([known, 304, ""]);
      expect(again.headers.get("cache-control")).toBe(response.headers.get("cache-control"));
      expect(again.headers.get("etag")).toBe(etag);
    }
    expect((await send(app, path, { headers: { "if-none-match": '"other"' } })).status).toBe(200);
  });

  it("answers HEAD like GET, without the body", async () => {
    const response = await send(app, path, { method: "HEAD" });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe(type);
    expect(await response.text()).toBe("");
  });
});

describe("a page", () => {
  it.each(["/docs", "/redoc", "/docs/oauth2-redirect"])(
    "at %s has a policy of its own and nothing inline or absolute",
    async (path) => {
      const response = await send(appWith(), path);
      const policy = response.headers.get("content-security-policy") ?? "";
      expect(policy).toContain("default-src 'none'; script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain("unsafe");
      const html = await response.text();
      expect(html).not.toMatch(/<style|<script(?![^>]*\bsrc=)|\son[a-z]+=|(?:src|href)="(?:\/|https?:)/);
    },
  );

  it("escapes the title", async () => {
    expect(await (await send(appWith(), "/docs")).text()).toContain(
      "<title>A &#34;quoted&#34; &#60;title&#62; - Swagger UI</title>",
    );
  });

  it("lets the window of an authorisation server find its way back", async () => {
    expect((await send(appWith(), "/docs")).headers.get("cross-origin-opener-policy")).toBe(
      "same-origin-allow-popups",
    );
    expect((await send(appWith(), "/docs/oauth2-redirect")).headers.get("cross-origin-opener-policy")).toBe(
      "unsafe-none",
    );
  });

  it("of ReDoc names nobody's server but ours", async () => {
    expect(await (await send(appWith(), "/redoc/redoc.standalone.js")).text()).not.toContain("cdn.redoc.ly");
  });
});
