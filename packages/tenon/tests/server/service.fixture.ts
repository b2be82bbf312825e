/** The source of a service whose requests end when they are told to. */
export const serviceSource = /* ts */ `
import { createApp, dependency, get, post, Reply } from "tenon";
import { z } from "zod";

let release: () => void;
const gate = new Promise<void>((resolve) => { release = resolve; });
let stored = 0;

const pool = dependency({ scope: "app" }, async function* () {
  yield { open: true };
  console.log("pool closed");
});

export default createApp({
  title: "Service",
  version: "1",
  routes: {
    slow: get("/slow", { depends: { pool } }, async ({ pool }) => { console.log("slow entered"); await gate; return pool; }),
    stream: get("/stream", () => new Reply(200, ["content-type", "text/plain"], {
      async *chunks() { yield "first "; console.log("stream entered"); await gate; yield "last"; },
      finish() { console.log("stream finished"); },
    })),
    release: post("/release", () => { release(); return "released"; }),
    store: post("/store", { body: z.object({ n: z.int() }) }, ({ body }) => { stored += 1; return { stored, n: body.n }; }),
    crash: get("/crash", () => { setTimeout(() => { throw new Error("nobody caught me"); }); return "soon"; }),
    reject: get("/reject", () => { void Promise.reject(new Error("nobody awaited me")); return "soon"; }),
    never: get("/never", () => { console.log("never entered"); return new Promise(() => {}); }),
    env: get("/env", () => ({ env: process.env.NODE_ENV })),
  },
});
`;
