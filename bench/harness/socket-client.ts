/**
 * A load generator over plain sockets. It asks once, learns how many bytes the answer has, and counts bytes from then on: all
 * answers to one request have the same length, or it says that they do not.
 */
import { connect, type Socket } from "node:net";

interface Order {
  readonly port: number;
  readonly seconds: number;
  readonly connections: number;
  readonly status: number;
  readonly request: string;
}

const { port, seconds, connections, status, request }: Order = JSON.parse(process.argv[2] ?? "{}");
const bytes = Buffer.from(request);
const statusLine = Buffer.from(`HTTP/1.1 ${status} `);
const latencies: number[] = [];

const length = await lengthOfAnswer();
const began = performance.now();
const deadline = began + seconds * 1000;
await Promise.all(Array.from({ length: connections }, () => keepAsking()));
const elapsed = (performance.now() - began) / 1000;

latencies.sort((a, b) => a - b);
const micros = (share: number) => Math.round((latencies[Math.floor(latencies.length * share)] ?? 0) * 1000);
console.log(
  JSON.stringify({ requests: latencies.length, seconds: elapsed, p50: micros(0.5), p99: micros(0.99) }),
);

function opened(): Socket {
  return connect({ port, host: "127.0.0.1", noDelay: true });
}

/** The bytes that come until nothing has come for 300 ms. */
function lengthOfAnswer(): Promise<number> {
  return new Promise((resolve, reject) => {
    let size = 0;
    const socket = opened();
    socket.on("data", (chunk) => {
      size += chunk.length;
      clearTimeout(timer);
      timer = setTimeout(finish, 300);
    });
    const finish = () => {
      socket.destroy();
      resolve(size);
    };
    let timer = setTimeout(() => reject(new Error("No answer in 10 s")), 10_000);
    socket.once("error", reject);
    socket.write(bytes);
  });
}

function keepAsking(): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = opened();
    let received = 0;
    let asked = performance.now();
    const fail = (why: string) => {
      socket.destroy();
      reject(new Error(why));
    };
    socket.on("data", (chunk: Buffer) => {
      if (received === 0 && chunk.compare(statusLine, 0, statusLine.length, 0, statusLine.length) !== 0)
        return fail(`Not the answer awaited: ${chunk.toString("latin1", 0, 60)}`);
      received += chunk.length;
      if (received < length) return;
      if (received > length)
        return fail("Answers have different lengths; install wrk to measure this server");
      const now = performance.now();
      latencies.push(now - asked);
      if (now >= deadline) {
        socket.destroy();
        return resolve();
      }
      received = 0;
      asked = now;
      socket.write(bytes);
    });
    socket.once("error", reject);
    socket.write(bytes);
  });
}
