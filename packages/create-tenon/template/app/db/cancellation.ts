/** Cancelling the query that runs on a connection, and never what comes after it there. */
import { connect } from "node:net";

/** What it takes to cancel: `pg.PoolClient` has it, its types do not say so. */
interface Cancellable {
  readonly host: string;
  readonly port: number;
  readonly processID: number;
  readonly secretKey: number;
}

/** PostgreSQL's code of a request to cancel (message formats, CancelRequest). */
const cancelRequest = 80877102;
/** How long the server may take to hear of it, in milliseconds. */
const patience = 2_000;

/** The queries of one transaction, which a signal may cancel. */
export class Cancellation {
  readonly #client: Cancellable;
  readonly #signal: AbortSignal;
  #running = false;
  #cancelling: Promise<void> | undefined = undefined;

  /** @param client a connection of `pg` */
  constructor(client: object, signal: AbortSignal) {
    this.#client = client as Cancellable;
    this.#signal = signal;
    signal.addEventListener("abort", this.#cancel, { once: true });
  }

  /**
   * Runs a query. It is over when the server has heard of a cancellation, too: one that came late would hit the next query of
   * whoever has the connection then.
   * @throws the signal's reason, when that ended it
   */
  async run<Result>(query: () => Promise<Result>): Promise<Result> {
    this.#signal.throwIfAborted();
    this.#running = true;
    try {
      return await query();
    } catch (error) {
      throw this.#signal.aborted ? this.#signal.reason : error;
    } finally {
      this.#running = false;
      await this.#cancelling;
    }
  }

  /** The transaction is about to end. */
  end(): void {
    this.#signal.removeEventListener("abort", this.#cancel);
  }

  readonly #cancel = (): void => {
    if (this.#running) this.#cancelling = askToCancel(this.#client);
  };
}

/** Over a connection of its own, which the server closes when it has passed the word on. Never rejects. */
function askToCancel({ host, port, processID, secretKey }: Cancellable): Promise<void> {
  const message = Buffer.alloc(16);
  for (const [at, value] of [16, cancelRequest, processID, secretKey].entries())
    message.writeInt32BE(value | 0, at * 4);
  return new Promise((resolve) => {
    const socket = host.startsWith("/") ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    socket.setTimeout(patience, () => socket.destroy());
    socket.on("error", () => socket.destroy());
    socket.on("close", () => resolve());
    socket.on("connect", () => socket.end(message));
    socket.resume();
  });
}
