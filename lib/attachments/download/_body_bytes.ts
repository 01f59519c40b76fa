import type { IncomingMessage } from "node:http";
import { lastRead } from "../../session/last_read.ts";
import { giveBack } from "../_give_back.ts";

/**
 * The bytes of an answer as they come. Those of one turn are gone with the next, and so is what the
 * connection has read for them.
 */
export async function* bodyBytes(body: IncomingMessage): AsyncGenerator<Uint8Array> {
  const { socket } = body;
  const first = socket && lastRead(socket);
  let reads = first ? [first] : [];
  const onRead = (bytes: Uint8Array) => void reads.push(bytes);
  socket?.on("data", onRead);
  // Chunks are copies of what was read, so that this is of no use any more; unless they are not.
  let areCopies = true;
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      yield chunk;
      areCopies &&= reads.every(({ buffer }) => buffer !== chunk.buffer);
      if (areCopies) { for (const each of [...reads, chunk]) giveBack(each); }
      reads = [];
    }
  } finally {
    socket?.off("data", onRead);
  }
}
