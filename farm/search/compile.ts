import type * as sdk from "@aws-sdk/client-deadline";
import { invalid } from "../protocol/errors.ts";
import type { Value } from "../store/database.ts";
import type { Field, Searchable } from "./fields.ts";

/** A piece of SQL with the values of its placeholders. */
export interface Fragment {
  readonly sql: string;
  readonly values: readonly Value[];
}

const COMPARISONS: Readonly<Record<string, string>> = {
  EQUAL: "=",
  NOT_EQUAL: "<>",
  GREATER_THAN: ">",
  GREATER_THAN_EQUAL_TO: ">=",
  LESS_THAN: "<",
  LESS_THAN_EQUAL_TO: "<=",
};

// Groups inside the outermost one; the service's clients nest one level.
const MOST_NESTING = 1;

/**
 * Makes SQL of a search's filters.
 *
 * @throws {ServiceError} `ValidationException` for a field that is not known, an operator that
 * does not go with it, or groups nested too deep.
 */
export function compileFilter(
  group: sdk.SearchGroupedFilterExpressions | undefined,
  searchable: Searchable,
  depth = 0,
): Fragment {
  if (group === undefined) return { sql: "1", values: [] };
  const parts = group.filters!.map((filter) => compileOne(filter, searchable, depth));
  const joined = parts.map(({ sql }) => sql).join(` ${group.operator === "OR" ? "OR" : "AND"} `);
  return { sql: `(${joined})`, values: parts.flatMap(({ values }) => values) };
}

/**
 * Makes SQL of a search's sort expressions. The columns of `tieBreak` make the order total, in
 * the direction of the first expression, so that an index serves both directions.
 *
 * @throws {ServiceError} `ValidationException` for a field that is not known.
 */
export function compileSort(
  sorts: readonly sdk.SearchSortExpression[] | undefined,
  searchable: Searchable,
  tieBreak: readonly string[],
): Fragment {
  const parts: string[] = [];
  const values: Value[] = [];
  for (const { fieldSort, parameterSort, userJobsFirst } of sorts ?? []) {
    if (fieldSort !== undefined) {
      parts.push(`${fieldOf(searchable, fieldSort.name!).sql} ${direction(fieldSort.sortOrder)}`);
    } else if (parameterSort !== undefined) {
      const { sql, number } = parameterSql(searchable);
      parts.push(`${number} ${direction(parameterSort.sortOrder)}`);
      parts.push(`${sql} ${direction(parameterSort.sortOrder)}`);
      values.push(pathOf(parameterSort.name!), pathOf(parameterSort.name!));
    } else if (userJobsFirst !== undefined) {
      parts.push(`(${fieldOf(searchable, "CREATED_BY").sql} = ?) DESC`);
      values.push(userJobsFirst.userIdentityId!);
    }
  }
  const first = sorts?.[0]?.fieldSort ?? sorts?.[0]?.parameterSort;
  const last = tieBreak.map((column) => `${column} ${direction(first?.sortOrder)}`)
    .filter((part) => !parts.includes(part));
  return { sql: [...parts, ...last].join(", "), values };
}

function compileOne(
  filter: sdk.SearchFilterExpression,
  searchable: Searchable,
  depth: number,
): Fragment {
  if (filter.stringFilter) {
    const { name, operator, value } = filter.stringFilter;
    return compare(fieldOf(searchable, name!), operator!, value!);
  }
  if (filter.stringListFilter) return compileList(filter.stringListFilter, searchable);
  if (filter.dateTimeFilter) {
    const { name, operator, dateTime } = filter.dateTimeFilter;
    const field = fieldOf(searchable, name!);
    if (field.kind !== "time") throw invalid(`Field ${name} is not a date and time.`);
    return { sql: `${field.sql} ${COMPARISONS[operator!]} ?`, values: [dateTime!.getTime()] };
  }
  if (filter.parameterFilter) return compileParameter(filter.parameterFilter, searchable);
  if (filter.searchTermFilter) return compileTerm(filter.searchTermFilter, searchable);
  if (depth >= MOST_NESTING) throw invalid("Filter groups can be nested one level deep only.");
  return compileFilter(filter.groupFilter, searchable, depth + 1);
}

