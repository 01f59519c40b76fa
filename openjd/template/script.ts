import { identifier } from "./names.ts";
import { choice, flag, formatText, integer, list, object } from "./shape.ts";
import { optional, required, type Shape, text, uniqueBy, variant } from "./shape.ts";
import type { Action, Cancelation, EmbeddedFile } from "./types.ts";

const cancelation: Shape<Cancelation> = variant<Cancelation>("mode", {
  TERMINATE: object({ mode: required(choice("TERMINATE")) }),
  NOTIFY_THEN_TERMINATE: object<Extract<Cancelation, { mode: "NOTIFY_THEN_TERMINATE" }>>({
    mode: required(choice("NOTIFY_THEN_TERMINATE")),
    notifyPeriodInSeconds: optional(integer({ min: 1, max: 600 })),
  }),
});

/** Reads a command with its arguments, time limit and way of being cancelled. */
export const action: Shape<Action> = object<Action>({
  command: required(formatText({ min: 1 })),
  args: optional(list(formatText(), { min: 1 })),
  timeout: optional(integer({ min: 1 })),
  cancelation: optional(cancelation),
});

const embeddedFile: Shape<EmbeddedFile> = object<EmbeddedFile>({
  name: required(identifier),
  type: required(choice("TEXT")),
  filename: optional(
    text({ min: 1, max: 64, pattern: /^[^/\\]+$/, what: "a file name without folders" }),
  ),
  runnable: optional(flag),
  data: required(formatText({ min: 1 })),
});

const namedOnce = uniqueBy((file: EmbeddedFile) => file.name, "embedded file");

/** Reads the files that travel inside a script. */
export const embeddedFiles: Shape<EmbeddedFile[]> = (value, place) => {
  const files = list(embeddedFile, { min: 1 })(value, place);
  namedOnce(files, place);
  return files;
};
