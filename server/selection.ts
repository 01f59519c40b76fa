import {
  type Config,
  configPath,
  readConfig,
  setSettings,
  type SettingOverrides,
} from "@deadline/client/config";
import { Stopped } from "@deadline/client/task";
import type { Launch } from "./launch.ts";

/** What is selected, by id. */
export interface Selected {
  farmId?: string | undefined;
  queueId?: string | undefined;
}

/** The farm and queue that are selected, as the workstation configuration has them. */
export class Selection {
  readonly #path: string | undefined;
  readonly #profile: SettingOverrides;
  readonly #suggest: Launch["suggest"];
  #turn: Promise<void> = Promise.resolve();

  /** Reads and writes the configuration that the start command named. */
  constructor({ configFile, profile, suggest }: Launch) {
    this.#path = configFile;
    this.#profile = { "defaults.aws_profile_name": profile };
    this.#suggest = suggest;
  }

  /** What is selected now; where nothing ever was, what the start command suggests. */
  async read(signal?: AbortSignal): Promise<Selected> {
    const config = await this.config(signal);
    const farmId = config.get("defaults.farm_id") || undefined;
    if (!farmId && this.#suggest) return this.#suggest;
    return { farmId, queueId: config.get("defaults.queue_id") || undefined };
  }

  /** Whether anybody has chosen a farm and a queue, rather than taken what is suggested. */
  async isChosen(signal?: AbortSignal): Promise<boolean> {
    const config = await this.config(signal);
    return config.get("defaults.farm_id") !== "" && config.get("defaults.queue_id") !== "";
  }

  /**
   * Selects; a new farm clears the queue. A queue alone is saved only under the farm it was chosen
   * under: if another is selected by now, nothing is saved; nor if it is not `isNewest`, or if `isOnly`
   * and somebody has chosen.
   *
   * @throws {Stopped} with reason `superseded` in these cases.
   */
  select(
    { farmId, queueId, region }: Selected & { region?: string | undefined },
    { askedUnder, isOnly, isNewest = () => true }: {
      askedUnder?: string | undefined;
      isOnly?: boolean | undefined;
      isNewest?: (() => boolean) | undefined;
    } = {},
  ): Promise<void> {
    // One after the other, so that nothing changes between the look and the change.
    const turn = this.#turn.then(async () => {
      // A page that goes away means its choice all the same.
      if (!isNewest()) throw new Stopped("superseded");
      const before = await this.read();
      const now = farmId ?? before.farmId;
      if (!farmId && askedUnder && askedUnder !== now) throw new Stopped("superseded");
      const isChosen = before.queueId ?? (before.farmId !== now ? before.farmId : undefined);
      if (isOnly && isChosen) throw new Stopped("superseded");
      const values = {
        "defaults.farm_id": now ?? "",
        "defaults.queue_id": queueId ?? "",
        ...(region ? { "defaults.farm_region": region } : {}),
      };
      await setSettings(values, this.#options());
    });
    this.#turn = turn.catch(() => {});
    return turn;
  }

  /** The file that the selection and the settings are kept in. */
  get path(): string {
    return this.#path ?? configPath();
  }

  /** The configuration as it is now, for this profile, and for a farm and queue other than selected. */
  config(signal?: AbortSignal, place: Selected = {}): Promise<Config> {
    return readConfig({ ...this.#options(place), signal });
  }

  /** Saves settings for what is selected, if those that are `expected` are so; gives all of them. */
  async save(
    values: SettingOverrides,
    expected: SettingOverrides = {},
    place: Selected = {},
  ): Promise<Config> {
    await setSettings(values, { ...this.#options(place), expected });
    return await this.config(undefined, place);
  }

  /** Saves the profile as the one that other programs on this computer call with too. */
  async saveProfile(): Promise<void> {
    const { path } = this.#options();
    await setSettings(this.#profile, path === undefined ? {} : { path });
  }

  #options({ farmId, queueId }: Selected = {}): { path?: string; overrides: SettingOverrides } {
    const place = farmId
      ? { "defaults.farm_id": farmId, "defaults.queue_id": queueId ?? "" }
      : undefined;
    return {
      ...(this.#path ? { path: this.#path } : {}),
      overrides: { ...this.#profile, ...place },
    };
  }
}
