import { parseDocument } from "yaml";
import type { DocumentType } from "@deadline/openjd";

/** Puts another job name into the text of a template; comments and order stay as they are. */
export function renameTemplate(text: string, type: DocumentType, name: string): string {
  if (type === "JSON") return JSON.stringify({ ...JSON.parse(text), name }, null, 2);
  const document = parseDocument(text);
  document.set("name", name);
  return document.toString({ lineWidth: 0 });
}
