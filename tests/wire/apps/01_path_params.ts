import { type App, createApp, get, HttpError, onError, RequestValidationError } from "tenon";
import * as z from "zod";
import { date, datetime, decimal, time, timedelta, uuid, withZ } from "./python.ts";

const Shade = z.enum(["red", "dark-green", "blue"]).meta({ id: "Shade" });
const Level = z.enum({ low: 1, high: 10 }).meta({ id: "Level" });

const routes = {
  readInt: get("/ints/:n", { params: { n: z.int() } }, ({ params }) => params),
  readFloat: get("/floats/:x", { params: { x: z.number() } }, ({ params }) => params),
  readFloatTyped: get(
    "/floats-typed/:x",
    { params: { x: z.number() }, response: z.record(z.string(), z.number()) },
    ({ params }) => params,
  ),
  readFlag: get("/flags/:on", { params: { on: z.boolean() } }, ({ params }) => params),
  readUuid: get("/ids/:uid", { params: { uid: uuid } }, ({ params }) => params),
  readShade: get("/shades/:shade", { params: { shade: Shade } }, ({ params: { shade } }) => ({
    shade,
    cool: shade !== "red",
  })),
  readLevel: get("/levels/:level", { params: { level: Level } }, ({ params }) => params),
  readSize: get("/sizes/:size", { params: { size: z.literal(["s", "m", "l"]) } }, ({ params }) => params),
  readDay: get("/days/:day", { params: { day: date } }, ({ params }) => params),
  readMoment: get("/moments/:at", { params: { at: datetime } }, ({ params }) => params),
  readMomentTyped: get(
    "/moments-typed/:at",
    { params: { at: datetime }, response: z.record(z.string(), z.string().meta({ format: "date-time" })) },
    ({ params }) => ({ at: withZ(params.at) }),
  ),
  readTime: get("/clock/:at", { params: { at: time } }, ({ params }) => params),
  readSpan: get("/spans/:span", { params: { span: timedelta } }, ({ params }) => params),
  readSpanTyped: get(
    "/spans-typed/:span",
    { params: { span: timedelta }, response: z.record(z.string(), timedelta) },
    ({ params }) => params,
  ),
  readPrice: get("/prices/:amount", { params: { amount: decimal() } }, ({ params }) => ({
    amount: Number(params.amount),
  })),
  readPriceTyped: get(
    "/prices-typed/:amount",
    {
      params: { amount: decimal({ max_digits: 6, decimal_places: 2 }) },
      response: z.record(z.string(), z.string()),
    },
    ({ params }) => params,
  ),
  readFile: get("/files/:file_path*", { params: { file_path: z.string() } }, ({ params }) => params),
  readMe: get("/people/me", () => ({ person: "me", fixed: true })),
  readPerson: get("/people/:person", { params: { person: z.string() } }, ({ params: { person } }) => ({
    person,
    fixed: false,
  })),
  readYou: get("/people/you", () => ({ person: "you", fixed: true })),
  readBounded: get("/bounded/:n", { params: { n: z.int().min(1).max(10) } }, ({ params }) => params),
  readOpenInterval: get(
    "/open-interval/:x",
    { params: { x: z.number().gt(0).lt(1) } },
    ({ params }) => params,
  ),
  readStep: get("/steps/:n", { params: { n: z.int().multipleOf(5) } }, ({ params }) => params),
  readCode: get(
    "/codes/:code",
    {
      params: {
        code: z
          .string()
          .min(2)
          .max(4)
          .regex(/^[A-Z]+$/),
      },
    },
    ({ params }) => params,
  ),
  readPair: get("/pairs/:left/:right", { params: { right: z.int(), left: z.int() } }, ({ params }) => params),
  readRange: get("/ranges/:low-:high", { params: { low: z.int(), high: z.int() } }, ({ params }) => params),
  /** As Starlette's `{n:int}`: what is no natural number is no path of this operation. */
  readConverted: get(
    "/converted/:n",
    {
      params: { n: z.int().refine((n) => n >= 0) },
      onError: [onError(RequestValidationError, () => new HttpError(404))],
    },
    ({ params }) => params,
  ),
  readAliased: get(
    "/aliased/:itemRef",
    { params: { itemRef: z.int().meta({ title: "The reference", description: "Taken from the path" }) } },
    ({ params }) => ({ item_ref: params.itemRef }),
  ),
  readName: get("/names/:name", { params: { name: z.string() } }, ({ params: { name } }) => ({
    name,
    length: [...name].length,
  })),
};

export default (): App => createApp({ title: "Path parameters", version: "1.0.0", routes });
