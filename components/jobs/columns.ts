/** A column of the jobs table. */
export interface JobColumn {
  id: string;
  label: string;
  /** The name the list is sorted by; columns without one cannot be sorted. */
  sort?: string;
  number?: boolean;
}

/** The columns in their order; widths are in the stylesheet. */
export const JOB_COLUMNS: readonly JobColumn[] = [
  { id: "name", label: "Name", sort: "name" },
  { id: "status", label: "Status", sort: "status" },
  { id: "progress", label: "Progress" },
  { id: "tasks", label: "Tasks", number: true },
  { id: "priority", label: "Priority", sort: "priority", number: true },
  { id: "user", label: "User", sort: "createdBy" },
  { id: "submitted", label: "Submitted", sort: "createdAt" },
  { id: "elapsed", label: "Elapsed", number: true },
  { id: "left", label: "Left", number: true },
];
