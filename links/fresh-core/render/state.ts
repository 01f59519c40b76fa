import type { VNode } from "preact";
import type { BuildCache, Island } from "../app/build_cache.ts";
import type { ResolvedFreshConfig } from "../app/config.ts";

/** Content of an island that the server rendered. */
export interface SlotContent {
  /** Number of the slot in the page. */
  id: number;
  /** Name of the prop that holds it. */
  name: string;
  /** The content. */
  content: unknown;
}

/** What is known of a page while it is rendered. */
export class RenderState {
  /** Marks the scripts and styles that the server wrote itself. */
  readonly nonce: string = crypto.randomUUID().replaceAll("-", "");
  /** The islands in the page. */
  readonly islands = new Set<Island>();
  /** The props of each island in the page. */
  readonly islandProps: { props: Record<string, unknown> }[] = [];
  /** The content that no island has shown yet, by number; null once it was shown. */
  readonly slots: (SlotContent | null)[] = [];
  /** Elements for the head of the document, by what they replace. */
  readonly head = new Map<string, VNode>();
  /** Which component made an element. */
  readonly owners = new Map<VNode, VNode | undefined>();
  /** The components being rendered, innermost last. */
  readonly ownerStack: VNode[] = [];
  /** The parts of the document seen so far. */
  readonly seen = new Set<"html" | "head" | "body" | "scripts">();

  /** Makes the state of one page. */
  constructor(
    readonly url: URL,
    readonly config: ResolvedFreshConfig,
    readonly buildCache: BuildCache,
  ) {}

  /** Whether the page needs scripts in the browser. */
  get needsClient(): boolean {
    return this.islands.size > 0 || this.buildCache.hmrClientEntry !== undefined;
  }

  /** Whether an element was made by an island, which has to make it again in the browser. */
  isInsideIsland(vnode: VNode): boolean {
    let owner = this.owners.get(vnode);
    while (owner !== undefined) {
      if (typeof owner.type === "function" && this.buildCache.islandRegistry.has(owner.type)) {
        return true;
      }
      owner = this.owners.get(owner);
    }
    return false;
  }
}

let current: RenderState | null = null;

/** The state of the page being rendered. */
export function renderState(): RenderState | null {
  return current;
}

/** Renders with a state; rendering never waits, so that no two pages mix. */
export function withRenderState<T>(state: RenderState, render: () => T): T {
  current = state;
  try {
    return render();
  } finally {
    current = null;
  }
}
