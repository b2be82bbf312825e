/**
 * A socket, compiled: the handshake, then the plan of an operation, then the conversation. Whatever goes wrong before the
 * upgrade is thrown, as an operation does; afterwards it becomes a close code.
 */
import { EarlyReply } from "../depends/lifetimes.ts";
import { Plan, type PlanOptions } from "../depends/plan.ts";
import type { Run, RunHost } from "../depends/run.ts";
import { StartError } from "../depends/start-error.ts";
import { ClientGoneError } from "../http/client-gone.ts";
import type { Exchange } from "../http/exchange.ts";
import type { OnError } from "../http/on-error.ts";
import type { Reply } from "../http/reply.ts";
import type { DeferredWork } from "../routing/endpoint.ts";
import type { PlacedSocket } from "../routing/place.ts";
import type { SocketSettings } from "../routing/socket-route.ts";
import { type Closing, closingOf, done } from "./close-reason.ts";
import { type Handshake, handshakeOf } from "./handshake.ts";
import { type DecodeMessage, type EncodeMessage, messageDecoder, messageEncoder } from "./message-format.ts";
import type { OpenSockets } from "./open-sockets.ts";
import { Socket } from "./socket.ts";
import { SocketClosedError } from "./socket-error.ts";
import { type CompleteSocketSettings, completeSocketSettings } from "./socket-settings.ts";
import type { SocketTransport } from "./transport.ts";
import { UpgradeReply } from "./upgrade-reply.ts";

/** How a run stands: failed with this error, or well. */
type Outcome = { readonly error: unknown } | undefined;

/** What a socket needs of the running app. */
export interface SocketHost {
  readonly run: RunHost;
  readonly open: OpenSockets;
  /** Answers an error as over HTTP, and logs it: the close code follows from the status. */
  readonly onError: OnError;
}

/** A socket, ready to serve. */
export class SocketEndpoint {
  readonly placed: PlacedSocket;
  readonly plan: Plan;
  readonly #settings: CompleteSocketSettings;
  readonly #handshake: Handshake;
  readonly #decode: DecodeMessage;
  readonly #encode: EncodeMessage;

  /**
   * @param common the app's settings, for what the socket does not say
   * @throws {StartError} when its declarations contradict each other
   */
  constructor(placed: PlacedSocket, options: PlanOptions, common: SocketSettings = {}) {
    const { id, guards } = placed;
    const { needs } = placed.socket;
    if (needs.depends !== undefined && "socket" in needs.depends) {
      throw new StartError(
        `${id}: "socket" is what the handler receives already. Give this dependency another name.`,
      );
    }
    this.placed = placed;
    this.plan = new Plan({ label: id, guards, needs: { ...needs, scope: "run" } as never }, options);
    if (this.plan.inputs.body !== undefined) {
      throw new StartError(
        `${id} reads a body, and the handshake of a socket has none. Take it from a message.`,
      );
    }
    this.#settings = completeSocketSettings(needs, common, id);
    this.#handshake = handshakeOf({ ...needs, origins: this.#settings.origins }, id);
    this.#decode = messageDecoder(needs.receive, `${id}: receive`);
    this.#encode = messageEncoder(needs.send, id);
  }

  /**
   * Answers a handshake.
   * @throws whatever stands against it, after teardown
   */
  async handle(exchange: Exchange, host: SocketHost): Promise<Reply> {
    const protocol = this.#handshake(exchange);
    const run = this.plan.newRun(host.run, exchange);
    try {
      await this.plan.resolve(run);
      if (run.refusal !== undefined) throw run.refusal;
    } catch (error) {
      if (error instanceof EarlyReply) return refused(run, error.reply);
      throw ((await close(run, { error })) ?? { error }).error;
    }
    let taken = false;
    const reply = new UpgradeReply({
      protocol,
      settings: this.#settings,
      talk: (transport) => {
        taken = true;
        return this.#talk(run, exchange, { protocol, transport, host });
      },
      abandon: async (reason) => {
        if (taken) return;
        taken = true;
        await close(run, { error: reason ?? new ClientGoneError("The socket was not opened") });
      },
    });
    run.draft?.applyTo(reply);
    return reply;
  }

  #talk(run: Run, exchange: Exchange, { protocol, transport, host }: Talking): Promise<Outcome> {
    const { onInvalid } = this.placed.socket.needs;
    const parts = { transport, protocol, onInvalid, decode: this.#decode, encode: this.#encode };
    const socket = new Socket({ ...parts, ...this.#settings });
    return host.open.during(socket, this.#live(run, exchange, socket, host.onError));
  }

  async #live(run: Run, exchange: Exchange, socket: Socket, onError: OnError): Promise<Outcome> {
    const began = performance.now();
    const outcome = await this.#converse(run, exchange, socket, onError);
    const { route, operationId } = exchange;
    const durationMs = Math.round(performance.now() - began);
    run.log.info({ route, operationId, ...socket.end, durationMs, ...causeOf(outcome) }, "Socket closed");
    const work = run.tasks as DeferredWork | undefined;
    if (outcome === undefined && work?.pending === true) await work.run();
    return outcome;
  }

  /** The handler, then teardown, then the closing: a failed commit must not follow a 1000. */
  async #converse(run: Run, exchange: Exchange, socket: Socket, onError: OnError): Promise<Outcome> {
    const handled = await this.#handled(run, socket);
    const outcome = await close(run, handled);
    // What only says that the socket has ended is no news.
    const known = outcome === undefined || (socket.end !== undefined && isEnd(outcome.error));
    await socket.finish(known ? done : await closingFor(exchange, outcome.error, onError));
    return outcome;
  }

  async #handled(run: Run, socket: Socket): Promise<Outcome> {
    const handler = this.placed.socket.handler as (received: object) => unknown;
    const handling = (async () => handler({ ...this.plan.received(run), socket }))();
    let late = false;
    const overdue = socket.overdue.catch((error: unknown) => {
      late = true;
      throw error;
    });
    try {
      await Promise.race([handling, overdue]);
    } catch (error) {
      if (late) {
        const { closeTimeout } = this.#settings;
        run.log.warn(
          { operationId: this.placed.id, closeTimeout },
          "The handler of a socket goes on long after its end: its dependencies are closed under it",
        );
      }
      return socket.failure ?? { error };
    }
    return socket.failure;
  }
}

interface Talking {
  readonly protocol: string | undefined;
  readonly transport: SocketTransport;
  readonly host: SocketHost;
}

async function close(run: Run, outcome: Outcome): Promise<Outcome> {
  return run.lifetimes === undefined ? outcome : run.lifetimes.close(outcome, () => run.log);
}

/** A dependency answered the handshake: nothing is upgraded. */
async function refused(run: Run, reply: Reply): Promise<Reply> {
  const outcome = await close(run, undefined);
  if (outcome !== undefined) throw outcome.error;
  run.draft?.applyTo(reply);
  return reply;
}

function isEnd(error: unknown): boolean {
  return error instanceof ClientGoneError || error instanceof SocketClosedError;
}

async function closingFor(exchange: Exchange, error: unknown, onError: OnError): Promise<Closing> {
  const reply = await onError(exchange, error);
  return closingOf(reply.error, reply.status);
}

function causeOf(outcome: Outcome): object {
  if (!(outcome?.error instanceof ClientGoneError) || !(outcome.error.cause instanceof Error)) return {};
  return { category: "caller", cause: outcome.error.cause.message };
}
