import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Single, Weather } from "@/server/contract.ts";
import { act, send } from "@/client/act.ts";
import { loadOne } from "@/client/api.ts";
import { formatCount } from "@/words/amounts.ts";
import { useResource } from "@/client/resource.ts";
import { presetOf, PRESETS, textOfRules } from "@/client/weather.ts";
import { FootBar } from "@/components/FootBar.tsx";
import { ResourceView } from "@/components/States.tsx";
import { RulesEditor } from "@/components/weather/RulesEditor.tsx";
import { SightingsTable } from "@/components/weather/SightingsTable.tsx";

/** Milliseconds between two looks at what the weather did. */
const INTERVAL = 1000;

/** The Weather page: bad weather for the embedded farm, and what it does to each request. */
export default function WeatherPage(): JSX.Element {
  const [look, setLook] = useState(0);
  const [error, setError] = useState<string>();
  useEffect(() => {
    const timer = setInterval(() => document.hidden || setLook((n) => n + 1), INTERVAL);
    return () => clearInterval(timer);
  }, []);
  const weather = useResource<Weather>("weather", {
    name: "Read the weather",
    of: "weather",
    load: loadOne("/api/weather"),
  }, look);
  const change = (text: string) => {
    setError(undefined);
    act<Single<Weather>>("Change the weather", (wire) => send("/api/weather", { text }, wire), {
      key: "weather.change",
      onResult: ({ data }) => weather.patch(() => data),
      onError: ({ message }) => setError(message),
    });
  };
  return (
    <>
      <div class="page-head">
        <h1>Weather</h1>
        <span class="muted cut">Between this console and the local farm; workers are spared.</span>
      </div>
      <div class="page-body panel weather">
        <ResourceView of={weather} name="Read the weather" rows={8}>
          {(now) => (
            <>
              <Presets current={presetOf(now.text)?.id} choose={change} />
              <p class="weather-state" role="status">
                {error ?? now.problem ?? inForce(now.inForce)}
              </p>
              <RulesEditor text={now.text} apply={change} />
              <SightingsTable seen={now.seen} />
            </>
          )}
        </ResourceView>
      </div>
      <FootBar of={weather} />
    </>
  );
}

function inForce(rules: number): string {
  return rules === 0
    ? "The weather is calm."
    : `${
      formatCount(rules, "rule")
    } in force. This page asks nothing of the farm, so it stays quick.`;
}

function Presets(
  { current, choose }: { current: string | undefined; choose: (text: string) => void },
): JSX.Element {
  return (
    <div class="presets" role="group" aria-label="Weather">
      {PRESETS.map(({ id, label, note, rules }) => (
        <button
          key={id}
          type="button"
          class="preset"
          aria-pressed={id === current}
          onClick={() => choose(textOfRules(rules))}
        >
          <strong>{label}</strong>
          <small>{note}</small>
        </button>
      ))}
    </div>
  );
}
