import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "npm:@aws-sdk/client-s3@^3.1107.0";
import type { ManifestProperties } from "@aws-sdk/client-deadline";
import {
  createManifest,
  decodeManifest,
  encodeManifest,
  xxh128,
} from "@deadline/client/attachments";
import type { TestFarm } from "./harness.ts";

/** The store of a farm's default queue, as a submitting client reaches it. */
export class TestAttachments implements Disposable {
  readonly s3: S3Client;
  readonly bucket: string;
  readonly #ids: string;

  constructor({ farm }: TestFarm) {
    const { endpoint, region, credentials, farmId, queueId } = farm;
    this.s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
    this.bucket = `deadline-local-${farmId.slice(5, 21)}`;
    this.#ids = `${farmId}/${queueId}`;
  }

  /** Puts the inputs of one asset root and gives what a job says of it. */
  async submit(
    rootPath: string,
    files: Readonly<Record<string, string>>,
    more: Partial<ManifestProperties> = {},
  ): Promise<ManifestProperties> {
    const paths = [];
    for (const [path, text] of Object.entries(files)) {
      const hash = await xxh128(text);
      await this.put(`Data/${hash}.xxh128`, text);
      const size = new TextEncoder().encode(text).length;
      paths.push({ path, hash, size, mtime: 1_700_000_000_123_456 });
    }
    const common = { rootPath, rootPathFormat: "posix" as const, ...more };
    if (paths.length === 0) return common;
    const text = encodeManifest(createManifest(paths));
    const inputManifestPath = `${this.#ids}/Inputs/${crypto.randomUUID()}/${await xxh128(
      rootPath,
    )}_input`;
    await this.put(`Manifests/${inputManifestPath}`, text);
    return { ...common, inputManifestPath, inputManifestHash: await xxh128(text) };
  }

  async put(key: string, Body: string): Promise<void> {
    const Key = `DeadlineCloud/${key}`;
    await this.s3.send(new PutObjectCommand({ Bucket: this.bucket, Key, Body }));
  }

  async get(key: string): Promise<string> {
    const Key = `DeadlineCloud/${key}`;
    const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: this.bucket, Key }));
    return await Body!.transformToString();
  }

  async metadata(key: string): Promise<Record<string, string>> {
    const Key = `DeadlineCloud/${key}`;
    const head = await this.s3.send(new HeadObjectCommand({ Bucket: this.bucket, Key }));
    return head.Metadata!;
  }

  /** What an output manifest names: paths and the text of the files. */
  async outputs(manifestPath: string): Promise<Record<string, string>> {
    const { paths } = decodeManifest(await this.get(`Manifests/${manifestPath}`));
    const texts = paths.map(async ({ path, hash }) =>
      [path, await this.get(`Data/${hash}.xxh128`)] as const
    );
    return Object.fromEntries(await Promise.all(texts));
  }

  async keys(prefix: string): Promise<string[]> {
    const Prefix = `DeadlineCloud/${prefix}`;
    const list = new ListObjectsV2Command({ Bucket: this.bucket, Prefix });
    return ((await this.s3.send(list)).Contents ?? []).map(({ Key }) => Key!);
  }

  [Symbol.dispose](): void {
    this.s3.destroy();
  }
}
