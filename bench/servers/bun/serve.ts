/** Bun's own server, which takes a function from `Request` to `Response`. */
import { port, ready } from "../domain.ts";

/** What is used of the global that only Bun has. */
declare const Bun: {
  serve(options: {
    readonly port: number;
    readonly hostname: string;
    readonly fetch: (request: Request) => Response | Promise<Response>;
  }): unknown;
};

/** Serves it on the port that was asked for. */
export function serveOnBun(fetch: (request: Request) => Response | Promise<Response>): void {
  Bun.serve({ port, hostname: "127.0.0.1", fetch });
  ready();
}
