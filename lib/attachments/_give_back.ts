/**
 * Gives the memory of bytes back at once that nobody needs any more: the platform makes new buffers
 * for all it reads, and would keep more than a hundred MiB of them until it looks for what is unused.
 *
 * @param bytes They are empty afterwards. Left as they are, if their buffer has more than them.
 */
export function giveBack(bytes: Uint8Array): void {
  const { buffer } = bytes;
  if (buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength) buffer.transfer(0);
}
