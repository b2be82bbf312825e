import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import * as z from "zod";
import { createApp, post } from "../../src/index.ts";
import { throughBothDoors } from "./doors.ts";

const seen: string[][] = [];
const MEBIBYTE = 1_048_576;

const app = createApp({
  title: "t",
  version: "1",
  routes: {
    one: post(
      "/one",
      { form: { title: z.string(), file: z.file().max(500_000), rating: z.int().default(3) } },
      async ({ form }) => ({
        title: form.title,
        rating: form.rating,
        name: form.file.name,
        type: form.file.type,
        size: form.file.size,
        text: await form.file.text(),
      }),
    ),
    many: post(
      "/many",
      { form: { files: z.array(z.file()), meta: z.object({ a: z.int() }).optional() } },
      ({ form }) => [form.files.map((file) => file.name), form.meta?.a ?? null],
    ),
    large: post("/large", { form: { file: z.file() }, bodyLimit: 4 * MEBIBYTE }, async ({ form }) => {
      seen.push(await kept());
      const bytes = new Uint8Array(await form.file.arrayBuffer());
      return { size: bytes.byteLength, last: bytes.at(-1) };
    }),
  },
});

async function kept(): Promise<string[]> {
  return (await readdir(tmpdir())).filter((name) => name.startsWith("tenon-upload-"));
}

function form(parts: Record<string, string | File | File[]>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(parts)) for (const one of [value].flat()) data.append(name, one);
  return data;
}

