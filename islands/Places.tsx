import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import type { Connection } from "@/server/contract.ts";
import { useChoices } from "@/client/choices.ts";
import { connection, useFacts } from "@/client/facts.ts";
import { useDismiss } from "@/client/layer.ts";
import { CopyableId } from "@/components/Facts.tsx";
import { FarmPicker } from "@/components/FarmPicker.tsx";
import { Icon } from "@/components/Icon.tsx";
import { QueuePicker } from "@/components/QueuePicker.tsx";
import { ResourceView } from "@/components/States.tsx";

/** Where the person is: connection, farm, queue; each opens what can be chosen instead. */
export default function Places(): JSX.Element {
  useChoices();
  useFacts();
  return (
    <nav class="places" aria-label="Farm and queue">
      <ConnectionFacts />
      <span class="slash" aria-hidden="true">/</span>
      <FarmPicker />
      <span class="slash" aria-hidden="true">/</span>
      <QueuePicker />
    </nav>
  );
}

function ConnectionFacts(): JSX.Element {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  useDismiss(open, root, () => setOpen(false));
  const { data, error } = connection.state.value;
  const name = data?.name ?? (error ? "Unknown" : "…");
  return (
    <div class="picker connection" ref={root}>
      <button
        type="button"
        class="picker-button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <small>Connection</small> <span class="cut">{name}</span>
        <Icon name="chevron" small />
      </button>
      {open && (
        <div class="picker-panel">
          <ResourceView of={connection} name="Reading the connection" rows={2}>
            {(facts) => (
              <dl class="facts">
                <dt>Service</dt>
                <dd>
                  {facts.mode === "local" ? "Embedded farm on this computer" : "AWS Deadline Cloud"}
                </dd>
                <dt>Profile</dt>
                <dd>{facts.profile}</dd>
                <dt>Region</dt>
                <dd>{facts.region}</dd>
                <FixedFacts of={facts} />
                {facts.endpoint && (
                  <>
                    <dt>Endpoint</dt>
                    <dd>
                      <CopyableId id={facts.endpoint} what="endpoint" />
                    </dd>
                  </>
                )}
                <dt>Version</dt>
                <dd>{facts.version}</dd>
              </dl>
            )}
          </ResourceView>
        </div>
      )}
    </div>
  );
}

/** Why another profile of the settings is not followed, and which that is. */
function FixedFacts({ of }: { of: Connection }): JSX.Element | null {
  if (!of.fixedBy && !of.settingsProfile) return null;
  return (
    <>
      <dt>Settings name</dt>
      <dd>{of.settingsProfile ?? of.profile}</dd>
      {of.fixedBy && (
        <>
          <dt>Stays because of</dt>
          <dd>
            <code>{of.fixedBy}</code>, with which the console was started
          </dd>
        </>
      )}
    </>
  );
}
