/** 2,000 connections that say nothing, or hardly anything: ended in bounded time, while others are answered. */
import { expect, test } from "vitest";
import { Reply } from "../../packages/tenon/src/index.ts";
import { serving } from "../../packages/tenon/tests/server/serving.ts";

test("idle and slow connections are ended, and every request of others is answered meanwhile", async () => {
  await using it = await serving(
    { "/": async (exchange) => new Reply(200, [], await exchange.body(100)) },
    // The defaults divided by fifteen.
    { headersTimeout: 2000, requestTimeout: 8000, connectionsCheckingInterval: 200 },
  );
  const measured = async (): Promise<number> => {
    const times: number[] = [];
    for (let nth = 0; nth < 300; nth += 1) {
      const began = performance.now();
      const answer = await fetch(it.server.url, { method: "POST", body: "fine" });
      expect([answer.status, await answer.text()]).toEqual([200, "fine"]);
      times.push(performance.now() - began);
    }
    return times.sort((a, b) => a - b)[296] ?? 0;
  };
  const before = await measured();
  const said = [
    "",
    "GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n\r\nabc",
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
  ];
  const slow = [];
  for (let nth = 0; nth < 2000; nth += 1) slow.push((await it.connect()).send(said[nth % 4] ?? ""));
  const during = await measured();
  console.log(`p99 beside 2,000 slow connections: ${(during / before).toFixed(1)} times what it was alone`);
  await Promise.all(slow.map((wire) => wire.closed()));
  const answers = slow.map((wire) => wire.pending.slice(9, 12));
  // A connection that never said anything gets no answer: it could be taken for the one to its first request.
  expect(answers).toEqual(slow.map((_, nth) => (nth % 4 === 0 ? "" : "408")));
});
