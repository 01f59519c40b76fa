import * as sdk from "@aws-sdk/client-deadline";
import { type Farm, startFarm } from "@deadline/farm";

/** A farm in a folder of its own, with a client on it; both gone when disposed. */
export interface BenchFarm extends AsyncDisposable {
  readonly farm: Farm;
  readonly client: sdk.DeadlineClient;
  /** Stops the farm, lets `work` have its folder, and starts it again. */
  pausedFor(work: (dataDir: string) => void): Promise<void>;
}

/** Starts a farm for a bench. */
export async function benchFarm(): Promise<BenchFarm> {
  const dataDir = await Deno.makeTempDir({ prefix: "bench-farm-" });
  let farm = await startFarm({ dataDir });
  let client = clientOf(farm);
  return {
    get farm() {
      return farm;
    },
    get client() {
      return client;
    },
    async pausedFor(work) {
      client.destroy();
      await farm.close();
      work(dataDir);
      farm = await startFarm({ dataDir });
      client = clientOf(farm);
    },
    async [Symbol.asyncDispose]() {
      client.destroy();
      await farm.close();
      await Deno.remove(dataDir, { recursive: true });
    },
  };
}

function clientOf({ endpoint, region, credentials }: Farm): sdk.DeadlineClient {
  return new sdk.DeadlineClient({ endpoint, region, credentials, disableHostPrefix: true });
}
