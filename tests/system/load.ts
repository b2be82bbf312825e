/** Load: clients that store one row after the other over connections that they keep, and remember what they were told. */
import { randomUUID } from "node:crypto";
import { Agent, type IncomingMessage, request } from "node:http";

/** What became of a request that was not acknowledged. */
export interface Failure {
  readonly status: number | undefined;
  readonly error: unknown;
  /** The process that the connection led to, as far as it had told. */
  readonly process: string | undefined;
}

/** Clients at work. */
export interface Load {
  /** The ids of all rows that the service said it has stored. */
  readonly acknowledged: Set<string>;
  readonly failures: Failure[];
  /** Which processes and instances have answered since the last look. */
  readonly seen: { processes: Set<string>; instances: Set<string> };
  /** Lets the requests under way end. */
  readonly stop: () => Promise<void>;
}

/** @param url of the service, or of the proxy before it */
export function startLoad(url: string, { clients = 8 } = {}): Load {
  const load: Omit<Load, "stop"> = {
    acknowledged: new Set(),
    failures: [],
    seen: { processes: new Set(), instances: new Set() },
  };
  let stopping = false;
  const loops = Array.from({ length: clients }, async () => {
    // One connection a client: an answer tells which process the next request goes to.
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    let process: string | undefined;
    while (!stopping) {
      const id = randomUUID();
      try {
        const answer = await post(`${url}/rows`, JSON.stringify({ id }), agent);
        process = String(answer.headers["x-process"]);
        load.seen.processes.add(process);
        load.seen.instances.add(String(answer.headers["x-instance"]));
        if (answer.statusCode === 200) load.acknowledged.add(id);
        else load.failures.push({ status: answer.statusCode, error: undefined, process });
        if (answer.headers.connection === "close") process = undefined;
        // Busy, and not so busy that everything else on the machine stands still.
        await new Promise((resolve) => setTimeout(resolve, 4));
      } catch (error) {
        load.failures.push({ status: undefined, error, process });
        process = undefined;
        // Nothing listens, perhaps: not as fast as the machine can fail.
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
    agent.destroy();
  });
  return {
    ...load,
    async stop() {
      stopping = true;
      await Promise.all(loops);
    },
  };
}

function post(url: string, body: string, agent: Agent): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const sent = request(url, { method: "POST", agent, headers }, (answer) => {
      answer.resume();
      answer.once("end", () => resolve(answer));
      answer.once("error", reject);
    });
    sent.once("error", reject);
    sent.end(body);
  });
}
