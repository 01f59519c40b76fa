import { dirname, join } from "@std/path";
import type { CreateJobInput } from "../api/shapes.ts";
import { asciiJson } from "../attachments/ascii_json.ts";
import { SourceFile } from "../attachments/upload/_source_file.ts";
import { createXXHash128 } from "hash-wasm";
import type { HashedFile } from "../attachments/hash/hashed_files.ts";
import {
  type AssembledSubmission,
  assembleSubmission,
  SubmissionReport,
} from "./_assemble_submission.ts";
import type { SubmissionSummary, SubmitBundleInput, SubmitBundleOptions } from "./submission.ts";

/** Bytes copied at a time. */
const BUFFER = 4 * 2 ** 20;

/**
 * Saves all that a submission would send rather than sending it: the arguments that the job would be
 * created with, the files and manifests, and scripts that submit it with the AWS CLI. A destination
 * that ends in `.zip` becomes one file, any other a folder.
 *
 * @throws What {@linkcode submitBundle} throws before anything is sent.
 */
export async function saveDebugSnapshot(
  directory: string,
  input: SubmitBundleInput,
  destination: string,
  options: SubmitBundleOptions = {},
): Promise<SubmissionSummary> {
  if (!destination.toLowerCase().endsWith(".zip")) {
    return await saveFolder(directory, input, destination, options);
  }
  const { signal } = options;
  await Deno.mkdir(dirname(destination), { recursive: true });
  // Beside it, so that there is room, and the file can be moved to its place.
  const folder = await Deno.makeTempDir({ dir: dirname(destination), prefix: ".snapshot-" });
  const archive = `${folder}.tmp`;
  try {
    const summary = await saveFolder(directory, input, folder, options);
    const { writeArchive } = await import("./shared/_archive.ts");
    await writeArchive(folder, archive, { signal });
    await Deno.rename(archive, destination);
    return summary;
  } finally {
    await Deno.remove(folder, { recursive: true }).catch(() => {});
    await Deno.remove(archive).catch(() => {});
  }
}

async function saveFolder(
  directory: string,
  input: SubmitBundleInput,
  destination: string,
  options: SubmitBundleOptions = {},
): Promise<SubmissionSummary> {
  const { onProgress, onEffect: _, onUnknown: __, onHookWarning: ___, onRequest, ...rest } =
    options;
  using report = new SubmissionReport(onProgress);
  const assembled = await assembleSubmission(directory, input, rest, report);
  await onRequest?.(assembled.request);
  await Deno.mkdir(destination, { recursive: true });
  const write = async (name: string, text: string | Iterable<string>) => {
    const path = join(destination, name);
    await Deno.mkdir(join(path, ".."), { recursive: true });
    const pieces = typeof text === "string" ? [text] : text;
    const to = await Deno.create(path);
    const { signal } = rest;
    await ReadableStream.from(pieces).pipeThrough(new TextEncoderStream())
      .pipeTo(to.writable, signal && { signal });
  };
  for (const { path, text } of assembled.manifests) {
    await write(join("Manifests", path), text.pieces());
  }
  await copyFiles(assembled, join(destination, "Data"), rest.signal);
  await describe(assembled, write);
  return assembled.summary;
}

async function copyFiles(
  { groups }: AssembledSubmission,
  folder: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<void> {
  const copied = new Set<string>();
  for (const file of groups.values().flatMap(({ files }) => files)) {
    if (copied.has(file.hash)) continue;
    copied.add(file.hash);
    await Deno.mkdir(folder, { recursive: true });
    await copy(file, join(folder, `${file.hash}.xxh128`), signal);
  }
}

/** Copies the very bytes that were hashed. */
async function copy(file: HashedFile, path: string, signal: AbortSignal): Promise<void> {
  const temporary = `${path}.${crypto.randomUUID()}.tmp`;
  try {
    using source = new SourceFile(file, await createXXHash128());
    using to = await Deno.open(temporary, { write: true, createNew: true });
    for (let left = file.size; left > 0;) {
      const piece = new Uint8Array(Math.min(left, BUFFER));
      await source.read(piece, signal);
      for (let at = 0; at < piece.length;) at += await to.write(piece.subarray(at));
      left -= piece.length;
    }
    await source.check();
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
}

async function describe(
  { request, prepared }: AssembledSubmission,
  write: (name: string, text: string) => Promise<void>,
): Promise<void> {
  const { queue, storageProfile } = prepared;
  const given: CreateJobInput = JSON.parse(JSON.stringify(request));
  const words: [option: string, value: string][] = [];
  for (const [name, value] of Object.entries(given)) {
    const option = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    if (typeof value === "object") {
      await write(`${option}_param.json`, asciiJson(value, 1));
      words.push([`--${option}`, `file://${option}_param.json`]);
    } else if (typeof value === "string" && value.includes("\n")) {
      await write(`${option}_param.data`, value);
      words.push([`--${option}`, `file://${option}_param.data`]);
    } else words.push([`--${option}`, String(value)]);
  }
  const { s3BucketName, rootPrefix } = queue.jobAttachmentSettings ?? {};
  const store = given.attachments ? `s3://${s3BucketName}/${rootPrefix}` : undefined;
  const shell = commands(words, store, "\\");
  await write(
    "submit_job.sh",
    ["#!/bin/sh", "set -eu", 'cd "$(dirname "$0")"', "", ...shell, ""].join("\n"),
  );
  await write(
    "submit_job.bat",
    ['cd /d "%~dp0"', "", ...commands(words, store, "^"), ""].join("\r\n"),
  );
  await write("queue.json", asciiJson(told(queue), 1));
  if (storageProfile) await write("storage_profile.json", asciiJson(told(storageProfile), 1));
  await write("create_job_args.json", asciiJson(given, 1));
}

/** An answer without what the SDK adds to it. */
function told({ $metadata: _, ...answer }: object & { $metadata?: unknown }): object {
  return answer;
}

function commands(
  words: readonly [option: string, value: string][],
  store: string | undefined,
  goesOn: string,
): string[] {
  const copies = store === undefined
    ? []
    : ["Data", "Manifests"].map((part) =>
      `aws s3 cp --recursive ./${part} ${quote(`${store}/${part}`)}`
    );
  const options = words.map(([option, value]) => `    ${option} ${quote(value)}`);
  return [...copies, `aws deadline create-job ${goesOn}`, options.join(` ${goesOn}\n`)].join("\n")
    .split("\n");
}

/** A word as a POSIX shell takes it. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`;
}
