import { assert, assertEquals } from "@std/assert";
import type { Locator, Page } from "playwright-core";
import { type Config, readConfig, setSettings } from "@deadline/client/config";
import { BROWSER_TEST, setStage } from "../../browser/_stage.ts";
import { seeded } from "../../_seeded.ts";
import { type Farms, furnish, type KnownFarm, setProfiles } from "./_two_farms.ts";

/** Repeats a walk: `SEED=7 deno test -A --no-check tests/slow/alone`. */
const SEED = Number(Deno.env.get("SEED") ?? crypto.getRandomValues(new Uint16Array(1))[0]);
const STEPS = 40;
/** The disorder of answers that take up to five seconds, in a sixth of the time. */
const LATENCY = { fromMs: 0, toMs: 800 };
/** Milliseconds in which everything belongs together again, on a busy machine. */
const SETTLES = 20_000;
/** Milliseconds for what must be there by then, or is not there at all. */
const QUICKLY = { timeout: 2 * LATENCY.toMs };
const LOCAL = "Local farm";
/** An id of a queue that is nowhere. */
const GONE = `queue-${"9".repeat(32)}`;

Deno.test(
  "whatever is chosen while answers come in any order, what is shown, saved and listed belongs together",
  BROWSER_TEST,
  async (t) => {
    console.log(`SEED=${SEED}`);
    await using aws = await setProfiles(["anna", "bert"]);
    await using stage = await setStage({ selected: false });
    const { proxy, console: { session, selection } } = stage;
    const local = { proxy, farms: await furnish({ session }), settings: selection.path };
    const page = await stage.open("/settings");
    await page.getByRole("button", { name: "Default farm: Choose…" }).waitFor();
    const walk = new Walk(page, { [LOCAL]: local, anna: aws, bert: aws });
    await t.step(`${STEPS} steps`, () => walk.go(STEPS));
    await t.step(
      "a list that takes five seconds undoes nothing that is chosen meanwhile",
      async () => {
        proxy.change({ rules: [] });
        await walk.chooseProfile(LOCAL);
        await walk.settle();
        await walk.choose("Farm", "Sandbox");
        await walk.settle();
        proxy.change({ rules: [{ operation: "ListQueues", latency: { ms: 5000 } }] });
        proxy.forget();
        await walk.choose("Farm", "Local farm");
        await proxy.sighting(({ operation }) => operation === "ListQueues");
        await walk.choose("Farm", "Sandbox");
        await walk.choose("Farm", "Local farm");
        await walk.settle();
        const { farmId, queues: [{ queueId }] } = local.farms.find(({ name }) => name === LOCAL)!;
        assertEquals(await walk.saved(), { farmId, queueId });
      },
    );
    assertEquals(stage.problems, []);
  },
);

/** Farms as one profile sees them, and where its choices are kept. */
interface Place extends Farms {
  settings: string;
}

interface Chosen {
  farmId: string | undefined;
  queueId: string | undefined;
}

/** A person who does not wait for answers, and what they must find in the end. */
class Walk {
  readonly #page: Page;
  readonly #places: Record<string, Place>;
  readonly #random = seeded(SEED);
  readonly #log: string[] = [];
  #profile = LOCAL;
  /** What was chosen last under each profile; nothing where a choice crossed a change of the profile. */
  readonly #chosen: Record<string, Chosen | undefined> = {};
  /** The storage profiles that were applied last, by profile and farm. */
  readonly #applied: Record<string, string> = {};

  constructor(page: Page, places: Record<string, Place>) {
    this.#page = page;
    this.#places = places;
  }

