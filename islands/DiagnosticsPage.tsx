import { Fragment, type JSX } from "preact";
import type { Diagnostics } from "@/server/contract.ts";
import { loadOne } from "@/client/api.ts";
import { SOURCES } from "@/client/auth_words.ts";
import { formatDuration } from "@/client/format.ts";
import { connection } from "@/client/facts.ts";
import { useResource } from "@/client/resource.ts";
import { sentenceOf } from "@/client/words.ts";
import { CopyableId, CopyButton } from "@/components/Facts.tsx";
import { FootBar } from "@/components/FootBar.tsx";
import { RelativeTime } from "@/components/RelativeTime.tsx";
import { ResourceView } from "@/components/States.tsx";

/** The Diagnostics page: versions, paths, latency, and the last errors, to read and to copy. */
export default function DiagnosticsPage(): JSX.Element {
  const diagnostics = useResource<Diagnostics>("diagnostics", {
    name: "Collect diagnostics",
    of: "diagnostics",
    load: loadOne("/api/diagnostics"),
  }, connection.state.value.data?.profile);
  const { data } = diagnostics.state.value;
  return (
    <>
      <div class="page-head">
        <h1>Diagnostics</h1>
        <span class="grow" />
        {data && (
          <CopyButton text={JSON.stringify(data, null, 2)} what="diagnostics" label="Copy all" />
        )}
        <button type="button" class="button" onClick={() => diagnostics.reload()}>Refresh</button>
      </div>
      <div class="page-body panel">
        <ResourceView of={diagnostics} name="Collect diagnostics" rows={8}>
          {(found) => <Found of={found} />}
        </ResourceView>
      </div>
      <FootBar of={diagnostics} />
    </>
  );
}

function Found({ of }: { of: Diagnostics }): JSX.Element {
  const { connection, auth, network, latencyMs, clockSkewMs } = of;
  const facts: Record<string, string> = {
    Service: connection.name,
    Profile: connection.profile,
    Region: connection.region,
    ...(connection.endpoint && { Endpoint: connection.endpoint }),
    ...(latencyMs !== undefined && { "Round trip": formatDuration(latencyMs) }),
    ...(clockSkewMs !== undefined && { "Clock difference": skewOf(clockSkewMs) }),
  };
  const signIn: Record<string, string> = {
    Credentials: SOURCES[auth.source],
    Status: sentenceOf(auth.status),
    Service: auth.apiAvailable ? "Answers" : "Does not let us in",
    ...(auth.message && { "What is wrong": auth.message }),
    ...(auth.hint && { "What to do": auth.hint }),
  };
  return (
    <div class="job-parameters">
      <FactList title="Connection" facts={facts} />
      <FactList title="Sign-in" facts={signIn} />
      <FactList title="Network" facts={network} />
      <FactList title="Versions" facts={of.versions} />
      <FactList title="Paths" facts={of.paths} />
      <section>
        <h2>Last errors</h2>
        {of.errors.length === 0 && <p class="muted">None since the console was started.</p>}
        <ul class="error-list">
          {of.errors.map((error) => (
            <li key={`${error.at} ${error.requestId}`}>
              <RelativeTime at={error.at} /> <strong>{error.operation}</strong> {error.title}
              {error.code && <code class="faint">{error.code}</code>}
              {error.requestId && <CopyableId id={error.requestId} what="request id" />}
              {error.awsRequestId && <CopyableId id={error.awsRequestId} what="AWS request id" />}
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

/** The service's clock against ours, for people. */
function skewOf(ms: number): string {
  if (ms === 0) return "none";
  return `this computer is ${formatDuration(Math.abs(ms))} ${ms > 0 ? "behind" : "ahead"}`;
}

function FactList(
  { title, facts }: { title: string; facts: Record<string, string> },
): JSX.Element {
  return (
    <section>
      <h2>{title}</h2>
      <dl class="facts">
        {Object.entries(facts).map(([name, value]) => (
          <Fragment key={name}>
            <dt>{name.charAt(0).toUpperCase() + name.slice(1)}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
      </dl>
    </section>
  );
}
