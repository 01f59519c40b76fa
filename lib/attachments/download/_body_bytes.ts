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
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      yield chunk;
      // Chunks are copies of what was read, so that this is of no use any more; unless they are not.
      const isCopy = reads.every(({ buffer }) => buffer !== chunk.buffer);
      if (isCopy) { for (const read of reads) giveBack(read); }
      reads = [];
      if (isCopy) giveBack(chunk);
    }
  } finally {
    socket?.off("data", onRead);
  }
}