throughBothDoors("uploads", (open) => {
  test("a file input that nobody touched sends nothing", async () => {
    await using door = await open(app);
    const empty = new File([], "");
    const missing = await door.send("POST", "/one", { body: form({ title: "Notes", file: empty }) });
    expect(missing.json()).toMatchObject({ detail: [{ type: "missing", loc: ["body", "file"] }] });
    const files = [empty, new File(["a"], "a.txt"), empty, new File(["b"], "b.txt")];
    expect((await door.send("POST", "/many", { body: form({ files }) })).json()).toEqual([
      ["a.txt", "b.txt"],
      null,
    ]);
  });

  test("a file with fields beside it", async () => {
    await using door = await open(app);
    const body = form({
      title: "Notes",
      file: new File(["hello"], "C:\\fakepath\\notes.txt", { type: "text/plain" }),
    });
    const response = await door.send("POST", "/one", { body });
    expect(response.json()).toEqual({
      title: "Notes",
      rating: 3,
      name: "notes.txt",
      type: "text/plain",
      size: 5,
      text: "hello",
    });
  });

  test("many files under one name, in order, and a JSON part", async () => {
    await using door = await open(app);
    const files = ["a.txt", "b.txt", "c.txt"].map((name) => new File([name], name));
    const response = await door.send("POST", "/many", { body: form({ files, meta: '{"a":1}' }) });
    expect(response.json()).toEqual([["a.txt", "b.txt", "c.txt"], 1]);
    expect(
      (await door.send("POST", "/many", { body: form({ files: [new File(["x"], "only.txt")] }) })).json(),
    ).toEqual([["only.txt"], null]);
  });

  test("every fault at once: a missing file, a text where a file belongs, a file too large", async () => {
    await using door = await open(app);
    const missing = await door.send("POST", "/one", { body: form({ rating: "x" }) });
    expect(missing.status).toBe(422);
    expect(
      missing
        .json<{ detail: { loc: string[]; type: string }[] }>()
        .detail.map(({ loc, type }) => [loc.join("."), type]),
    ).toEqual([
      ["body.title", "missing"],
      ["body.file", "missing"],
      ["body.rating", "int_parsing"],
    ]);
    expect((await door.send("POST", "/one", { body: form({ title: "t", file: "text" }) })).status).toBe(422);
    expect(
      (
        await door.send("POST", "/one", {
          body: form({ title: "t", file: new File([new Uint8Array(600_000)], "big") }),
        })
      ).status,
    ).toBe(422);
  });

  test("a large file goes to disk, and is gone after the request", async () => {
    await using door = await open(app);
    seen.length = 0;
    const bytes = new Uint8Array(2 * MEBIBYTE).fill(7);
    const response = await door.send("POST", "/large", {
      body: form({ file: new File([bytes], "large.bin") }),
    });
    expect(response.json()).toEqual({ size: 2 * MEBIBYTE, last: 7 });
    expect(seen[0]).toHaveLength(1);
    expect(await kept()).toEqual([]);
    const refused = await door.send("POST", "/large", {
      body: form({ other: new File([bytes], "large.bin") }),
    });
    expect(refused.status).toBe(422);
    expect(await kept()).toEqual([]);
  });

  test("over the limit is a 413, and leaves nothing on disk", async () => {
    await using door = await open(app);
    const response = await door.send("POST", "/large", {
      body: form({ file: new File([new Uint8Array(5 * MEBIBYTE)], "large.bin") }),
    });
    expect(response.status).toBe(413);
    expect(await kept()).toEqual([]);
  });

  test.each([
    ["no boundary", "multipart/form-data", "--x\r\n"],
    [
      "cut short",
      "multipart/form-data; boundary=x",
      '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhalf',
    ],
    ["garbage", "multipart/form-data; boundary=x", "garbage"],
  ])("a multipart body with %s is a 4xx and leaves nothing", async (_name, type, body) => {
    await using door = await open(app);
    const response = await door.send("POST", "/one", { body, headers: { "content-type": type } });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    expect(await kept()).toEqual([]);
  });

  const part = (head: string, content = "x") =>
    `--B\r\n${head}\r\n\r\n${content}\r\n--B--\r\nan epilogue that nobody reads`;
  const type = 'multipart/form-data; boundary="B"';

  test("a type is what was sent, with its parameters, or nothing", async () => {
    await using door = await open(app);
    const head = 'Content-Disposition: form-data; name="file"; filename="a \\"b\\" č.txt"';
    const title = '--B\r\nContent-Disposition: form-data; name="title"\r\n\r\nT\r\n';
    const send = async (body: string) =>
      (await door.send("POST", "/one", { body, headers: { "content-type": type } })).json();
    expect(await send(title + part(head))).toMatchObject({
      name: 'a "b" č.txt',
      type: "",
      size: 1,
      text: "x",
    });
    expect(await send(title + part(`${head}\r\nContent-Type: text/plain; charset=utf-16`))).toMatchObject({
      type: "text/plain; charset=utf-16",
    });
  });

  test.each([
    'Content-Disposition: form-data; filename="a"',
    'Content-Disposition: attachment; name="file"; filename="a"',
    "X-Other: 1",
  ])("a part that is no part of a form is a 400 that says so: %s", async (head) => {
    await using door = await open(app);
    const response = await door.send("POST", "/one", {
      body: part(head),
      headers: { "content-type": type },
    });
    expect(response.status).toBe(400);
    expect(response.json()).toEqual({
      detail: 'The Content-Disposition header field "name" must be provided.',
    });
  });

  test("a name in `filename*` makes no file: it is not for forms", async () => {
    await using door = await open(app);
    const head = "Content-Disposition: form-data; name=\"files\"; filename*=UTF-8''a.txt";
    const response = await door.send("POST", "/many", {
      body: part(head),
      headers: { "content-type": type },
    });
    expect(response.json()).toMatchObject({ detail: [{ type: "value_error", loc: ["body", "files", 0] }] });
  });

  test("a field is UTF-8 unless its type names another charset; what is neither is a 400", async () => {
    await using door = await open(app);
    const send = (charset: string, content: Uint8Array<ArrayBuffer>) => {
      const head = `--B\r\nContent-Disposition: form-data; name="meta"\r\nContent-Type: text/plain${charset}\r\n\r\n`;
      const body = new Uint8Array(Buffer.concat([Buffer.from(head), content, Buffer.from("\r\n--B--\r\n")]));
      return door.send("POST", "/many", { body, headers: { "content-type": type } });
    };
    const json = '{"a":7}';
    const wide = new Uint8Array(Buffer.from(json, "utf16le"));
    // The files are missing, the part is understood.
    expect((await send("; charset=utf-16le", wide)).json<{ detail: unknown[] }>().detail).toHaveLength(1);
    expect((await send("", new Uint8Array([0xff, 0xfe]))).status).toBe(400);
    expect((await send("; charset=nonsense", new Uint8Array([65]))).status).toBe(400);
  });

  test("too many parts are refused", async () => {
    await using door = await open(app);
    const body = form({ files: Array.from({ length: 101 }, (_, i) => new File(["x"], `${i}`)) });
    expect((await door.send("POST", "/many", { body })).status).toBe(413);
  });

  test("names from the prototype are nobody's fields", async () => {
    await using door = await open(app);
    const body = form({
      __proto__x: "1",
      ["__proto__" as string]: "2",
      constructor: "3",
      files: [new File(["x"], "x")],
    });
    expect((await door.send("POST", "/many", { body })).json()).toEqual([["x"], null]);
  });
});
