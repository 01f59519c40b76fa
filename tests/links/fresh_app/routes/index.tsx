import { computed, signal } from "@preact/signals";
import Counter from "../islands/Counter.tsx";
import Panel from "../islands/Panel.tsx";

export default function Home() {
  const count = signal(3);
  return (
    <main>
      <Counter id="first" count={count} />
      <Counter id="second" count={count} />
      <Panel
        title={`</script><!-- "quoted"`}
        when={new Date(0)}
        sizes={new Map([["big", new Set([2n ** 64n])]])}
        double={computed(() => count.value * 2)}
        link={new URL("https://example.com/x")}
        icon={<b>icon</b>}
      >
        <p class="inner">
          from the <em>server</em>
        </p>
        <Counter id="third" count={count} />
      </Panel>
    </main>
  );
}
