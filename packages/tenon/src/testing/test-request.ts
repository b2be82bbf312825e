/** A request as a test writes it. */

/** One of `json`, `form` and `body`, and headers. */
export interface TestRequest {
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent urlencoded; a list repeats its name. */
  readonly form?: Readonly<Record<string, string | readonly string[]>>;
  /** Sent as it is, a stream without a declared length; say its `content-type` in `headers`. */
  readonly body?: string | Uint8Array<ArrayBuffer> | FormData | ReadableStream<Uint8Array>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as `Authorization: Bearer ...`. */
  readonly token?: string;
  readonly signal?: AbortSignal;
}

type RequestBody = NonNullable<TestRequest["body"]> | URLSearchParams;

/** The web `Request` of it. */
export function requestFor(method: string, url: URL, request: TestRequest): Request {
  const headers = new Headers(request.headers);
  if (request.token !== undefined) headers.set("authorization", `Bearer ${request.token}`);
  const body = bodyOf(request, headers);
  return new Request(url, {
    method,
    headers,
    ...(body === undefined ? {} : { body, duplex: "half" }),
    ...(request.signal === undefined ? {} : { signal: request.signal }),
  });
}

function bodyOf({ json, form, body }: TestRequest, headers: Headers): RequestBody | undefined {
  if (form !== undefined) {
    return new URLSearchParams(
      Object.entries(form).flatMap(([name, value]) =>
        [value].flat().map((one): [string, string] => [name, one]),
      ),
    );
  }
  if (json === undefined) return body;
  if (!headers.has("content-type")) headers.set("content-type", "application/json");
  return JSON.stringify(json);
}
