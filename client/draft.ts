import type { SubmitAssets } from "@/server/contract.ts";
import { ANY_HOST, type HostDraft } from "./host_requirements.ts";

/** What a person typed into the submit form of one bundle. Only what differs from the bundle is kept. */
export interface Draft {
  name?: string;
  description?: string;
  priority?: string;
  initialState?: "READY" | "SUSPENDED";
  maxFailedTasksCount?: string;
  maxRetriesPerTask?: string;
  maxWorkerCount?: string;
  storageProfileId?: string;
  parameters: Record<string, string>;
  /** Files and folders that were added by hand. */
  assets: SubmitAssets;
  requirePathsExist?: boolean;
  hosts: HostDraft;
}

/** Nothing typed yet. */
export const NO_DRAFT: Draft = {
  parameters: {},
  assets: { inputFiles: [], inputDirectories: [], outputDirectories: [] },
  hosts: ANY_HOST,
};

/** Whether anything was typed. */
export function isDrafted(draft: Draft): boolean {
  return JSON.stringify({ ...NO_DRAFT, ...draft }) !== JSON.stringify(NO_DRAFT);
}

const PREFIX = "draft ";

/** Reads the draft of a bundle; it survives a reload of the tab. */
export function readDraft(path: string): Draft {
  try {
    return { ...NO_DRAFT, ...JSON.parse(sessionStorage.getItem(PREFIX + path) ?? "{}") };
  } catch {
    return NO_DRAFT;
  }
}

/** Keeps the draft of a bundle. */
export function keepDraft(path: string, draft: Draft): void {
  sessionStorage.setItem(PREFIX + path, JSON.stringify(draft));
}

/** Forgets it, after a submission that went well. */
export function dropDraft(path: string): void {
  sessionStorage.removeItem(PREFIX + path);
}
