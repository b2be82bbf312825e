import {
  type App,
  createApp,
  del,
  dependency,
  get,
  head,
  mount,
  options,
  patch,
  post,
  put,
  request,
  responseHeaders,
  router,
  text,
} from "tenon";
import { routes as manifest, urls } from "tenon/client";
import * as z from "zod";

let calls: string[] = [];

function mark(name: string) {
  return dependency({ name }, () => void calls.push(name));
}

const startCalls = dependency(() => {
  calls = [];
});

const n = { params: { n: z.int() } };
const q = { query: { q: z.string().nullable().default(null) } };
const several = { hidden: true, depends: { request } };

const inner = router(
  { prefix: "/inner", tags: ["inner"], depends: { inner: mark("inner") } },
  {
    root: get("", { tags: ["leaf"] }, () => ({ at: "inner root", calls })),
    leaf: get(
      "/leaf/:n",
      { ...n, tags: ["leaf"], depends: { route: mark("route"), parameter: mark("parameter") } },
      ({ params }) => ({ n: params.n, calls }),
    ),
    leafPost: post("/leaf/:n", n, ({ params }) => ({ posted: params.n })),
  },
);

const outer = router(
  { prefix: "/outer", tags: ["outer"], depends: { outer: mark("outer") } },
  {
    root: get("/", () => ({ at: "outer root", calls })),
    one: get("/:name", { params: { name: z.string() } }, ({ params }) => ({ at: "outer name", ...params })),
    inner: router({ depends: { include: mark("include-inner") }, tags: ["included-inner"] }, { inner }),
  },
);

const noRedirect = router({ prefix: "/stiff" }, { item: get("/item", () => ({ at: "stiff item" })) });

const sub = createApp({
  title: "Sub",
  version: "2.0.0",
  depends: { sub: mark("sub") },
  routes: {
    root: get("/", { depends: { request } }, ({ request }) => ({ at: "sub root", ...placeOf(request) })),
    item: get("/item/:n", { ...n, depends: { request } }, ({ params, request }) => ({
      n: params.n,
      ...placeOf(request),
    })),
    slashed: get("/slashed/", () => ({ at: "sub slashed" })),
  },
});

/** Where a request to the mounted app was sent. */
function placeOf({ url }: Request) {
  return { root_path: "/sub", path: new URL(url).pathname };
}

/** What `/links` links to. */
const linked = {
  deep: get("/deep/:a/x/:b", { params: { a: z.string(), b: z.string() } }, ({ params }) => params),
  v1: router({ prefix: "/v1", depends: { include: mark("include-outer") }, tags: ["v1"] }, { outer }),
};
const address = urls<typeof linked>(manifest(linked));

const routes = {
  ...linked,
  root: get("/", () => ({ at: "root" })),
  noslash: get("/noslash", q, ({ query }) => ({ at: "noslash", ...query })),
  slash: get("/slash/", q, ({ query }) => ({ at: "slash", ...query })),
  slashPost: post("/slash/", () => ({ at: "slash", method: "POST" })),
  both: get("/both", () => ({ at: "both" })),
  bothSlash: get("/both/", () => ({ at: "both/" })),
  thingGet: get("/thing", () => ({ method: "GET" })),
  thingPut: put("/thing", () => ({ method: "PUT" })),
  thingDelete: del("/thing", () => ({ method: "DELETE" })),
  headOfHead: head("/with-head", { depends: { out: responseHeaders } }, ({ out }) => {
    out.set("X-Head", "1");
    return { method: "GET or HEAD" };
  }),
  withHead: get("/with-head", { depends: { out: responseHeaders } }, ({ out }) => {
    out.set("X-Head", "1");
    return { method: "GET or HEAD" };
  }),
  withOptions: options("/with-options", { depends: { out: responseHeaders } }, ({ out }) => {
    out.set("Allow", "OPTIONS, GET");
    return { method: "OPTIONS" };
  }),
  patchOnly: patch("/patch-only", () => ({ method: "PATCH" })),
  severalGet: get("/several", several, ({ request }) => ({ method: request.method })),
  severalPost: post("/several", several, ({ request }) => ({ method: request.method })),
  firstParam: get("/first/:x", { params: { x: z.string() } }, ({ params }) => ({
    route: "parameter",
    ...params,
  })),
  firstFixed: put("/first/fixed", () => ({ route: "fixed" })),
  case: get("/case/Sensitive", () => ({ at: "case" })),
  accented: get("/café", () => ({ at: "café" })),
  starlette: get("/starlette", { hidden: true, depends: { request } }, ({ request }) =>
    text(`starlette ${request.method}`),
  ),
  v2: router({ prefix: "/v2", hidden: true }, { inner }),
  noRedirect,
  late: get("/v1/outer/late", () => ({ at: "declared after the router" })),
  links: get("/links", { depends: { request } }, ({ request: { url } }) => ({
    leaf: new URL(address.v1.outer.inner.inner.leaf({ params: { n: 5 } }), url).href,
    relative: address.deep({ params: { a: "1", b: "2" } }),
    self: url,
    base: new URL("/", url).href,
  })),
  sub: mount("/sub", sub),
  shadowed: get("/sub/shadowed", () => ({ at: "never reached" })),
  // A fetch handler sees paths behind its prefix.
  bare: mount("/bare", ({ url }) =>
    Response.json({ path: `/bare${new URL(url).pathname}`, root_path: "/bare" }),
  ),
};

export default (): App =>
  createApp({
    title: "Routing",
    version: "1.0.0",
    depends: { start: startCalls, app: mark("app") },
    routes,
  });
