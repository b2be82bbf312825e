/** What every server is about: the same rows, the same users, the same token, the same session. */
import { jwtVerify } from "jose";

/** A row as it is stored: ten fields. */
export interface Row {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly price: number;
  readonly currency: string;
  readonly inStock: boolean;
  readonly costPrice: number;
  readonly supplier: string;
  readonly note: string;
  readonly updatedBy: string;
}

/** Six of the ten fields of a row are for the public. */
export const rows: readonly Row[] = Array.from({ length: 100 }, (_, index) => ({
  id: index + 1,
  name: `Chair number ${index + 1}`,
  description: "A chair with four legs, made of oak",
  price: 79.5 + index,
  currency: "EUR",
  inStock: index % 3 !== 0,
  costPrice: 31.25,
  supplier: "Oak & Sons",
  note: "Not for the public",
  updatedBy: "admin",
}));

/** What a caller sends to sign up. */
export interface NewUser {
  readonly username: string;
  readonly email: string;
  readonly age: number;
  readonly password: string;
  readonly newsletter: boolean;
}

export const usernamePattern = /^[a-z0-9_]+$/;

/** Stands for an insert: what comes back has more fields than may leave. */
export function createUser(user: NewUser) {
  return { id: 4211, ...user, password: "$argon2id$v=19$...", createdBy: "signup", verified: false };
}

/** A user, by the subject of a token. */
export interface User {
  readonly id: number;
  readonly username: string;
  readonly passwordHash: string;
}

const users = new Map<string, User>([
  ["4211", { id: 4211, username: "ada", passwordHash: "$argon2id$v=19$..." }],
]);

const key = await crypto.subtle.importKey(
  "raw",
  new TextEncoder().encode("a-secret-of-at-least-32-characters!"),
  { name: "HMAC", hash: "SHA-256" },
  false,
  ["verify", "sign"],
);

export const signingKey = key;
export const issuer = "bench";
export const audience = "api";

/** The user a token is about; undefined when it proves nothing. */
export async function userOf(token: string): Promise<User | undefined> {
  try {
    const { payload } = await jwtVerify(token, key, { algorithms: ["HS256"], issuer, audience });
    return users.get(payload.sub ?? "");
  } catch {
    return undefined;
  }
}

/** Stands for a database session: opened for a request, committed or rolled back. */
export class Session {
  #open = true;

  async commit(): Promise<void> {
    this.#open = false;
  }

  async rollback(): Promise<void> {
    this.#open = false;
  }

  orders(user: User) {
    if (!this.#open) throw new Error("The session is closed");
    return [{ id: 1, item: "Chair number 1", quantity: user.id % 5, margin: 0.4 }];
  }
}

/** Opens a session. */
export async function openSession(): Promise<Session> {
  return new Session();
}

/** What an order service is: rules over a session. */
export class Orders {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  of(user: User) {
    return { id: user.id, username: user.username, orders: this.#session.orders(user), internal: "no" };
  }
}

/** The token after `Bearer `. */
export function bearer(authorization: string | null | undefined): string {
  return authorization?.startsWith("Bearer ") === true ? authorization.slice(7) : "";
}

/** The port a server was told to listen on. */
export const port = Number(process.env.PORT ?? 3000);

/** Tells whoever started this that it listens, beside the output, which may be a log. */
export function ready(): void {
  console.error("ready");
}

/** One fault of an input, in the shape all servers answer with. */
export interface Fault {
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly type: string;
}

export const notFoundBody = { detail: "Not Found" } as const;
export const unauthorizedBody = { detail: "Unauthorized" } as const;
