import type { JSX } from "preact";
import type { WeatherSighting } from "@/server/contract.ts";
import { formatDuration, formatExact } from "@/client/format.ts";
import { faultWords } from "@/client/weather.ts";

/** Requests that bad weather met, newest first, down to when their connections were closed. */
export function SightingsTable({ seen }: { seen: readonly WeatherSighting[] }): JSX.Element {
  if (seen.length === 0) {
    return <p class="muted sightings-none">What bad weather does to a request is told here.</p>;
  }
  return (
    <div class="sightings">
      <table class="plain-table">
        <caption>What became of the last requests</caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Operation</th>
            <th scope="col">Fault</th>
            <th scope="col">Answer</th>
            <th scope="col">Console left</th>
            <th scope="col">Upstream closed</th>
          </tr>
        </thead>
        <tbody>
          {seen.map((one) => (
            <tr key={`${one.id} ${one.at}`}>
              <td title={formatExact(one.at)}>{one.at.slice(11, 23)}</td>
              <td>{one.operation}</td>
              <td>{one.fault ? faultWords(one.fault) : ""}</td>
              <td>{answerOf(one)}</td>
              <td>{after(one.clientLeftMs)}</td>
              <td>{after(one.upstreamClosedMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function answerOf({ status, answeredMs, clientLeftMs }: WeatherSighting): string {
  if (status === undefined) return clientLeftMs === undefined ? "waiting" : "none";
  return answeredMs === undefined ? `${status}, cut off` : `${status} ${after(answeredMs)}`;
}

function after(ms: number | undefined): string {
  return ms === undefined ? "" : `after ${formatDuration(ms)}`;
}
