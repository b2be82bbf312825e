import { argon2Sync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { PasswordHasher } from "../app/core/passwords.ts";
import { newPassword } from "../app/schemas/password.ts";
import { quickPasswords } from "./quick-passwords.ts";

describe("password hashes", () => {
  test("are PHC strings of argon2id with OWASP's parameters", async () => {
    const hash = await new PasswordHasher().hash("correct horse battery staple");
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(await new PasswordHasher().verify("correct horse battery staple", hash)).toBe(true);
    expect(await new PasswordHasher().verify("correct horse battery stapler", hash)).toBe(false);
  });

  test("differ for the same password", async () => {
    expect(await quickPasswords.hash("same")).not.toBe(await quickPasswords.hash("same"));
  });

  test("verify when another library made them", async () => {
    const salt = Buffer.from("somesaltsomesalt");
    const parameters = {
      message: "password",
      nonce: salt,
      memory: 64,
      passes: 3,
      parallelism: 2,
      tagLength: 24,
    };
    const digest = argon2Sync("argon2id", parameters).toString("base64");
    const hash = `$argon2id$v=19$m=64,t=3,p=2$${salt.toString("base64").replaceAll("=", "")}$${digest}`;
    expect(await quickPasswords.verify("password", hash)).toBe(true);
    expect(quickPasswords.needsRehash(hash)).toBe(true);
  });

  test("are to be renewed when the cost has changed, and only then", async () => {
    const hash = await quickPasswords.hash("x");
    expect(quickPasswords.needsRehash(hash)).toBe(false);
    expect(new PasswordHasher({ memory: 16, passes: 1, parallelism: 1 }).needsRehash(hash)).toBe(true);
  });

  test("nothing verifies without a hash, and it costs the same", async () => {
    const passwords = new PasswordHasher();
    const hash = await passwords.hash("right");
    const time = async (stored: string | undefined) => {
      const start = process.cpuUsage();
      for (let i = 0; i < 5; i++) expect(await passwords.verify("wrong", stored)).toBe(false);
      return process.cpuUsage(start).user;
    };
    await time(hash);
    const ratio = (await time(undefined)) / (await time(hash));
    // Not a measurement, only proof that the work is done; the login's timing test is a statistical one.
    expect(ratio).toBeGreaterThan(0.4);
  });

  test("take the same password typed as other code points, and cut nothing off", async () => {
    const hash = await quickPasswords.hash("cafe\u0301 ｆｕｌｌ");
    expect(await quickPasswords.verify("café full", hash)).toBe(true);
    const long = "x".repeat(1023);
    expect(await quickPasswords.verify(`${long}b`, await quickPasswords.hash(`${long}a`))).toBe(false);
  });

  test("that are no PHC string are a defect, not a wrong password", async () => {
    await expect(quickPasswords.verify("x", "plain")).rejects.toThrow("PHC");
  });
});

describe("the rule for new passwords", () => {
  const rule = newPassword(15);
  test.each(["x".repeat(15), "x".repeat(1024), "nur kleine wörter", "パスワードは長いほど良いのです。"])(
    "allows %s",
    (it) => {
      expect(rule.safeParse(it).success).toBe(true);
    },
  );
  test.each(["x".repeat(14), "x".repeat(1025), "", "😀".repeat(14)])(
    "refuses %s, counting characters",
    (it) => {
      const { error } = rule.safeParse(it);
      expect(error?.issues).toHaveLength(1);
    },
  );
});
