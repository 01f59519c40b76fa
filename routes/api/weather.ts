import { change, single } from "@/server/route.ts";
import { define } from "@/server/state.ts";
import { changeWeather, readWeather } from "@/server/weather.ts";

export const handler = define.handlers({
  GET: single({ call: "weather" }, ({ console }) => readWeather(console.launch.weatherFile)),
  POST: change({ call: "weather" }, async ({ console, json }) => {
    const { text } = await json<{ text: string }>();
    return await changeWeather(console.launch.weatherFile, text);
  }),
});
