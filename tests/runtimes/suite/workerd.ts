/**
 * workerd: one worker. One socket runs the suite when it is asked to; the others are servers of the apps that tests have open.
 */
import type { Answer, Listen } from "./listening.ts";
import { run } from "./run.ts";

interface WorkContext {
  readonly waitUntil: (work: Promise<unknown>) => void;
}

/** Where the sockets for apps listen, each by its host with the app that is open there. */
const servers = new Map<string, Answer | undefined>();

export const listen: Listen = async (answer) => {
  const free = [...servers].find(([, open]) => open === undefined)?.[0];
  if (free === undefined) throw new Error("More apps are open at once than workerd.capnp has sockets");
  servers.set(free, answer);
  return { origin: `http://${free}`, close: async () => void servers.set(free, undefined) };
};

/** The sockets of the apps under test. */
export const server = {
  async fetch(request: Request, _environment: unknown, context: WorkContext): Promise<Response> {
    const answer = servers.get(new URL(request.url).host);
    if (answer === undefined) return new Response("No app is open", { status: 503 });
    return answer(request, {
      // There is no proxy in front of this one, and workerd itself does not say who is at the other end.
      remoteAddress: request.headers.get("cf-connecting-ip") ?? "127.0.0.1",
      waitUntil: (work) => context.waitUntil(work),
    });
  },
};

/** The socket that is told where the others are (`/?server=127.0.0.1:3000`), and answers with a line for each test. */
export default {
  fetch(request: Request): Response {
    for (const host of new URL(request.url).searchParams.getAll("server")) servers.set(host, undefined);
    const { readable, writable } = new TransformStream<string, string>();
    const writer = writable.getWriter();
    void run((line) => writer.write(line)).then(
      () => writer.close(),
      (error) => writer.abort(error),
    );
    return new Response(readable.pipeThrough(new TextEncoderStream()));
  },
};
