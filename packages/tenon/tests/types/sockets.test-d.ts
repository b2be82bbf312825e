/** What is inferred of a socket, and the mistakes that the type checker must refuse. */
import { expectTypeOf, test } from "vitest";
import * as z from "zod";
import type { Client, ClientSocket } from "../../src/client/index.ts";
import { defineError, dependency, isoDateTime, router, type Socket, socket } from "../../src/index.ts";

const Full = defineError(409, "room_full");
const user = dependency({ errors: [Full] }, () => ({ name: "ada" }));
const Said = z.object({ text: z.string(), at: isoDateTime() });
const Heard = z.discriminatedUnion("type", [
  z.object({ type: z.literal("said"), at: isoDateTime() }),
  z.object({ type: z.literal("error"), faults: z.array(z.unknown()) }),
]);

test("the handler's argument", () => {
  socket(
    "/rooms/:room",
    {
      params: { room: z.int() },
      query: { since: z.int().optional() },
      depends: { user },
      receive: Said,
      send: Heard,
    },
    async ({ params, query, user: caller, socket: it }) => {
      expectTypeOf(params).toEqualTypeOf<{ readonly room: number }>();
      expectTypeOf(query.since).toEqualTypeOf<number | undefined>();
      expectTypeOf(caller).toEqualTypeOf<{ name: string }>();
      expectTypeOf(it).toEqualTypeOf<Socket<z.output<typeof Said>, z.output<typeof Heard>>>();
      for await (const { at } of it) await it.send({ type: "said", at });
      // @ts-expect-error a text is not what `send` says
      await it.send("text");
      // @ts-expect-error the handler has a Date
      await it.send({ type: "said", at: "2026-01-01T00:00:00Z" });
    },
  );
  socket(
    "/",
    {},
    ({ socket: it }) =>
      expectTypeOf(it).toEqualTypeOf<Socket<string | Uint8Array, string | Uint8Array>>() as never,
  );
  socket("/", { receive: "text", send: "binary" }, ({ socket: it }) => {
    expectTypeOf(it).toEqualTypeOf<Socket<string, Uint8Array>>();
  });
});

test("mistakes stand where they are made", () => {
  socket(
    "/rooms/:room",
    {
      params: {
        // @ts-expect-error the path has no ":id"
        id: z.string(),
      },
    },
    () => {},
  );
  socket(
    "/",
    {
      depends: {
        // @ts-expect-error "socket" is what the handler receives already
        socket: user,
      },
    },
    () => {},
  );
  socket(
    "/",
    {
      // @ts-expect-error a handshake has no body
      body: z.string(),
    },
    () => {},
  );
  socket(
    "/",
    { send: Heard, onInvalid: (faults) => ({ type: "error" as const, faults: [...faults] }) },
    () => {},
  );
  socket("/", { send: Heard, onInvalid: async () => undefined }, () => {});
  socket(
    "/",
    {
      send: Heard,
      // @ts-expect-error what is answered has to fit `send`
      onInvalid: () => "wrong",
    },
    () => {},
  );
});

test("the client's side: wire types, the other way round", () => {
  const api = {
    rooms: router(
      { prefix: "/rooms" },
      {
        chat: socket(
          "/:room",
          { params: { room: z.int() }, depends: { user }, receive: Said, send: Heard },
          () => {},
        ),
        news: socket("/news", { send: "text" }, () => {}),
      },
    ),
  };
  type Rooms = Client<typeof api>["rooms"];
  type Opened = Awaited<ReturnType<Rooms["chat"]>>;
  expectTypeOf<Extract<Opened, { ok: true }>["socket"]>().toEqualTypeOf<
    ClientSocket<z.input<typeof Heard>, z.input<typeof Said>>
  >();
  expectTypeOf<Extract<Opened, { code: "room_full" }>["status"]>().toEqualTypeOf<409>();
  expectTypeOf<Rooms["news"]>().toBeCallableWith();
  const chat = null as unknown as Rooms["chat"];
  // @ts-expect-error the path needs a room
  void (() => chat());
  // @ts-expect-error a room is a number
  void (() => chat({ params: { room: "one" } }));
  void (() => chat({ params: { room: 1 }, token: "t", protocols: ["chat.v1"] }));
});
