/** The operators' page: how the queues stand, and the dead letters with what can be done about them. Put it behind a guard. */
import { exchange } from "../depends/built-ins.ts";
import type { Depends, Need } from "../depends/need.ts";
import { sameOrigin } from "../depends/same-origin.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Reply } from "../http/reply.ts";
import { redirect } from "../results/redirect.ts";
import { html, text } from "../results/whole-body.ts";
import { get, post } from "../routing/operation.ts";
import { type RouterOptions, router } from "../routing/router.ts";
import { DeadLetters } from "./dead-letters.ts";
import type { JobEngine } from "./job-engine.ts";
import { pageHtml, styleSheet } from "./page-html.ts";
import { queueStats } from "./queue-stats.ts";

/** How many dead letters stand on one page. */
const pageSize = 50;
/** The most bytes of a form: the ids of a page. */
const formLimit = 16_384;

/** Where the page is and who may see it. */
export interface JobsPageOptions extends Pick<RouterOptions, "middleware" | "onError"> {
  readonly engine: Need<JobEngine, "app">;
  /** Default: `/jobs`; the page is there with a slash behind it. */
  readonly prefix?: string;
  /** Who may see it and act on it: dependencies that refuse the others, `{ operator: secured(cookieUser, "jobs:manage") }`. */
  readonly depends: Depends;
  /** Where a POST signs out, seen from the page: a button for it is shown. */
  readonly signOut?: string;
}

/**
 * Makes the page, as a router: HTML without scripts, under the strictest Content-Security-Policy. A browser can send a cookie or
 * Basic credentials here, no bearer token; forms from other sites are refused (403).
 * @example
 * routes: { api, jobs: jobsPage({ prefix: "/admin/jobs", engine, depends: { operator: secured(cookieUser, "jobs:manage") } }) }
 */
export function jobsPage({ engine, prefix = "/jobs", depends, signOut, ...around }: JobsPageOptions) {
  const needs = { engine, exchange };
  const acting = { sameOrigin, ...needs };
  return router(
    { prefix, depends, hidden: true, ...around },
    {
      show: get("/", { depends: needs }, async (own) => {
        const after = new URLSearchParams(own.exchange.query).get("after");
        const letters = await new DeadLetters(own.engine).list({
          limit: pageSize + 1,
          ...(isId(after) ? { after } : {}),
        });
        return page(pageHtml({ queues: await queueStats(own.engine), letters, pageSize, signOut }));
      }),
      style: get("/style.css", { depends: needs }, () => text(styleSheet, { type: "text/css" })),
      replay: post("/replay", { depends: acting }, async (own) => {
        await new DeadLetters(own.engine).replay(await chosen(own.exchange));
        return back();
      }),
      drop: post("/drop", { depends: acting }, async (own) => {
        await new DeadLetters(own.engine).drop(await chosen(own.exchange));
        return back();
      }),
    },
  );
}

const policy =
  "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

function page(body: string): Reply {
  const headers = {
    "content-security-policy": policy,
    "cache-control": "no-store",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
  };
  return html(body, { headers });
}

/** From `/admin/jobs/replay` to `/admin/jobs/`, the page; a proxy's prefix stays. */
function back(): Reply {
  return redirect("./", { status: 303 });
}

async function chosen(sent: Exchange): Promise<string[]> {
  const fields = new URLSearchParams(new TextDecoder().decode(await sent.body(formLimit)));
  return fields.getAll("id").filter(isId);
}

function isId(text: string | null): text is string {
  return text !== null && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
