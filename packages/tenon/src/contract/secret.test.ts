import { describe, expect, test } from "vitest";
import * as z from "zod";
import { faultsOf } from "./faults-of.fixture.ts";

describe("secrets are not echoed", () => {
  const Account = z.object({
    name: z.string(),
    password: z.string().min(15).meta({ format: "password" }),
    codes: z.array(z.string().max(2)).meta({ writeOnly: true }),
  });
  test("neither by themselves nor inside what is shown", async () => {
    const value = { password: "hunter2", codes: ["s3c"] };
    const faults = await faultsOf(Account, value);
    expect(faults.map(({ loc }) => loc.at(-1))).toEqual(["name", "password", 0]);
    expect(JSON.stringify(faults)).not.toMatch(/hunter2|s3c/);
    expect(
      JSON.stringify(await faultsOf(z.object({ accounts: z.array(Account) }), { accounts: [value] })),
    ).not.toMatch(/hunter2|s3c/);
  });
  test("other fields are shown", async () => {
    expect((await faultsOf(Account, { name: 5, password: "x".repeat(15), codes: [] }))[0]?.input).toBe(5);
  });
});
