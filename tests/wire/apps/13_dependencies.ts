import {
  type App,
  createApp,
  dependency,
  fresh,
  get,
  HttpError,
  type MiddlewareFunction,
  override,
  post,
  router,
} from "tenon";
import * as z from "zod";

const Item = z.object({ title: z.string() }).meta({ id: "Item" });

export default (): App => {
  let counts: Record<string, number> = {};
  const count = (name: string): number => {
    counts[name] = (counts[name] ?? 0) + 1;
    return counts[name];
  };

  const freshCounts: MiddlewareFunction = (exchange, next) => {
    if (exchange.path !== "/counts") counts = {};
    return next(exchange);
  };

  const base = dependency(() => count("base"));
  const left = dependency({ depends: { base } }, ({ base }) => {
    count("left");
    return { base };
  });
  const right = dependency({ depends: { base } }, async ({ base }) => {
    count("right");
    return { base };
  });
  const top = dependency({ depends: { left, right } }, (both) => both);
  const uncachedLeft = dependency({ depends: { base: fresh(base) } }, ({ base }) => base);

  const paging = dependency(
    { query: { skip: z.int().min(0).default(0), limit: z.int().max(50).default(10) } },
    ({ query }) => query,
  );
  const window = dependency(
    { query: { skip: z.int().default(5), limit: z.int().default(5), name: z.string().default("w") } },
    ({ query }) => query,
  );

  const q = z.string().default("");
  const contains = (word: string) =>
    dependency({ query: { q } }, ({ query }) => {
      count(`contains-${word}`);
      return query.q.includes(word);
    });
  const hasHam = contains("ham");

  const level = z.int();
  const atLeast = (role: string, least: number) =>
    dependency({ headers: { x_level: level } }, ({ headers: { x_level } }) => {
      if (x_level < least) throw new HttpError(403, { needs: role, level: least });
      return { role, level: x_level };
    });

  const int = z.int();
  const everyKind = dependency(
    { params: { n: int }, query: { q: int }, headers: { x_h: int }, cookies: { c: int } },
    ({ params, query, headers, cookies }) => ({ ...params, ...query, h: headers.x_h, ...cookies }),
  );

  const first = dependency({ query: { a: int } }, ({ query }) => {
    count("first");
    return query.a;
  });
  const second = dependency({ depends: { first }, query: { b: int } }, ({ query }) => {
    count("second");
    return query.b;
  });
  const third = dependency({ query: { c: int } }, ({ query }) => {
    count("third");
    return query.c;
  });
  const refusing = dependency(() => {
    count("refusing");
    throw new HttpError(403, "refused");
  });

  const titleOfBody = dependency({ body: Item }, ({ body }) => body.title);
  const titleOfPart = dependency({ body: { item: Item } }, ({ body }) => body.item.title);
  const sizeOfPart = dependency({ body: { size: int } }, ({ body }) => body.size);

  const nothing = dependency((): string | undefined => {
    count("nothing");
    return undefined;
  });

  const realService = dependency(() => "real");
  const fakeService = dependency(
    { query: { suffix: z.string().default("none") } },
    ({ query }) => `fake ${query.suffix}`,
  );

  const routes = {
    readCounts: get("/counts", () => counts),
    diamond: get("/diamond", { depends: { top, base } }, (values) => ({ ...values, counts })),
    uncached: get(
      "/uncached",
      { depends: { a: base, b: fresh(base), c: base, d: fresh(base) } },
      (values) => values,
    ),
    uncachedFirst: get("/uncached-first", { depends: { b: fresh(base), a: base } }, (values) => values),
    uncachedBelow: get(
      "/uncached-below",
      { depends: { x: uncachedLeft, y: uncachedLeft, b: base } },
      (values) => ({ ...values, counts }),
    ),
    repeated: router(
      { depends: { base, again: base } },
      { it: get("/repeated", { depends: { a: base, b: base } }, (values) => ({ ...values, counts })) },
    ),
    byClass: get("/class", { depends: { paging } }, ({ paging }) => paging),
    byClassExplicit: get("/class-explicit", { depends: { window } }, ({ window }) => window),
    instances: get(
      "/instances",
      { depends: { a: hasHam, b: hasHam, c: contains("egg"), d: contains("egg") } },
      (values) => ({ ...values, counts }),
    ),
    factory: get(
      "/factory",
      { depends: { a: atLeast("reader", 1), b: atLeast("writer", 5) } },
      ({ a, b }) => [a, b],
    ),
    kinds: get(
      "/kinds/:n",
      { depends: { got: everyKind }, params: { n: int }, query: { z: int } },
      ({ got, params, query }) => ({ ...got, z: query.z, own_n: params.n }),
    ),
    gather: get(
      "/gather",
      { query: { z: int }, depends: { two: second, three: third } },
      ({ query, two, three }) => {
        count("handler");
        return { z: query.z, two, three, counts };
      },
    ),
    gatherTwice: get(
      "/gather-twice",
      { depends: { one: first, again: first }, query: { a: int } },
      ({ one, again, query }) => ({ one, again, a: query.a }),
    ),
    refusedAfterInvalid: get(
      "/refused-after-invalid",
      { depends: { one: first, no: refusing }, query: { z: int } },
      () => "unreachable",
    ),
    refusedBeforeInvalid: router(
      { depends: { refusing } },
      { it: get("/refused-before-invalid", { query: { z: int } }, () => "unreachable") },
    ),
    bodyInDependency: post("/body-in-dependency", { depends: { title: titleOfBody } }, (values) => values),
    bodyInBoth: post("/body-in-both", { body: Item, depends: { title: titleOfBody } }, ({ body, title }) => ({
      item: body,
      title,
    })),
    bodyInTwo: post(
      "/body-in-two",
      { depends: { title: titleOfPart, size: sizeOfPart }, body: { extra: z.boolean().default(false) } },
      ({ title, size, body }) => ({ title, size, extra: body.extra }),
    ),
    useNothing: get("/nothing", { depends: { value: nothing } }, ({ value = null }) => ({ value })),
    useLambda: get(
      "/lambda",
      { depends: { value: dependency(() => "from a lambda") } },
      ({ value }) => value,
    ),
    overridden: get("/overridden", { depends: { service: realService } }, ({ service }) => service),
    guarded: router(
      { prefix: "/guarded", depends: { third } },
      {
        open: get("/open", () => ({ counts })),
        uses: get("/uses", { depends: { c: third } }, ({ c }) => ({ c, counts })),
      },
    ),
  };

  const app = createApp({ title: "Dependencies", version: "1.0.0", middleware: [freshCounts], routes });
  const overrides = [override(realService, fakeService)];
  return { ...app, start: (options) => app.start({ ...options, overrides }) };
};
