export default function Cancel() {
  return <button type="button">Cancel</button>;
}
