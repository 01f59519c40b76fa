import { type ComponentChildren, Fragment, h, type VNode } from "preact";
import type { Island } from "../app/build_cache.ts";
import { serialize } from "../shared/serialize.ts";
import { Slot } from "./islands.ts";
import { type RenderState, renderState } from "./state.ts";

/** The content that islands did not show yet, and the script that starts them. */
export function Scripts(): VNode | null {
  const state = renderState();
  if (state === null || state.seen.has("scripts")) return null;
  state.seen.add("scripts");
  const templates = state.slots.map((slot) =>
    slot && h(
      "template",
      { key: slot.id, id: `frsh-${slot.id}-${slot.name}` },
      slot.content as ComponentChildren,
    )
  );
  // Rendered after the templates, since islands in them have to be started too.
  return h(Fragment, null, templates, h(BootScript, {}));
}

function BootScript(): VNode | null {
  const state = renderState();
  if (!state?.needsClient) return null;
  return h("script", {
    type: "module",
    nonce: state.nonce,
    dangerouslySetInnerHTML: { __html: bootCode(state) },
  }) as VNode;
}

function bootCode(state: RenderState): string {
  const { islands, islandProps, buildCache, config } = state;
  const url = (path: string) => JSON.stringify(config.basePath + path.replace(/^\./, ""));
  const imports = [
    `import{boot}from${url(buildCache.clientEntry)};`,
    ...[...islands].map((it) => `import${importClause(it)}from${url(it.file)};`),
  ];
  const names = [...islands].map((it) => it.name).join(",");
  const props = JSON.stringify(serialize(islandProps, slotReference));
  return `${imports.join("")}boot({${names}},${escapeForScript(props)});`;
}

function importClause({ name, exportName }: Island): string {
  if (exportName === "default") return ` ${name} `;
  return exportName === name ? `{${name}}` : `{${exportName} as ${name}}`;
}

/** Islands get their content from the page, so that only its place is sent. */
function slotReference(value: object): [tag: string, ...args: unknown[]] | undefined {
  const { type, props } = value as Partial<VNode<{ id: number; name: string }>>;
  return type === Slot && props ? ["Slot", props.id, props.name] : undefined;
}

/** Text that cannot end the script it stands in, nor start a comment there. */
function escapeForScript(json: string): string {
  return json.replaceAll("<", "\\u003C");
}
