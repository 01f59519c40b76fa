/** Who signed a request. */
export type Principal =
  | { readonly kind: "user" }
  | { readonly kind: "bootstrap" }
  | {
    readonly kind: "fleetRole";
    readonly farmId: string;
    readonly fleetId: string;
    /** Absent for the read role, which people use to look at logs. */
    readonly workerId?: string;
  }
  | {
    readonly kind: "queueRole";
    readonly farmId: string;
    readonly queueId: string;
    readonly access: "user" | "read" | "worker";
  };

/** The farm's account number, as every ARN of it says. */
export const ACCOUNT_ID = "000000000000";

/** The ARN of a principal, as STS tells it and `createdBy` records it. */
export function principalArn(principal: Principal): string {
  const role = (name: string, session: string) =>
    `arn:aws:sts::${ACCOUNT_ID}:assumed-role/${name}/${session}`;
  switch (principal.kind) {
    case "user":
      return `arn:aws:iam::${ACCOUNT_ID}:user/local`;
    case "bootstrap":
      return `arn:aws:iam::${ACCOUNT_ID}:user/worker-bootstrap`;
    case "fleetRole":
      return role("LocalFleetRole", principal.workerId ?? principal.fleetId);
    case "queueRole":
      return role("LocalQueueRole", principal.queueId);
  }
}
