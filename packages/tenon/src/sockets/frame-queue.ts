/** Frames that have arrived and were not read yet. The client has to wait where there are too many of them. */
import type { Frame } from "./message-format.ts";
import type { SocketTransport } from "./transport.ts";

/** How many frames may wait before the client has to. */
const most = 64;

/** The frames of one socket, in order; one reader at a time. */
export class FrameQueue {
  readonly #transport: Pick<SocketTransport, "pause" | "resume">;
  readonly #limit: number;
  #frames: Frame[] = [];
  #bytes = 0;
  #paused = false;
  #ended = false;
  #wake: (() => void) | undefined = undefined;

  /** @param limit the most bytes that wait here before the client has to */
  constructor(transport: Pick<SocketTransport, "pause" | "resume">, limit: number) {
    this.#transport = transport;
    this.#limit = limit;
  }

  push(frame: Frame): void {
    if (this.#ended) return;
    this.#frames.push(frame);
    this.#bytes += frame.length;
    if (!this.#paused && (this.#frames.length >= most || this.#bytes >= this.#limit)) {
      this.#paused = true;
      this.#transport.pause();
    }
    this.#wake?.();
  }

  /** The next frame; undefined when there will be none. */
  async take(): Promise<Frame | undefined> {
    while (this.#frames.length === 0 && !this.#ended) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const frame = this.#frames.shift();
    if (frame !== undefined) this.#bytes -= frame.length;
    if (this.#frames.length === 0) this.#resume();
    return frame;
  }

  /** No more will come; what is here can still be read. */
  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  /** Throws away what is here, and reads on. */
  discard(): void {
    this.#frames = [];
    this.#bytes = 0;
    this.#resume();
  }

  #resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#transport.resume();
  }
}
