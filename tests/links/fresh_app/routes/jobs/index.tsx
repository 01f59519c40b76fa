export default function Jobs() {
  return <p>all jobs</p>;
}
