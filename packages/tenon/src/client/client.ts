/** The client of a record of routes whose types are at hand: in the same repository. */
import type { Client } from "./call.ts";
import { type ClientOptions, connect } from "./connect.ts";
import type { RouteManifest } from "./request.ts";

/**
 * Makes a typed client of a record of routes.
 * @param manifest ids, methods and paths: `routes(api)` in the same program, a file of `tenon client --routes` elsewhere
 * @param options `baseUrl`; `auth`, `retry`, `headers`, `credentials`, `fetch`, `openSocket`, `errorShape`
 * @example
 * const client = createClient<typeof api>(routes(api), { baseUrl: "http://localhost:8000" });
 * const result = await client.v1.users.create({ body: { username: "ada", password } });
 * if (result.ok) console.log(result.data.id);
 */
export function createClient<Routes>(manifest: RouteManifest, options: ClientOptions): Client<Routes> {
  return connect(manifest, options) as Client<Routes>;
}
