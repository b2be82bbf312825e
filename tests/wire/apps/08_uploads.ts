import { type App, createApp, dependency, post } from "tenon";
import * as z from "zod";

/** FastAPI's `bytes` takes a text part as well. */
const bytes = z.union([z.file(), z.string().meta({ format: "binary" })]);

const caption = { title: z.string(), keywords: z.array(z.string()).default([]) };
const strictlyCaptioned = dependency({ form: z.strictObject(caption) }, ({ form }) => form);

async function describe(file: File) {
  return { filename: file.name, content_type: file.type || null, size: file.size, text: await file.text() };
}

function read(part: File | string): Promise<Buffer> {
  return new Response(part).arrayBuffer().then((buffer) => Buffer.from(buffer));
}

const routes = {
  asBytes: post("/bytes", { form: { file: bytes } }, async ({ form }) => {
    const content = await read(form.file);
    return { size: content.length, text: content.toString() };
  }),
  asBytesOptional: post(
    "/bytes-optional",
    { form: { file: bytes.optional() } },
    async ({ form: { file } }) => ({
      size: file === undefined ? null : (await read(file)).length,
    }),
  ),
  asBytesList: post("/bytes-list", { form: { files: z.array(bytes) } }, async ({ form }) => ({
    sizes: (await Promise.all(form.files.map(read))).map(({ length }) => length),
  })),
  asBytesLimited: post("/bytes-limited", { form: { file: z.file().min(2).max(4) } }, ({ form }) => ({
    size: form.file.size,
  })),
  upload: post("/upload", { form: { file: z.file() } }, ({ form }) => describe(form.file)),
  uploadOptional: post("/upload-optional", { form: { file: z.file().optional() } }, ({ form: { file } }) =>
    file === undefined ? null : describe(file),
  ),
  uploadDocumented: post(
    "/upload-documented",
    { form: { picture: z.file().meta({ description: "A picture", alias: "the-picture" }) } },
    ({ form }) => describe(form.picture),
  ),
  uploadList: post("/upload-list", { form: { files: z.array(z.file()) } }, ({ form }) =>
    Promise.all(form.files.map(describe)),
  ),
  uploadWithFields: post(
    "/upload-with-fields",
    {
      form: { file: z.file(), token: z.string(), copies: z.int().min(1).default(1), cover: bytes.optional() },
    },
    async ({ form: { file, token, copies, cover } }) => ({
      file: await describe(file),
      token,
      copies,
      cover: cover === undefined ? null : (await read(cover)).length,
    }),
  ),
  uploadWithModel: post(
    "/upload-with-model",
    { form: { file: z.file(), ...caption } },
    async ({ form: { file, ...caption } }) => ({ file: await describe(file), caption }),
  ),
  uploadWithStrictModel: post(
    "/upload-with-strict-model",
    { depends: { caption: strictlyCaptioned }, form: { file: z.file() } },
    async ({ form: { file }, caption }) => ({ file: await describe(file), caption }),
  ),
  uploadHeaders: post("/upload-headers", { form: { file: z.file() } }, ({ form: { file } }) => ({
    headers: {
      "content-disposition": `form-data; name="file"; filename="${file.name}"`,
      "content-type": file.type,
    },
  })),
  sameTwice: post(
    "/same-twice",
    { form: { a: z.file(), b: z.file().meta({ alias: "a" }) } },
    async ({ form: { a, b } }) => ({ a: await describe(a), b: b.size }),
  ),
};

export default (): App => createApp({ title: "Uploads", version: "1.0.0", routes });
