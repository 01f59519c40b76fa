import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Selection } from "@/server/contract.ts";
import { farm, farms, queue } from "@/client/choices.ts";
import { connection } from "@/client/facts.ts";
import { dismissFollowed, type Followed, followed, followPlace } from "@/client/followed.ts";
import { isTyped } from "@/client/typed.ts";
import { switchTo } from "@/client/workstation.ts";
import { Icon } from "../Icon.tsx";

/** Another program chose something else: both values, and the way to either. */
export function FollowedBanner(): JSX.Element | null {
  const told = followed.value;
  if (!told) return null;
  return told.of === "profile"
    ? <ProfileFollowed from={told.from} />
    : <PlaceHeld chosen={told.chosen} />;
}

function ProfileFollowed(
  { from }: { from: Extract<Followed, { of: "profile" }>["from"] },
): JSX.Element {
  const [error, setError] = useState<string>();
  const now = connection.state.value.data;
  const back = from.mode === "local" ? { local: true as const } : { profile: from.profile };
  return (
    <div class="banner" role="status">
      <Icon name="warning" />
      <span>
        Another program chose <b>{now?.name ?? "another profile"}</b>; this console was on{" "}
        <b>{from.name}</b>.{isTyped.value && " What you typed was for the old one."}
      </span>
      <button type="button" class="button" onClick={() => switchTo(back, setError)}>
        Go back to {from.name}
      </button>
      <button type="button" class="button quiet" onClick={dismissFollowed}>
        Stay with {now?.name ?? "the new one"}
      </button>
      {error && <span class="bad-text">{error}</span>}
    </div>
  );
}

function PlaceHeld({ chosen }: { chosen: Selection }): JSX.Element {
  const here = [farm.value?.name, queue.value?.name].filter(Boolean).join(" / ");
  const there = wordsOf(chosen);
  return (
    <div class="banner" role="alert">
      <Icon name="warning" />
      <span>
        Another program chose <b>{there}</b>. This page stays on <b>{here || "what it shows"}</b>
        {" "}
        because of what you typed.
      </span>
      <button type="button" class="button" onClick={followPlace}>Switch to {there}</button>
      <button type="button" class="button quiet" onClick={dismissFollowed}>
        Stay here
      </button>
    </div>
  );
}

function wordsOf({ farmId, farmName, queueId, queueName }: Selection): string {
  const name = farmName ??
    farms.state.value.data?.find((one) => one.farmId === farmId)?.name ?? farmId;
  return [name, queueName ?? queueId].filter(Boolean).join(" / ") || "no farm";
}
