/** The names an option of `parseArgs` may hold: some, or none given. */
export type Names = string | undefined;

/** Other names for options. */
export type Aliases<Name = string, Alias extends string = string> = Partial<
  Record<Extract<Name, string>, Alias | readonly Alias[]>
>;

/** What the options say about the result; without any, everything is possible. */
export type Values<
  Booleans extends boolean | Names,
  Strings extends Names,
  Collected extends Names,
  Negatable extends Names,
  Defaults extends Record<string, unknown> | undefined,
  Alias extends Aliases | undefined,
> = [Booleans, Strings, Collected] extends [undefined | false, undefined, undefined]
  // deno-lint-ignore no-explicit-any
  ? Record<string, any>
  :
    & Record<string, unknown>
    & WithAliases<
      WithDefaults<
        & Typed<Strings, string, Collected, Negatable>
        & Required<Typed<Exclude<Booleans, boolean>, boolean, Collected>>
        & Untyped<Exclude<Collected, Strings | Booleans>, Negatable>,
        Defaults
      >,
      Alias
    >;

/** Options of one type, in an array when collected; `--no-x` makes a negatable one false. */
type Typed<Name, Type, Collected, Negatable = never> =
  & { [Key in Extract<Exclude<Name, Collected>, string>]?: OrFalse<Type, Key, Negatable> }
  & { [Key in Extract<Extract<Name, Collected>, string>]: OrFalse<Type[], Key, Negatable> };

/** Options that are collected but have no type. */
type Untyped<Name, Negatable> = {
  [Key in Extract<Name, string>]: OrFalse<unknown[], Key, Negatable>;
};

type OrFalse<Type, Key, Negatable> = Key extends Negatable ? Type | false : Type;

/** An option with a default is always there, as one type or the other. */
type WithDefaults<Args, Defaults> = Defaults extends undefined ? Args
  :
    & Omit<Args, keyof Defaults>
    & {
      [Key in keyof Defaults]: Key extends keyof Args ? Defaults[Key] | NonNullable<Args[Key]>
        : unknown;
    };

type WithAliases<Args, Alias> = {
  [Key in keyof Args as Key | (Key extends keyof Alias ? NameOf<Alias[Key]> : never)]: Args[Key];
};

type NameOf<Value> = Value extends readonly (infer Name extends string)[] ? Name
  : Value extends string ? Value
  : never;
