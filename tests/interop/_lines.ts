/** Cuts bytes into the lines of their text. */
export class TextLineStream extends TransformStream<Uint8Array, string> {
  /** Makes it; what follows the last line end is a line too, unless it is empty. */
  constructor() {
    const decoder = new TextDecoder();
    let rest = "";
    super({
      transform(chunk, controller) {
        const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
        rest = lines.pop()!;
        for (const line of lines) controller.enqueue(line);
      },
      flush(controller) {
        if (rest !== "") controller.enqueue(rest);
      },
    });
  }
}
