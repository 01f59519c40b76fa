import type { Duplex } from "node:stream";

const lastReads = new WeakMap<object, Uint8Array>();

/** Remembers what a connection reads, until it reads on. */
export function rememberReads<S extends Duplex>(socket: S): S {
  socket.on("data", (bytes: Uint8Array) => lastReads.set(socket, bytes));
  return socket;
}

/** What a connection of a client has read last. */
export function lastRead(socket: object): Uint8Array | undefined {
  return lastReads.get(socket);
}
