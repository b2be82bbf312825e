import { type App, createApp, post, put } from "tenon";
import * as z from "zod";

const Signup = z.object({
  name: z.string().min(2),
  age: z.int().nullable().default(null),
  interests: z.array(z.string()).default([]),
  newsletter: z.boolean().default(false),
});

const StrictSignup = z.strictObject({
  name: z.string(),
  code: z.string().default("none").meta({ alias: "promo-code" }),
});

const routes = {
  login: post("/login", { form: { username: z.string(), password: z.string().min(4) } }, ({ form }) => ({
    username: form.username,
    password_length: form.password.length,
  })),
  one: post("/one", { form: { word: z.string() } }, ({ form }) => form),
  optional: post(
    "/optional",
    {
      form: {
        word: z.string().nullable().default(null),
        count: z.int().min(0).default(7),
        agree: z.boolean().default(false),
      },
    },
    ({ form }) => form,
  ),
  nullable: post("/nullable", { form: { count: z.int().nullable() } }, ({ form }) => form),
  many: post(
    "/list",
    { form: { tag: z.array(z.string()), n: z.array(z.int()).default([]) } },
    ({ form }) => form,
  ),
  alias: post(
    "/alias",
    { form: { first_name: z.string().meta({ alias: "first-name" }) } },
    ({ form }) => form,
  ),
  signup: post("/signup", { form: Signup }, ({ form }) => form),
  strictSignup: post("/strict-signup", { form: StrictSignup }, ({ form }) => ({
    name: form.name,
    "promo-code": form.code,
  })),
  signupMedia: post(
    "/signup-media",
    { form: Signup, formType: "multipart/form-data", tags: ["media"] },
    ({ form }) => form,
  ),
  rooms: put(
    "/rooms/:room",
    {
      params: { room: z.int() },
      query: { level: z.int() },
      form: { guest: z.string(), nights: z.int().gt(0) },
    },
    ({ params, query, form }) => ({ ...params, ...query, ...form }),
  ),
};

export default (): App => createApp({ title: "Forms", version: "1.0.0", routes });
