import { type App, createApp, get } from "tenon";
import * as z from "zod";

const text = z.string().nullable().default(null);

const TraceHeaders = z.object({
  x_trace: z.string(),
  x_depth: z.int().default(0),
  x_label: z.array(z.string()).default([]),
  if_match: text,
});

/** The same names with their underscores, which most proxies drop. */
const RawTraceHeaders = z.object({
  x_trace: TraceHeaders.shape.x_trace.meta({ alias: "x_trace" }),
  x_depth: TraceHeaders.shape.x_depth.meta({ alias: "x_depth" }),
  x_label: TraceHeaders.shape.x_label.meta({ alias: "x_label" }),
  if_match: TraceHeaders.shape.if_match.meta({ alias: "if_match" }),
});

const SessionCookies = z.strictObject({
  session_id: z.string().min(3),
  theme: z.string().default("light"),
  visits: z.int().nullable().default(null),
});

const routes = {
  one: get("/one", { headers: { x_token: z.string() } }, ({ headers }) => headers),
  agent: get("/agent", { headers: { user_agent: text } }, ({ headers }) => headers),
  number: get(
    "/number",
    { headers: { x_count: z.int().min(1).max(5).default(1) } },
    ({ headers }) => headers,
  ),
  flag: get("/flag", { headers: { x_dry_run: z.boolean().default(false) } }, ({ headers }) => headers),
  many: get(
    "/list",
    { headers: { x_tag: z.array(z.string()).nullable().default(null) } },
    ({ headers }) => headers,
  ),
  intList: get("/int-list", { headers: { x_num: z.array(z.int()) } }, ({ headers }) => headers),
  rawUnderscore: get(
    "/raw-underscore",
    { headers: { strange_header: text.meta({ alias: "strange_header" }) } },
    ({ headers }) => headers,
  ),
  alias: get(
    "/alias",
    { headers: { request_id: z.string().meta({ alias: "X-Request-ID" }) } },
    ({ headers }) => headers,
  ),
  model: get("/model", { headers: TraceHeaders }, ({ headers }) => headers),
  modelRaw: get("/model-raw", { headers: RawTraceHeaders }, ({ headers }) => headers),
  cookie: get("/cookie", { cookies: { ads_id: text } }, ({ cookies }) => cookies),
  cookieRequired: get("/cookie-required", { cookies: { visits: z.int().min(0) } }, ({ cookies }) => cookies),
  cookieAlias: get(
    "/cookie-alias",
    { cookies: { value: z.string().meta({ alias: "my-cookie" }) } },
    ({ cookies }) => cookies,
  ),
  cookieModel: get("/cookie-model", { cookies: SessionCookies }, ({ cookies }) => cookies),
  mixed: get(
    "/mixed",
    { query: { q: z.int() }, headers: { x_key: z.string() }, cookies: { seen: z.int() } },
    ({ query, headers, cookies }) => ({ ...query, ...headers, ...cookies }),
  ),
};

export default (): App => createApp({ title: "Headers and cookies", version: "1.0.0", routes });
