import { S3Client } from "npm:@aws-sdk/client-s3@^3.1107.0";
import { type TestFarm, testFarm } from "../_farm.ts";

/** A farm with a bucket called `bucket` and a client for it. */
export interface TestStore extends AsyncDisposable {
  readonly on: TestFarm;
  readonly s3: S3Client;
}

/** Starts a farm with a bucket, all as they come. */
export async function testStore(dataDir?: string): Promise<TestStore> {
  const on = await testFarm({ bucket: "bucket", ...dataDir && { dataDir } });
  const { endpoint, region, credentials } = on.farm;
  const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true, maxAttempts: 1 });
  return {
    on,
    s3,
    async [Symbol.asyncDispose]() {
      s3.destroy();
      await on[Symbol.asyncDispose]();
    },
  };
}