  async go(steps: number): Promise<void> {
    const rules = [{ operation: "*", latency: LATENCY }];
    for (const { proxy } of Object.values(this.#places)) proxy.change({ rules, seed: SEED });
    await this.settle();
    for (let n = 1; n <= steps; n++) {
      this.#log.push(`${n}.`);
      if (this.#below(6) === 0) await this.#chooseElsewhere();
      else for (let burst = 1 + this.#below(3); burst > 0; burst--) await this.#chooseAnything();
      await this.settle();
    }
  }

  async #chooseAnything(): Promise<void> {
    const what = this.#pick(["Farm", "Farm", "Queue", "Queue", "Storage profile", "AWS profile"]);
    if (what === "AWS profile") await this.chooseProfile(this.#pick(Object.keys(this.#places)));
    else await this.choose(what);
  }

  async chooseProfile(name: string): Promise<void> {
    const isChosen = await this.#take(this.#picker("AWS profile"), name);
    this.#log.push(`AWS profile ${name}${isChosen === undefined ? ", which cannot be" : ""}`);
    if (isChosen === undefined || name === this.#profile) return;
    // What is on its way under the old one arrives before or after; what follows until it shows, too.
    this.#chosen[this.#profile] = undefined;
    this.#chosen[name] = undefined;
    this.#profile = name;
  }

  async choose(what: string, name?: string): Promise<void> {
    const picker = what === "Storage profile" ? this.#picker(what) : this.#pick([
      this.#picker(`Default ${what.toLowerCase()}`),
      this.#page.locator(".places").getByRole("button", { name: new RegExp(`^${what} `) }),
    ]);
    const id = await this.#take(picker, name);
    this.#log.push(`${what} ${id}`);
    const before = this.#chosen[this.#profile];
    if (id === undefined) return;
    if (what === "Storage profile") return await this.#apply(before?.farmId, id);
    if (!before) return;
    const farm = this.#farms.find(({ farmId, queues }) =>
      farmId === id || queues.some(({ queueId }) => queueId === id)
    );
    assert(farm, `${id} is listed under ${this.#profile}: ${this.#story}`);
    const { farmId } = farm;
    if (what === "Queue") {
      assertEquals(farmId, before.farmId, `a queue of another farm is listed: ${this.#story}`);
      this.#chosen[this.#profile] = { farmId, queueId: id };
    } else if (farmId !== before.farmId) {
      this.#chosen[this.#profile] = { farmId, queueId: onlyQueue(farm) };
    }
  }

  async #apply(farmId: string | undefined, id: string): Promise<void> {
    const button = (name: string) => this.#page.getByRole("button", { name }).click(QUICKLY);
    if (!farmId) return await button("Revert").catch(() => {});
    const isDone = await button("Apply").then(() => true, () => false);
    if (isDone) this.#applied[`${this.#profile} ${farmId}`] = id;
  }

  /** Another program chooses: what is there, or a queue that is nowhere. */
  async #chooseElsewhere(): Promise<void> {
    const farm = this.#pick(this.#farms);
    const queueId = this.#pick([GONE, ...farm.queues.map(({ queueId }) => queueId)]);
    this.#log.push(`elsewhere ${farm.name} ${queueId}`);
    this.#chosen[this.#profile] = { farmId: farm.farmId, queueId };
    await setSettings(
      { "defaults.farm_id": farm.farmId, "defaults.queue_id": queueId },
      this.#options(this.#profile),
    );
  }

