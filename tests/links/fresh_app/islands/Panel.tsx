import { type ReadonlySignal, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";

interface PanelProps {
  title: string;
  when: Date;
  sizes: Map<string, Set<bigint>>;
  double: ReadonlySignal<number>;
  link: URL;
  icon: ComponentChildren;
  children?: ComponentChildren;
}

export default function Panel({ title, when, sizes, double, link, icon, children }: PanelProps) {
  const open = useSignal(false);
  const size = [...sizes.get("big") ?? []].join();
  return (
    <div id="panel">
      <button type="button" id="toggle" onClick={() => open.value = !open.value}>{icon}</button>
      <i id="props">{[title, when.toISOString(), size, double.value, link.host].join("|")}</i>
      {open.value && <div id="content">{children}</div>}
    </div>
  );
}
