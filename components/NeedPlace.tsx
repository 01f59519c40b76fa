import type { JSX } from "preact";
import { farm, selection } from "@/client/choices.ts";
import { saved } from "@/client/selection.ts";
import { FarmPicker } from "./FarmPicker.tsx";
import { QueuePicker } from "./QueuePicker.tsx";
import { ResourceView } from "./States.tsx";

/** What stands in for a page as long as no farm and queue are chosen: the choice itself. */
export function NeedPlace({ of }: { of: string }): JSX.Element {
  if (!saved.value) {
    return (
      <ResourceView of={selection} name="Reading the selection" rows={8}>{() => null}</ResourceView>
    );
  }
  return (
    <div class="state need-place">
      <p>
        {farm.value
          ? `Choose a queue to see its ${of}.`
          : `Choose a farm and a queue to see ${of}.`}
      </p>
      <div class="labelled">
        <span>Farm</span>
        <FarmPicker boxed label="Choose farm" />
      </div>
      <div class="labelled">
        <span>Queue</span>
        <QueuePicker boxed label="Choose queue" />
      </div>
    </div>
  );
}
