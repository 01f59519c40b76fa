import { isMap, isSeq, parseDocument, type YAMLMap } from "yaml";
import type { DocumentType, HostRequirements } from "@deadline/openjd";

/** What a submission puts into the text of a template. */
export interface TemplateChanges {
  /** Another name of the job. */
  name?: string | undefined;
  /** Another description. */
  description?: string | undefined;
  /** What hosts must have, for every step. */
  hostRequirements?: HostRequirements | undefined;
}

/** Puts changes into the text of a template; comments and order stay as they are. */
export function editTemplate(text: string, type: DocumentType, changes: TemplateChanges): string {
  const { name, description, hostRequirements } = changes;
  // An empty description is none, as in a form that was left empty.
  const top = Object.entries({ name: name || undefined, description: description || undefined })
    .filter(([, value]) => value !== undefined);
  if (top.length === 0 && !hostRequirements) return text;
  if (type === "JSON") {
    const template = { ...JSON.parse(text), ...Object.fromEntries(top) };
    if (hostRequirements) {
      template.steps = template.steps.map((step: object) => ({ ...step, hostRequirements }));
    }
    return JSON.stringify(template, null, 2);
  }
  const document = parseDocument(text);
  for (const [key, value] of top) document.set(key, value);
  const steps = hostRequirements && document.get("steps");
  if (isSeq(steps)) {
    for (const step of steps.items) {
      if (isMap(step)) {
        (step as YAMLMap).set("hostRequirements", document.createNode(hostRequirements));
      }
    }
  }
  return document.toString({ lineWidth: 0 });
}
