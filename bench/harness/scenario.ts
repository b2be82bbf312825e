/** What is asked of every server, and what Tenon has to reach beside some of them. */
import { SignJWT } from "jose";
import { audience, issuer, signingKey } from "../servers/domain.ts";

/** One request, sent over and over. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly method: "GET" | "POST";
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The status that every server must answer with. */
  readonly status: number;
  /** The least ratio of Tenon's requests a second to those of a peer, by the peer's name. */
  readonly goals: Readonly<Record<string, number>>;
}

const json = { "content-type": "application/json" };
const oneHour = 3600;

/** All scenarios, with the goals on Node; the token of `me` is signed now and is good for twelve hours. */
export async function scenarios(): Promise<readonly Scenario[]> {
  const token = await new SignJWT({})
    .setProtectedHeader({ alg: "HS256" })
    .setSubject("4211")
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime(Math.floor(Date.now() / 1000) + 12 * oneHour)
    .sign(signingKey);
  return [
    {
      name: "ping",
      title: "ping, JSON",
      method: "GET",
      target: "/ping",
      headers: {},
      status: 200,
      goals: { node: 0.98, fastify: 1, hono: 1.1 },
    },
    {
      name: "item",
      title: "integer path parameter + two query parameters",
      method: "GET",
      target: "/items/42?limit=20&q=chair",
      headers: {},
      status: 200,
      goals: { node: 0.95, fastify: 1, hono: 1.7 },
    },
    {
      name: "signUp",
      title: "validated POST, filtered response",
      method: "POST",
      target: "/users",
      headers: json,
      body: JSON.stringify({
        username: "ada_lovelace",
        email: "ada@example.com",
        age: 36,
        password: "correct horse battery staple",
        newsletter: true,
      }),
      status: 201,
      goals: { node: 0.94, fastify: 1.05, hono: 1.6 },
    },
    {
      name: "me",
      title: "bearer JWT + three dependencies, one with teardown",
      method: "GET",
      target: "/me",
      headers: { authorization: `Bearer ${token}` },
      status: 200,
      goals: { node: 0.94, fastify: 1.02, hono: 1.1 },
    },
    {
      name: "items",
      title: "100 objects of 10 fields filtered to 6",
      method: "GET",
      target: "/items",
      headers: {},
      status: 200,
      goals: { node: 1, fastify: 1, hono: 1.5 },
    },
    {
      name: "notFound",
      title: "404",
      method: "GET",
      target: "/nowhere",
      headers: {},
      status: 404,
      goals: { node: 0.9, fastify: 1, hono: 1.2 },
    },
    {
      name: "invalid",
      title: "422, two faults in a body",
      method: "POST",
      target: "/users",
      headers: json,
      body: JSON.stringify({
        username: "ad",
        email: "ada@example.com",
        age: 12,
        password: "correct horse battery staple",
      }),
      status: 422,
      goals: { node: 0.9, fastify: 1, hono: 1.2 },
    },
  ];
}

/** What Tenon has to reach on Bun, and beside whom; the other scenarios are not measured there. */
const goalsOnBun: Readonly<Record<string, Scenario["goals"]>> = {
  ping: { bun: 0.95, hono: 1, elysia: 0.97 },
  item: { bun: 0.95, hono: 1.3, elysia: 1.05 },
  signUp: { bun: 0.95, hono: 1.4, elysia: 1.4 },
};

/** The scenarios of Bun: the same requests through `app.fetch`. */
export async function scenariosOnBun(): Promise<readonly Scenario[]> {
  const all = await scenarios();
  return all.flatMap((scenario) => {
    const goals = goalsOnBun[scenario.name];
    return goals === undefined ? [] : { ...scenario, title: `${scenario.title}, on Bun`, goals };
  });
}

/** The bytes of a scenario's request, as text. */
export function requestText({ method, target, headers, body = "" }: Scenario, port: number): string {
  const sent = { host: `127.0.0.1:${port}`, ...headers };
  const lines = Object.entries(sent).map(([name, value]) => `${name}: ${value}\r\n`);
  const length = body === "" ? "" : `content-length: ${Buffer.byteLength(body)}\r\n`;
  return `${method} ${target} HTTP/1.1\r\n${lines.join("")}${length}\r\n${body}`;
}
