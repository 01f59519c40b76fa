import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { chooseTheme, currentTheme, type Theme } from "@/client/theme.ts";

const LOOKS: readonly { theme: Theme; label: string }[] = [
  { theme: "auto", label: "As the system" },
  { theme: "light", label: "Light" },
  { theme: "dark", label: "Dark" },
];

/** Light or dark; kept in this browser. */
export function LookSettings(): JSX.Element {
  const [theme, setTheme] = useState<Theme>("auto");
  useEffect(() => setTheme(currentTheme()), []);
  const choose = (next: Theme) => {
    chooseTheme(next);
    setTheme(next);
  };
  return (
    <fieldset class="form-group">
      <legend>This browser</legend>
      <div class="setting">
        <label for="look">Look</label>
        <select
          id="look"
          class="select"
          value={theme}
          onChange={(event) => choose(event.currentTarget.value as Theme)}
        >
          {LOOKS.map(({ theme, label }) => <option key={theme} value={theme}>{label}</option>)}
        </select>
      </div>
    </fieldset>
  );
}
