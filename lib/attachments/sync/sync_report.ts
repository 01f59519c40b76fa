/** Is told how a sync goes; each is a line or a few for people. */
export interface SyncReport {
  /** A part begins. */
  section(title: string): void;
  /** A fact of the run. */
  field(label: string, value: string): void;
  /** A step is done. */
  line(text: string): void;
  /** Something about a job, with more about it. */
  entry(tag: string, title: string, details: readonly string[]): void;
  /** Something may not be as expected. */
  warning(text: string): void;
  /** Something went wrong. */
  error(text: string): void;
  /** Whether there is something to report is known now. */
  settled(hasNews: boolean): void;
}
