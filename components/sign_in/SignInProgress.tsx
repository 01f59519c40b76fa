import type { JSX } from "preact";
import type { OperationState } from "@/server/contract.ts";
import { cancelOperation } from "@/client/operations.ts";
import { WorkBar } from "../ProgressBar.tsx";

/** A sign-in that is under way: what the program says, and a way out. */
export function SignInProgress({ of }: { of: OperationState }): JSX.Element {
  const last = of.log.at(-1)?.text;
  return (
    <section class="auth-problem" role="status">
      <p>{of.message ?? "Starting the sign-in"}</p>
      {last && <p class="muted">{linked(last)}</p>}
      <WorkBar fraction={undefined} label={of.name} />
      <button type="button" class="button" onClick={() => cancelOperation(of.id)}>Cancel</button>
    </section>
  );
}

/** An address in what the program says can be followed; the browser may not have opened by itself. */
function linked(text: string): JSX.Element {
  const [before, address, after] = text.split(/(https:\/\/[^\s]+)/);
  if (!address) return <>{text}</>;
  return (
    <>
      {before}
      <a href={address} target="_blank" rel="noreferrer">{address}</a>
      {after}
    </>
  );
}
