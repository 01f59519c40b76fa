/**
 * A proxy in front of any endpoint that makes weather: latency, stalls, throttling, resets, expired
 * credentials. For tests, and for seeing what a console does when the network is bad.
 *
 * @module
 */
export { followFaultsFile, type FollowOptions, readFaultsFile } from "./faults_file.ts";
export { operationOf, type RequestHead } from "./operation_of.ts";
export {
  type FaultProxy,
  type FaultProxyOptions,
  type Sighting,
  startFaultProxy,
} from "./proxy.ts";
export { type FaultRule, type Faults, type Latency, parseFaults } from "./rules.ts";
export { Weather } from "./weather.ts";
export { reportWeather, type WeatherReport, weatherReportFile } from "./weather_report.ts";
