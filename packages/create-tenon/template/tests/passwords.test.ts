import { argon2Sync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { repeatsNames } from "../app/core/password-names.ts";
import { PasswordHasher } from "../app/core/passwords.ts";
import { Turnstile } from "../app/core/turnstile.ts";
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

describe("a burst of hashes", () => {
  test("runs two at once, keeps the rest waiting, and answers 503 when the line is full", async () => {
    const turnstile = new Turnstile({ running: 2, waiting: 3 });
    let running = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++running);
      await new Promise((done) => setImmediate(done));
      running -= 1;
      return "done";
    };
    const results = await Promise.allSettled(Array.from({ length: 7 }, () => turnstile.run(work)));
    expect(most).toBe(2);
    expect(results.map(({ status }) => status)).toEqual([
      ...Array.from({ length: 5 }, () => "fulfilled"),
      "rejected",
      "rejected",
    ]);
    expect(results.at(-1)).toMatchObject({ reason: { status: 503, headers: { "retry-after": "1" } } });
    // A failure gives its place back, too.
    await expect(turnstile.run(() => Promise.reject(new Error("boom")))).rejects.toThrow("boom");
    expect(await turnstile.run(work)).toBe("done");
  });

  test("goes through one turnstile, hashing and checking alike", async () => {
    const passwords = new PasswordHasher(
      { memory: 8, passes: 1, parallelism: 1 },
      { running: 1, waiting: 1 },
    );
    const hash = await passwords.hash("x");
    const results = await Promise.allSettled([
      passwords.hash("a"),
      passwords.verify("x", hash),
      passwords.verify("x", hash),
    ]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected"]);
  });
});

describe("the names of an account in its password", () => {
  const account = { username: "ada.lovelace", email: "countess@lovelace.example" };

  test.each([
    "ada.lovelace",
    "ADA.Lovelace1843!",
    "1843-ada.lovelace",
    "ada.lovelaceada.lovelace",
    "countess@lovelace.example",
    "Countess@Lovelace.example99",
    "countesscountess",
    "countess-ada.lovelace",
    "ａｄａ.ｌｏｖｅｌａｃｅ",
  ])("%s says too little", (password) => {
    expect(repeatsNames(password, account)).toBe(true);
  });

  test.each(["ada.lovelace and the engine", "lovelace was a countess", "nothing of the sort", "12345678"])(
    "%s says enough",
    (password) => {
      expect(repeatsNames(password, account)).toBe(false);
    },
  );

  test("names of a letter or two do not count: they stand in every sentence", () => {
    expect(repeatsNames("aaabaaac", { username: "carl", email: "a@example.com" })).toBe(false);
  });
});

describe("the rule for new passwords", () => {
  const rule = newPassword(15);
  const mixed = (length: number) =>
    "correct horse "
      .repeat(80)
      .slice(0, length - 1)
      .concat("!");

  test.each([
    mixed(15),
    mixed(64),
    mixed(1024),
    "nur kleine wörter",
    "パスワードは長いほど良いのです。",
    "🐎🔋📎✅🐎🔋📎🚀🐎🔋📎🌍🐎🔋📎",
  ])("allows %s", (it) => {
    expect(rule.safeParse(it).success).toBe(true);
  });

  test.each([mixed(14), mixed(1025), "", "😀".repeat(14)])("refuses %s for its length", (it) => {
    const { error } = rule.safeParse(it);
    expect(error?.issues).toHaveLength(1);
    expect(error?.issues[0]?.code).toMatch(/^too_(small|big)$/);
  });

  test.each([
    "passwordpassword",
    "PasswordPassword",
    "passwordpasswordpass",
    "1234567890123456",
    "qwertyqwertyqwerty",
    "ｐａｓｓｗｏｒｄｐａｓｓｗｏｒｄ",
    "aaaaaaaaaaaaaaaaaaaa",
    "abcabcabcabcabcabc",
    "abcdefghijklmnopqrst",
    "zyxwvutsrqponmlkj",
    "1qaz2wsx3edc4rfv",
  ])("refuses %s, which attackers try first", (it) => {
    const { error } = rule.safeParse(it);
    expect(error?.issues.map(({ message }) => message)).toEqual([expect.stringContaining("attackers")]);
  });

  test("refuses what is common at any least length", () => {
    expect(newPassword(8).safeParse("iloveyou1").success).toBe(false);
    expect(newPassword(8).safeParse("cobalt-ladder").success).toBe(true);
  });
});
