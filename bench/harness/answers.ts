/** Before anything is timed: all servers answer alike, or there is nothing to compare. */
import { isDeepStrictEqual } from "node:util";
import type { Scenario } from "./scenario.ts";
import type { ServerProcess } from "./server-process.ts";

interface Answer {
  readonly status: number;
  readonly mediaType: string;
  /** The timed body; of a 422 the places of its faults, since messages are each library's own. */
  readonly content: unknown;
}

/** @throws Error naming the server, the request and both answers, where one differs from the first server's. */
export async function checkAnswers(servers: readonly ServerProcess[], scenario: Scenario): Promise<void> {
  const requests = [scenario, ...furtherRequests(scenario)];
  for (const request of requests) {
    let first: Answer | undefined;
    for (const server of servers) {
      const answer = await ask(server, request, request === scenario);
      first ??= answer;
      if (answer.status !== request.status || !isDeepStrictEqual(answer, first))
        throw new Error(
          `${server.peer.title} answers ${request.method} ${request.target} with\n  ${JSON.stringify(answer)}\n` +
            `where ${servers[0]?.peer.title} answers with\n  ${JSON.stringify(first)}\nand ${request.status} is expected`,
        );
    }
  }
}

/** What is not timed but would show a server that only looks as if it did the work. */
function furtherRequests(scenario: Scenario): readonly Scenario[] {
  if (scenario.name === "item")
    return [
      { ...scenario, target: "/items/7" },
      { ...scenario, target: "/items/x", status: 422 },
      { ...scenario, target: "/items/7?limit=101", status: 422 },
    ];
  if (scenario.name === "me")
    return [{ ...scenario, headers: { authorization: "Bearer no.such.token" }, status: 401 }];
  return [];
}

async function ask(
  server: ServerProcess,
  { method, target, headers, body }: Scenario,
  timed: boolean,
): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${server.port}${target}`, {
    method,
    headers,
    ...(body !== undefined && { body }),
  });
  const mediaType = (response.headers.get("content-type") ?? "").split(";")[0] ?? "";
  const { status } = response;
  const value: unknown = await response.json();
  if (!timed) return { status, mediaType, content: "not compared" };
  return { status, mediaType, content: status === 422 ? places(value) : value };
}

function places(value: unknown): unknown {
  const { detail } = value as { detail?: readonly { loc: readonly (string | number)[] }[] };
  if (!Array.isArray(detail)) return value;
  // NestJS's pipe does not say which source a fault is of; the field's name is what is compared.
  return [...new Set(detail.map(({ loc }) => String(loc.at(-1))))].sort();
}
