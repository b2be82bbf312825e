/** Bun's own server. */
import type { Listen } from "./listening.ts";

interface BunServer {
  readonly port: number;
  readonly requestIP: (request: Request) => { readonly address: string } | null;
  readonly stop: (closeConnections: boolean) => Promise<void>;
}

declare const Bun: {
  readonly serve: (options: {
    readonly hostname: string;
    readonly port: number;
    readonly fetch: (request: Request, server: BunServer) => Promise<Response>;
  }) => BunServer;
};

export const listen: Listen = async (answer) => {
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request, self) => answer(request, { remoteAddress: self.requestIP(request)?.address ?? "" }),
  });
  return { origin: `http://127.0.0.1:${server.port}`, close: () => server.stop(true) };
};
