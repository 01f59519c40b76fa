import type { Signal } from "@preact/signals";
import { IS_BROWSER } from "fresh/runtime";

export default function Counter({ id, count }: { id: string; count: Signal<number> }) {
  return (
    <button type="button" id={id} data-live={IS_BROWSER} onClick={() => count.value++}>
      {count}
    </button>
  );
}
