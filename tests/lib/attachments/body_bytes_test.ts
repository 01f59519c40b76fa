import { assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { EventEmitter } from "node:events";
import type { IncomingMessage } from "node:http";
import { giveBack } from "../../../lib/attachments/_give_back.ts";
import { bodyBytes } from "../../../lib/attachments/download/_body_bytes.ts";
import { rememberReads } from "../../../lib/session/last_read.ts";

/** An answer whose parts come by reads of its connection; some were read with its headers. */
function answer(turns: { read: Uint8Array; chunk: Uint8Array }[], early?: Uint8Array) {
  const socket = new EventEmitter();
  if (early) {
    rememberReads(socket as never);
    socket.emit("data", early);
  }
  const body = {
    socket,
    async *[Symbol.asyncIterator]() {
      for (const { read, chunk } of turns) {
        socket.emit("data", read);
        await Promise.resolve();
        yield chunk;
      }
    },
  };
  return { socket, body: body as unknown as IncomingMessage };
}

async function collect(body: IncomingMessage): Promise<number[]> {
  const seen: number[] = [];
  for await (const bytes of bodyBytes(body)) seen.push(...bytes);
  return seen;
}

Deno.test("the memory of what a connection has read is given back as its bytes are used", async () => {
  const early = new Uint8Array(9);
  const turns = [1, 2, 3].map((byte) => ({
    read: new Uint8Array([byte, byte]),
    chunk: new Uint8Array([byte]),
  }));
  const { body, socket } = answer(turns, early);
  assertEquals(await collect(body), [1, 2, 3]);
  const left = turns.flatMap(({ read, chunk }) => [read.byteLength, chunk.byteLength]);
  assertEquals([early.byteLength, ...left], [0, 0, 0, 0, 0, 0, 0]);
  // Only what remembers the last read is left on the connection.
  assertEquals(socket.listenerCount("data"), 1);
});

Deno.test("bytes stay where parts of an answer are not copies of what was read", async () => {
  const read = new Uint8Array([7, 1, 2]);
  const turns = [{ read, chunk: read.subarray(1) }, { read: new Uint8Array(1), chunk: read }];
  assertEquals(await collect(answer(turns).body), [1, 2, 7, 1, 2]);
  assertEquals(read, new Uint8Array([7, 1, 2]));
});

Deno.test("a buffer that others have a part of is not given back", () => {
  const shared = Buffer.from("abc").subarray(1);
  giveBack(shared);
  assertEquals(shared.toString(), "bc");
  const own = new Uint8Array(4);
  giveBack(own);
  assertEquals(own.length, 0);
});
