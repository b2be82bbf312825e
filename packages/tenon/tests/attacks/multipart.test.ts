/** Forms of parts that are too many, never end, or are not what they say: a 4xx, and nothing is left on disk. */
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import * as z from "zod";
import { post } from "../../src/index.ts";
import { attacked, send, unharmed } from "./attacked.ts";

const MEBIBYTE = 1_048_576;
const routes = {
  upload: post(
    "/upload",
    { form: { title: z.string(), file: z.file() }, bodyLimit: 8 * MEBIBYTE },
    ({ form }) => ({ title: form.title, name: form.file.name }),
  ),
};
const kept = async () => (await readdir(tmpdir())).filter((name) => name.startsWith("tenon-upload-")).sort();
const file = (content: string, name = "a.txt") =>
  `--b\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n\r\n${content}\r\n`;
const field = (content: string, name = "title") =>
  `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${content}\r\n`;
// Large enough to have gone to disk before the fault comes.
const large = file("x".repeat(2 * MEBIBYTE));

test.each([
  [
    "100,000 parts",
    413,
    large + '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n'.repeat(100_000),
    "; boundary=b",
  ],
  ["no boundary", 400, `${large + field("t")}--b--\r\n`, ""],
  ["an empty boundary", 400, `${large + field("t")}--b--\r\n`, "; boundary="],
  ["a header that does not end", 400, `${large}--b\r\nX: ${"x".repeat(MEBIBYTE)}`, "; boundary=b"],
  ["10,000 headers", 400, `${large}--b\r\n${"x:y\r\n".repeat(10_000)}\r\n\r\n--b--\r\n`, "; boundary=b"],
  [
    "a name of backslashes that does not end",
    422,
    `--b\r\nContent-Disposition: form-data; name="${"\\\\".repeat(7000)}\r\n\r\nx\r\n--b--\r\n`,
    "; boundary=b",
  ],
  ["an end that is missing", 400, large + field("t"), "; boundary=b"],
  [
    "one name as a file and a text",
    422,
    `${large + field("text", "file") + field("t")}--b--\r\n`,
    "; boundary=b",
  ],
  ["a text where the file belongs", 422, `${field("text", "file") + field("t")}--b--\r\n`, "; boundary=b"],
  ["a boundary that is not its own", 400, `${large}--b--\r\n`, "; boundary=c"],
])("%s: %i, and nothing is left", async (_, status, body, parameters) => {
  await using it = await attacked(routes);
  const before = await kept();
  const head = [
    "POST /upload HTTP/1.1",
    "Host: a",
    `Content-Type: multipart/form-data${parameters}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  expect((await send(it, head, body)).status).toBe(status);
  expect(await kept()).toEqual(before);
  expect(await unharmed(it)).toBe(true);
});

test.each([
  ["../../etc/passwd", "passwd"],
  ["/etc/passwd", "passwd"],
  ["C:\\\\Windows\\\\win.ini", "win.ini"],
  ["..\\\\..\\\\boot.ini", "boot.ini"],
])("the name of a file is no path: %s", async (sent, name) => {
  await using it = await attacked(routes);
  const body = `${file("x", sent) + field("t")}--b--\r\n`;
  const head = [
    "POST /upload HTTP/1.1",
    "Host: a",
    "Content-Type: multipart/form-data; boundary=b",
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  const answer = await send(it, head, body);
  expect([answer.status, JSON.parse(answer.body).name]).toEqual([200, name]);
});
