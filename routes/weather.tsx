import type { JSX } from "preact";
import { Head } from "fresh/runtime";
import WeatherPage from "@/islands/WeatherPage.tsx";

/** Bad weather for the embedded farm, to see what the console makes of it. */
export default function Weather(): JSX.Element {
  return (
    <>
      <Head>
        <title>Weather – Deadline</title>
      </Head>
      <WeatherPage />
    </>
  );
}
