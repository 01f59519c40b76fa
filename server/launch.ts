/** Keys of the embedded farm, made by it for this machine alone. */
export interface LocalKeys {
  accessKeyId: string;
  secretAccessKey: string;
}

/** What the start command decided, and hands to the serving process through its standard input. */
export interface Launch {
  /** The one-time token of the printed URL. */
  token: string;
  /** The token of callers without a browser, as the file `token` in `dataDir` has it. */
  bearer?: string | undefined;
  /** The port to listen on; 0 takes a free one. */
  port: number;
  /** The console's own folder: state, log, and the configuration of the local farm. */
  dataDir: string;
  /** `local`: the embedded farm; `aws`: AWS Deadline Cloud. */
  mode: "local" | "aws";
  /** What it talks to, for people. */
  name: string;
  /** The AWS profile, `(default)` for the default chain. */
  profile: string;
  /** The region, where it is not the profile's own. */
  region?: string | undefined;
  /** The proxy and the trusted certificates, as the settings have them. */
  httpsProxy?: string | undefined;
  caBundle?: string | undefined;
  /** The endpoint, where it is not the standard one. */
  endpoint?: string | undefined;
  /** Keys of the embedded farm; on AWS the profile has them. */
  keys?: LocalKeys | undefined;
  /** The file from which the embedded farm takes its bad weather, if it does. */
  weatherFile?: string | undefined;
  /** The workstation configuration file, where it is not the user's own. */
  configFile?: string | undefined;
  /** What to select when nothing is. */
  suggest?: { farmId: string; queueId: string } | undefined;
  /**
   * The option or variable that decided what it talks to; it stays with that, whatever profile other
   * programs choose in the settings.
   */
  fixedBy?: string | undefined;
  /** The profile that the user's own settings named at the start. */
  settingsProfile?: string | undefined;
  /** Whether the embedded farm is used because nothing on this computer names AWS credentials. */
  isFirstRun?: boolean | undefined;
  /** Folders below which bundles may be browsed, besides those allowed in the console. */
  roots: string[];
}

/** The version of the console. */
export const VERSION = "0.1.0";
