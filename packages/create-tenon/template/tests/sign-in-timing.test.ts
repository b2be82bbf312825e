/** Whether time tells if an account or an e-mail exists: permutation tests on medians, at the real cost. `npm run test:long`. */
import { override } from "tenon";
import { expect, test } from "vitest";
import { PasswordHasher, passwordHasher } from "../app/core/passwords.ts";
import { password, useService } from "./api/service.ts";

const rounds = 200;
const isLong = process.env.SIGN_IN_TIMING === "1";

/** The later override of one dependency counts: this one hashes as in production. */
const service = useService(isLong ? [override(passwordHasher, () => new PasswordHasher())] : []);

async function timeOf(username: string): Promise<number> {
  const form = { grant_type: "password", username, password: "wrong, and long enough" };
  const start = performance.now();
  const { status } = await service.client.post("/api/v1/auth/token", { form });
  const time = performance.now() - start;
  expect(status).toBe(400);
  return time;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2;
}

/** How often labels dealt out at random differ as much as the real ones do. */
function chanceOf(some: readonly number[], others: readonly number[], deals = 2000): number {
  const difference = Math.abs(median(some) - median(others));
  let asLarge = 0;
  for (let deal = 0; deal < deals; deal++) {
    // Times were taken in pairs: within a pair the labels may change places.
    const swapped = some.map(() => Math.random() < 0.5);
    const left = some.map((value, index) => (swapped[index] ? (others[index] ?? 0) : value));
    const right = others.map((value, index) => (swapped[index] ? (some[index] ?? 0) : value));
    if (Math.abs(median(left) - median(right)) >= difference) asLarge += 1;
  }
  return asLarge / deals;
}

test("the test itself tells a difference from none", () => {
  // The same noise in each run of this test.
  const noise = (seed: number) =>
    Array.from({ length: rounds }, (_, index) => 30 + ((Math.sin(index * seed) * 10_000) % 5));
  expect(chanceOf(noise(1.1), noise(2.3))).toBeGreaterThan(0.01);
  expect(
    chanceOf(
      noise(1.1),
      noise(2.3).map((time) => time + 3),
    ),
  ).toBeLessThan(0.001);
});

/** Times taken in pairs; neither is always the first of its pair. */
async function timesOf(
  known: (round: number) => Promise<number>,
  unknown: (round: number) => Promise<number>,
) {
  for (let warm = 0; warm < 5; warm++) {
    await known(-warm - 1);
    await unknown(-warm - 1);
  }
  const times = { known: [] as number[], unknown: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    if (round % 2 === 0) times.known.push(await known(round));
    times.unknown.push(await unknown(round));
    if (round % 2 !== 0) times.known.push(await known(round));
  }
  return times;
}

test.skipIf(!isLong)(
  "signing in takes the same time for known and unknown accounts",
  { timeout: 300_000 },
  async () => {
    await service.account("known");
    const { known, unknown } = await timesOf(
      () => timeOf("known"),
      (round) => timeOf(`nobody${round}`),
    );
    expect(chanceOf(known, unknown)).toBeGreaterThan(0.001);
  },
);

test.skipIf(!isLong)(
  "signing up takes the same time for known and unknown e-mails",
  { timeout: 300_000 },
  async () => {
    await service.account("owner", { verified: true });
    const signUp = (kind: string, email: string) => async (round: number) => {
      const username = `${kind}${round}`;
      const start = performance.now();
      const json = { username, email: email.replace("*", username), password };
      const { status } = await service.client.post("/api/v1/auth/signup", { json });
      const time = performance.now() - start;
      expect(status).toBe(202);
      return time;
    };
    const { known, unknown } = await timesOf(
      signUp("knowing", "owner@example.com"),
      signUp("unknown", "*@example.com"),
    );
    expect(chanceOf(known, unknown)).toBeGreaterThan(0.001);
  },
);
