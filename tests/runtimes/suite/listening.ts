/** What each runtime's own file (`node.ts`, `bun.ts`, `deno.ts`, `workerd.ts`) exports as `listen`. */

/** Answers one request; `remoteAddress` where the runtime says it, `waitUntil` where it has one. */
export type Answer = (
  request: Request,
  context: { readonly remoteAddress?: string; readonly waitUntil?: (work: Promise<unknown>) => void },
) => Promise<Response>;

/** A server of the runtime on a free port of loopback. */
export interface Listening {
  /** `http://127.0.0.1:3000` */
  readonly origin: string;
  readonly close: () => Promise<void>;
}

export type Listen = (answer: Answer) => Promise<Listening>;
