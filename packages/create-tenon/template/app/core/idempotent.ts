/**
 * Writes that a client may send again when it does not know how they ended: by the header `Idempotency-Key` the repetition gets
 * the first one's answer, and nothing is done twice (draft-ietf-httpapi-idempotency-key-header-07).
 */
import { createHash } from "node:crypto";
import { dependency, type Exchange, exchange, onError, Reply, RequestValidationError } from "tenon";
import { z } from "zod";
import { idempotencyKeys, type KeyedRequest, type StoredAnswer } from "../services/idempotency-keys.ts";
import {
  IdempotencyKeyInUse,
  IdempotencyKeyInvalid,
  IdempotencyKeyMissing,
  IdempotencyKeyReused,
} from "./errors.ts";
import { caller } from "./security.ts";

/** A String of RFC 9651, 3.3.3: printable ASCII between double quotes; quotes and backslashes in it are escaped. */
const IdempotencyKey = z
  .string()
  .max(257)
  .regex(/^"([ !#-[\]-~]|\\["\\])+"$/)
  .meta({
    description:
      'A random name for this write, in double quotes: `"8e03978e-40d5-43dd-bc93-6894a57f9324"`. Sent again with the same request it gives the same answer, and nothing is done twice',
    examples: ['"8e03978e-40d5-43dd-bc93-6894a57f9324"'],
  });

const headers = { idempotencyKey: IdempotencyKey };

/** What of an answer is part of the operation, and not of one exchange of it. */
const keptHeaders = new Set([
  "content-type",
  "content-language",
  "location",
  "etag",
  "last-modified",
  "link",
]);

const keyed = dependency(
  {
    name: "idempotency",
    headers,
    depends: { caller, keys: idempotencyKeys, exchange },
    errors: [IdempotencyKeyMissing, IdempotencyKeyInvalid, IdempotencyKeyInUse, IdempotencyKeyReused],
  },
  async function* ({
    headers: { idempotencyKey },
    caller,
    keys,
    exchange,
  }): AsyncGenerator<undefined, Reply | undefined, Reply> {
    const request: KeyedRequest = {
      userId: caller.user.id,
      operation: exchange.operationId ?? exchange.path,
      key: idempotencyKey.slice(1, -1),
      fingerprint: await fingerprintOf(exchange),
    };
    const stored = await keys.claim(request);
    if (stored !== undefined) {
      const { status, headers, body } = stored;
      return new Reply(status, [...headers, "idempotent-replayed", "true"], body);
    }
    await keys.keep(request, answerOf(yield, request));
    return undefined;
  },
);

/** Where to read on, as the draft wants it of these answers. */
const described = ({ basePath }: Exchange) => ({
  headers: { link: `<${basePath}/docs>; rel="describedby"; type="text/html"` },
});

const keyMistakes = [
  // A key that is missing or is none: a mistake in the request's form (400), not in its content (422).
  onError(RequestValidationError, (error, exchange) => {
    const fault = error.faults.find(({ loc }) => loc[0] === "header" && loc[1] === "idempotency-key");
    if (fault === undefined) return error;
    const Mistake = fault.type === "missing" ? IdempotencyKeyMissing : IdempotencyKeyInvalid;
    return new Mistake(undefined, described(exchange));
  }),
  onError(IdempotencyKeyReused, (_, exchange) => new IdempotencyKeyReused(undefined, described(exchange))),
];

interface Wrapped {
  readonly depends?: object;
  readonly headers?: undefined;
  readonly onError?: undefined;
}

/**
 * Makes an operation ask for an `Idempotency-Key`, and keep it. It is for signed-in callers, whose own the keys are, and for
 * writes that do not repeat harmlessly: a POST that makes something. A PUT, a DELETE or "sign out" needs none.
 *
 * The key is stored with the answer, in the transaction of what was written. An error answer undoes both: the key is free, and
 * the next attempt is a first one. The body is compared as it was sent, byte by byte.
 *
 * @param needs the operation's contract; its answer is JSON or another text
 * @example
 * create: post("", idempotent({ body: UserCreate, response: UserResponse, status: 201, depends: { ... } }), handler)
 */
export function idempotent<const N extends Wrapped>(needs: N) {
  return { ...needs, headers, onError: keyMistakes, depends: { ...needs.depends, keyed } } as N & {
    readonly headers: typeof headers;
    readonly onError: typeof keyMistakes;
    readonly depends: { readonly keyed: typeof keyed };
  };
}

async function fingerprintOf(exchange: Exchange): Promise<string> {
  const hash = createHash("sha256").update(`${exchange.path}?${exchange.query}\n`);
  return hash.update(await exchange.body(exchange.bodyLimit)).digest("hex");
}

function answerOf({ status, headers, body }: Reply, { operation }: KeyedRequest): StoredAnswer {
  if (body !== null && typeof body !== "string")
    throw new Error(`${operation} answers with bytes or a stream: idempotent() keeps texts only`);
  const kept = headers.flatMap((name, at) =>
    at % 2 === 0 && keptHeaders.has(name) ? [name, headers[at + 1] as string] : [],
  );
  return { status, headers: kept, body };
}
