import type {
  SearchFilterExpression,
  SearchGroupedFilterExpressions,
  SearchSortExpression,
} from "@aws-sdk/client-deadline";

/** How two values are compared in a filter. */
export type Comparison =
  | "EQUAL"
  | "NOT_EQUAL"
  | "GREATER_THAN"
  | "GREATER_THAN_EQUAL_TO"
  | "LESS_THAN"
  | "LESS_THAN_EQUAL_TO";

/** What a search shall find; all given parts must hold. */
export interface SearchFilter {
  /** Text to look for. */
  text?: string | undefined;
  /**
   * Whether the text may be near what is found or must occur in it.
   *
   * @default {"CONTAINS"}
   */
  textMatch?: "CONTAINS" | "FUZZY_MATCH" | undefined;
  /**
   * Fields and the value, or one of the values (at most 16), that each must have. A field is named
   * as in the results: `taskRunStatus`, `createdBy`, `name`, ...
   */
  fields?: Record<string, string | readonly string[] | undefined> | undefined;
  /** Times, by field, that what is found must lie between; either end may be left open. */
  times?: Record<string, { from?: Date | undefined; to?: Date | undefined }> | undefined;
  /** Job or task parameters and how they must compare. */
  parameters?:
    | readonly { name: string; value: string; comparison?: Comparison | undefined }[]
    | undefined;
}

/** What results are sorted by: a field as named in the results, or a parameter. */
export type SearchSort =
  | { field: string; descending?: boolean | undefined }
  | { parameter: string; descending?: boolean | undefined };

/** A filter group of the service holds at most this many filters. */
const GROUP_SIZE = 3;

/** Translates a filter to the service's grammar; nothing to filter by gives `undefined`. */
export function toFilterExpressions(
  filter: SearchFilter,
): SearchGroupedFilterExpressions | undefined {
  const filters = [...textFilters(filter), ...fieldFilters(filter), ...timeFilters(filter)];
  for (const { name, value, comparison = "EQUAL" } of filter.parameters ?? []) {
    filters.push({ parameterFilter: { name, value, operator: comparison } });
  }
  if (filters.length === 0) return undefined;
  if (filters.length > GROUP_SIZE ** 2) {
    throw new RangeError(
      `Cannot search by ${filters.length} conditions at once: at most ${GROUP_SIZE ** 2} fit`,
    );
  }
  return and(filters.length <= GROUP_SIZE ? filters : grouped(filters));
}

/** Translates sort keys to the service's grammar. */
export function toSortExpressions(sorts: readonly SearchSort[]): SearchSortExpression[] {
  return sorts.map((sort) => {
    const sortOrder = sort.descending ? "DESCENDING" : "ASCENDING";
    return "field" in sort
      ? { fieldSort: { name: upperSnake(sort.field), sortOrder } }
      : { parameterSort: { name: sort.parameter, sortOrder } };
  });
}

function textFilters({ text, textMatch }: SearchFilter): SearchFilterExpression[] {
  if (!text) return [];
  return [{ searchTermFilter: { searchTerm: text, matchType: textMatch ?? "CONTAINS" } }];
}

function fieldFilters({ fields = {} }: SearchFilter): SearchFilterExpression[] {
  return Object.entries(fields).flatMap(([field, value]): SearchFilterExpression[] => {
    const name = upperSnake(field);
    if (value === undefined || value.length === 0) return [];
    if (typeof value === "string") {
      return [{ stringFilter: { name, operator: "EQUAL", value } }];
    }
    return [{ stringListFilter: { name, operator: "ANY_EQUALS", values: [...value] } }];
  });
}

function timeFilters({ times = {} }: SearchFilter): SearchFilterExpression[] {
  return Object.entries(times).flatMap(([field, { from, to }]) => {
    const name = upperSnake(field);
    const filters: SearchFilterExpression[] = [];
    if (from) {
      filters.push({
        dateTimeFilter: { name, operator: "GREATER_THAN_EQUAL_TO", dateTime: from },
      });
    }
    if (to) {
      filters.push({ dateTimeFilter: { name, operator: "LESS_THAN_EQUAL_TO", dateTime: to } });
    }
    return filters;
  });
}

function grouped(filters: SearchFilterExpression[]): SearchFilterExpression[] {
  const groups: SearchFilterExpression[] = [];
  for (let at = 0; at < filters.length; at += GROUP_SIZE) {
    groups.push({ groupFilter: and(filters.slice(at, at + GROUP_SIZE)) });
  }
  return groups;
}

function and(filters: SearchFilterExpression[]): SearchGroupedFilterExpressions {
  return { operator: "AND", filters };
}

/** The service names fields in capitals: `taskRunStatus` is `TASK_RUN_STATUS`. */
function upperSnake(field: string): string {
  return field.replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase();
}
