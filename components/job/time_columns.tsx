import { Elapsed, RelativeTime } from "../RelativeTime.tsx";
import type { Column } from "../tables/DataTable.tsx";

/** The columns of when something began and how long it took. */
export const TIME_COLUMNS: readonly Column<{ startedAt?: string; endedAt?: string }>[] = [
  {
    id: "started",
    label: "Started",
    muted: true,
    render: ({ startedAt }) => <RelativeTime at={startedAt} />,
  },
  {
    id: "elapsed",
    label: "Elapsed",
    number: true,
    muted: true,
    render: (of) => <Elapsed of={of} />,
  },
];
