/** An answer, read to its end: its body can be looked at as often as a test likes. */
export class TestResponse {
  readonly status: number;
  readonly headers: Headers;
  /** The body as text. */
  readonly text: string;
  /** The body as it came. */
  readonly bytes: Uint8Array;

  private constructor(status: number, headers: Headers, bytes: Uint8Array) {
    this.status = status;
    this.headers = headers;
    this.bytes = bytes;
    this.text = new TextDecoder().decode(bytes);
  }

  /** Reads a response to its end. */
  static async read(response: Response): Promise<TestResponse> {
    return new TestResponse(response.status, response.headers, new Uint8Array(await response.arrayBuffer()));
  }

  /** The body, parsed; a test says what it expects it to be. */
  json<T = unknown>(): T {
    return JSON.parse(this.text) as T;
  }
}
