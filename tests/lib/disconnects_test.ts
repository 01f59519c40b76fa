import { assert, assertEquals } from "@std/assert";
import { pooledMap } from "@std/async";
import { startFarm } from "@deadline/farm";
import {
  createSession,
  DeadlineError,
  type Effect,
  searchAll,
  searchJobs,
  type Session,
  submitBundle,
  type UnknownChange,
} from "@deadline/client";
import { retry, Stopped } from "@deadline/client/task";
import { type FaultRule, startFaultProxy } from "../../farm/faults/mod.ts";
import { seeded } from "../_seeded.ts";

/** How many bundles are submitted; the full proof takes a thousand. */
const SUBMITS = Number(Deno.env.get("DISCONNECT_SUBMITS") ?? 100);
/** Makes the weather and the choices repeatable; what the machine's scheduling adds is not. */
const SEED = Number(Deno.env.get("DISCONNECT_SEED") ?? 4);
const AT_ONCE = 40;

const TEMPLATE = JSON.stringify({
  specificationVersion: "jobtemplate-2023-09",
  name: "a name of its own",
  steps: [{ name: "Work", script: { actions: { onRun: { command: "true" } } } }],
});

/** Whatever can happen to a connection around the moment that a job is made. */
const WEATHER: FaultRule[] = [
  { operation: "CreateJob", probability: 0.2, reset: "before" },
  { operation: "CreateJob", probability: 0.25, reset: "after" },
  { operation: "CreateJob", probability: 0.1, truncate: { bytes: 5 } },
  { operation: "CreateJob", probability: 0.1, error: { status: 500, code: "InternalError" } },
  { operation: "CreateJob", probability: 0.1, duplicate: true },
  { operation: ["GetQueue", "GetJob"], probability: 0.1, reset: "after" },
];

/** What the person who submitted was told in the end. */
interface Report {
  name: string;
  said: "made" | "not made" | "unknown";
  jobId: string | undefined;
  how: string;
}

/** Submits one bundle; some people give up in the middle, some want the job whatever it takes. */
async function submit(
  bundle: string,
  ids: { farmId: string; queueId: string },
  session: Session,
  name: string,
  random: () => number,
): Promise<Report> {
  const controller = new AbortController();
  const [givesUp, isLater, wantsIt] = [random() < 0.3, random() < 0.5, random() < 0.5];
  let effect: Effect = "not sent";
  let jobId: string | undefined;
  let cutOff: UnknownChange | undefined;
  try {
    ({ jobId } = await submitBundle(bundle, { ...ids, name }, {
      session,
      signal: controller.signal,
      onUnknown: (change) => cutOff = change,
      onEffect(now) {
        effect = now;
        const giveUp = () => controller.abort(new Stopped("user"));
        if (givesUp && now === "unknown") isLater ? setTimeout(giveUp, 3) : giveUp();
      },
      onProgress: (progress) => void (jobId = progress.jobId ?? jobId),
    }));
    return { name, said: "made", jobId, how: "the submission succeeded" };
  } catch (error) {
    assert(error instanceof Stopped || error instanceof DeadlineError, String(error));
    if (jobId) return { name, said: "made", jobId, how: "it was confirmed before the end" };
    if (!cutOff) return { name, said: "not made", jobId, how: `the last effect was ${effect}` };
    const isAgain = wantsIt && !givesUp;
    const findOut = () => isAgain ? cutOff!.resend({ session }) : cutOff!.check({ session });
    // Finding out meets the same weather; whoever wants to know asks until there is an answer.
    const found = await retry(findOut, { attempts: 50, base: 1 });
    const said = ({ applied: "made", "not sent": "not made", unknown: "unknown" } as const)[
      found.effect
    ];
    return { name, said, jobId: found.jobId, how: found.checked };
  }
}

Deno.test(`of ${SUBMITS} submissions with connections that break, none is lost, none doubled, each told truly`, async () => {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(`${folder}/bundle`);
  await Deno.writeTextFile(`${folder}/bundle/template.json`, TEMPLATE);
  const farm = await startFarm({ dataDir: `${folder}/farm` });
  const proxy = await startFaultProxy({
    target: farm.endpoint,
    faults: { rules: WEATHER, seed: SEED },
  });
  const { region, credentials, farmId, queueId } = farm;
  const common = { region, credentials, endpoint: proxy.endpoint };
  const sessions = [1, 3].map((maxAttempts) => createSession({ ...common, maxAttempts }));
  const calm = createSession({ ...common, endpoint: farm.endpoint, maxAttempts: 1 });
  const random = seeded(SEED);
  try {
    const names = Array.from({ length: SUBMITS }, (_, i) => `submission ${i}`);
    const reports = await Array.fromAsync(pooledMap(AT_ONCE, names, async (name) => {
      const session = sessions[Number(name.split(" ")[1]) % 2];
      return await submit(`${folder}/bundle`, { farmId, queueId }, session, name, random);
    }));
    const jobs = new Map<string, string[]>();
    const search = searchAll(searchJobs, { farmId, queueIds: [queueId] }, { session: calm });
    for await (const { name, jobId } of search) {
      jobs.set(name!, [...jobs.get(name!) ?? [], jobId!]);
    }
    for (const { name, said, jobId, how } of reports) {
      const made = jobs.get(name) ?? [];
      assert(made.length <= 1, `"${name}" became ${made.length} jobs`);
      assertEquals(said, made.length === 1 ? "made" : "not made", `"${name}": ${how}`);
      if (said === "made") assertEquals(jobId, made[0], `"${name}": ${how}`);
    }
    assertEquals(reports.length, SUBMITS);
    const faults = proxy.seen.filter(({ fault }) => fault).length;
    assert(faults > SUBMITS / 3, `only ${faults} faults in ${SUBMITS} submissions`);
    const said = Object.groupBy(reports, (report) => report.said);
    assert(said["made"]!.length > SUBMITS / 4 && said["not made"]!.length > SUBMITS / 50);
    const hows = new Set(reports.map(({ how }) => how.split(" ")[0]));
    assert(hows.has("SearchJobs") && hows.has("CreateJob"), `ways: ${[...hows]}`);
  } finally {
    await Promise.all([calm, ...sessions].map((session) => session.close()));
    await proxy.close();
    await farm.close();
    await Deno.remove(folder, { recursive: true });
  }
});
