import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";

const holders = signal<ReadonlySet<string>>(new Set());

/** Whether a form of this page holds something that was typed for the farm and queue in view. */
export const isTyped: ReadonlySignal<boolean> = computed(() => holders.value.size > 0);

/** Says for a form whether it holds something typed, for as long as it is there. */
export function useTyped(form: string, typed: boolean): void {
  useEffect(() => {
    if (!typed) return;
    holders.value = new Set([...holders.peek(), form]);
    return () => holders.value = new Set([...holders.peek()].filter((one) => one !== form));
  }, [form, typed]);
}