function compare(field: Field, operator: string, value: string): Fragment {
  if (field.kind === "time") throw invalid("A date and time is searched with a dateTimeFilter.");
  const right = field.kind === "number" ? numberOf(value) : value;
  // A record without a value is not equal to anything.
  const sql = operator === "NOT_EQUAL" ? `${field.sql} IS NOT ?` : `${field.sql} = ?`;
  return { sql, values: [right] };
}

function compileList(
  { name, operator, values }: sdk.StringListFilterExpression,
  searchable: Searchable,
): Fragment {
  const field = fieldOf(searchable, name!);
  if (field.kind === "time") throw invalid("A date and time is searched with a dateTimeFilter.");
  const places = values!.map(() => "?").join(", ");
  const wanted = values!.map((value) => field.kind === "number" ? numberOf(value) : value);
  const sql = operator === "ALL_NOT_EQUALS"
    ? `(${field.sql} IS NULL OR ${field.sql} NOT IN (${places}))`
    : `${field.sql} IN (${places})`;
  return { sql, values: wanted };
}

function compileParameter(
  { name, operator, value }: sdk.ParameterFilterExpression,
  searchable: Searchable,
): Fragment {
  const { sql, number } = parameterSql(searchable);
  const path = pathOf(name!);
  const sign = COMPARISONS[operator!]!;
  // Numbers compare as numbers, all else as text.
  if (value!.trim() !== "" && Number.isFinite(Number(value))) {
    return {
      sql: `(CASE WHEN ${number} IS NOT NULL THEN ${number} ${sign} ? ELSE ${sql} ${sign} ? END)`,
      values: [path, path, Number(value), path, value!],
    };
  }
  return { sql: `${sql} ${sign} ?`, values: [path, value!] };
}

// As much of an id as makes it unlikely that a name was meant.
const ID_START = /^(job|step|task|worker)-[0-9a-f]*/;

function compileTerm(
  { searchTerm, matchType }: sdk.SearchTermFilterExpression,
  { terms, id }: Searchable,
): Fragment {
  // A fuzzy match finds all the words, in any order; CONTAINS the term as it stands.
  const words = matchType === "CONTAINS" ? [searchTerm!] : searchTerm!.trim().split(/\s+/);
  const found = words.map((word): Fragment => {
    const texts = terms.map((term) => `instr(${term}, lower(?)) > 0`);
    const values = terms.map(() => word);
    const start = ID_START.exec(word)?.[0];
    if (start === undefined) return { sql: `(${texts.join(" OR ")})`, values };
    return {
      sql: `(${[...texts, `substr(${id}, 1, ?) = ?`].join(" OR ")})`,
      values: [...values, start.length, start],
    };
  });
  return {
    sql: `(${found.map(({ sql }) => sql).join(" AND ")})`,
    values: found.flatMap(({ values }) => values),
  };
}

function fieldOf({ fields }: Searchable, name: string): Field {
  const field = fields.get(name);
  if (field === undefined) {
    throw invalid(`Unknown field "${name}": it must be one of ${[...fields.keys()].join(", ")}.`);
  }
  return field;
}

function parameterSql({ parameters }: Searchable): { sql: string; number: string } {
  if (parameters === undefined) throw invalid("These records have no parameters to search by.");
  // The value is a union with one member, named after its type.
  const value = `(SELECT v.value FROM json_each(${parameters}, ?) AS v)`;
  const number = `(SELECT CASE WHEN v.key IN ('int', 'float') THEN CAST(v.value AS REAL) END
    FROM json_each(${parameters}, ?) AS v)`;
  return { sql: value, number };
}

function pathOf(parameter: string): string {
  return `$."${parameter.replace(/["\\]/g, "")}"`;
}

function numberOf(value: string): number {
  const number = Number(value);
  if (value.trim() === "" || Number.isNaN(number)) throw invalid(`"${value}" is not a number.`);
  return number;
}

function direction(order: string | undefined): string {
  return order === "DESCENDING" ? "DESC" : "ASC";
}