  /** Waits until all belongs together, and sees that it stays so. */
  async settle(): Promise<void> {
    const deadline = Date.now() + SETTLES;
    for (let quiet = 0; quiet < 2;) {
      const wrong = await this.#wrong();
      if (wrong === undefined && !this.#isAsking()) quiet++;
      else {
        quiet = 0;
        assert(Date.now() < deadline, `${wrong ?? "calls never end"}; ${this.#story}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    this.#chosen[this.#profile] ??= await this.saved();
  }

  /** What does not belong together, if anything. */
  async #wrong(): Promise<string | undefined> {
    for (const [profile, { farms }] of Object.entries(this.#places)) {
      const { farmId, queueId } = chosenIn(await readConfig(this.#options(profile)));
      const farm = farms.find((one) => one.farmId === farmId);
      if (farmId && !farm) return `${farmId} is saved under ${profile}`;
      if (!queueId || queueId === GONE) continue;
      const isOfFarm = farm?.queues.some((one) => one.queueId === queueId);
      if (!isOfFarm) return `${queueId} is saved under ${profile} / ${farm?.name}`;
    }
    const config = await readConfig(this.#options(this.#profile));
    const saved = chosenIn(config);
    const chosen = this.#chosen[this.#profile];
    const is = (have: unknown, want: unknown, what: string) =>
      JSON.stringify(have) === JSON.stringify(want)
        ? undefined
        : `${what}: ${JSON.stringify(have)} instead of ${JSON.stringify(want)}`;
    const farm = this.#farms.find(({ farmId }) => farmId === saved.farmId);
    const queue = farm?.queues.find(({ queueId }) => queueId === saved.queueId);
    const storageProfile = config.get("settings.storage_profile_id");
    const applied = this.#applied[`${this.#profile} ${farm?.farmId}`];
    const farmName = farm?.name ?? "Choose…";
    const queueName = queue?.name ?? (saved.queueId ? `${saved.queueId} (not valid)` : "Choose…");
    if (farm && !saved.queueId && onlyQueue(farm)) return "the only queue is not chosen";
    const disk = queue?.storageProfiles.includes(storageProfile);
    const disks = { [queue?.storageProfiles[0] ?? ""]: "Disk", "": "None" };
    const diskName = disk
      ? disks[storageProfile] ?? "Server"
      : storageProfile === ""
      ? "None"
      : `${storageProfile}${queue ? " (not valid)" : ""}`;
    return (chosen && is(saved, chosen, "saved")) ??
      (applied === undefined ? undefined : is(storageProfile, applied, "applied")) ??
      is(await this.#shown(), {
        profile: this.#profile,
        header: [farmName, queueName],
        settings: [farmName, queueName],
        ids: [saved.farmId, saved.queueId].filter(Boolean),
        storageProfile: diskName,
      }, "shown") ??
      is(await this.#listed("Farm"), this.#farms.map(({ farmId }) => farmId).sort(), "farms") ??
      (farm &&
        is(
          await this.#listed("Queue"),
          farm.queues.map(({ queueId }) => queueId).sort(),
          "queues",
        )) ??
      (queue &&
        is(
          await this.#listed("Storage profile"),
          ["", ...queue.storageProfiles].sort(),
          "storage profiles",
        ));
  }

  #shown() {
    return this.#page.evaluate(() => {
      const textOf = (selector: string) =>
        [...document.querySelectorAll(selector)].map((one) => one.textContent!.trim());
      const label = (name: string) =>
        document.querySelector(`[aria-label^='${name}: ']`)?.getAttribute("aria-label")
          ?.slice(name.length + 2);
      return {
        profile: label("AWS profile"),
        header: textOf(".places > .picker:not(.connection) .picker-button .cut"),
        settings: [label("Default farm"), label("Default queue")],
        ids: textOf(".setting > .copyable code"),
        storageProfile: label("Storage profile"),
      };
    });
  }

  /** The ids that a picker offers. */
  async #listed(what: string): Promise<string[] | undefined> {
    const picker = what === "Storage profile" ? what : `Default ${what.toLowerCase()}`;
    const options = await this.#open(this.#picker(picker));
    const ids = await options?.evaluateAll((all) => all.map((one) => one.getAttribute("title")!));
    await this.#page.keyboard.press("Escape");
    return ids?.sort();
  }

  /** Takes something out of a list at random, or what has a name; gives its id if it was there. */
  async #take(picker: Locator, name?: string): Promise<string | undefined> {
    const options = await this.#open(picker);
    const dice = this.#random();
    // Looked at and clicked in one go: the list may be another right after.
    const id = await options?.evaluateAll((all, { name, dice }) => {
      const fit = name === undefined
        ? all
        : all.filter((one) => one.querySelector(".cut")!.textContent === name);
      const one = fit[Math.floor(dice * fit.length)] as HTMLElement | undefined;
      one?.click();
      return one?.title;
    }, { name, dice });
    if (id === undefined) await this.#page.keyboard.press("Escape");
    return id;
  }

  async #open(picker: Locator): Promise<Locator | undefined> {
    const options = this.#page.locator(".picker-panel [role=option]");
    try {
      await picker.click(QUICKLY);
      await options.first().waitFor(QUICKLY);
      return options;
    } catch {
      return undefined;
    }
  }

  #picker(label: string): Locator {
    return this.#page.getByRole("button", { name: new RegExp(`^${label}: `) });
  }

  #isAsking(): boolean {
    return Object.values(this.#places).some(({ proxy }) =>
      proxy.seen.some(({ answeredAt, clientLeftAt }) => !answeredAt && !clientLeftAt)
    );
  }

  async saved(): Promise<Chosen> {
    return chosenIn(await readConfig(this.#options(this.#profile)));
  }

  #options(profile: string) {
    const overrides = { "defaults.aws_profile_name": profile === LOCAL ? "(default)" : profile };
    return { path: this.#places[profile].settings, overrides };
  }

  get #farms(): KnownFarm[] {
    return this.#places[this.#profile].farms;
  }

  get #story(): string {
    return `SEED=${SEED}, ${this.#log.slice(-12).join("; ")}`;
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  #pick<T>(all: readonly T[]): T {
    return all[this.#below(all.length)];
  }
}

function chosenIn(config: Config): Chosen {
  const [farmId, queueId] = [config.get("defaults.farm_id"), config.get("defaults.queue_id")];
  return { farmId: farmId || undefined, queueId: queueId || undefined };
}

function onlyQueue({ queues }: KnownFarm): string | undefined {
  return queues.length === 1 ? queues[0].queueId : undefined;
}
