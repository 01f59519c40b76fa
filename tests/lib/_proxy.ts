import { createServer, type IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";

/** Certificates of an authority of its own, made by openssl; undefined where that is missing. */
export interface Certificates {
  /** The file that holds the authority's certificate. */
  readonly caFile: string;
  readonly cert: string;
  readonly key: string;
}

/** Makes an authority and a certificate for these names in a folder. */
export async function makeCertificates(folder: string, names: string[]): Promise<Certificates> {
  const openssl = async (...args: string[]) => {
    const command = new Deno.Command("openssl", { args, cwd: folder, stderr: "piped" });
    const { success, stderr } = await command.output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
  };
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const days = ["-days", "2"];
  await openssl(
    "req",
    "-x509",
    ...key,
    "-keyout",
    "ca.key",
    "-out",
    "ca.pem",
    ...days,
    "-subj",
    "/CN=Studio CA",
  );
  await openssl(
    "req",
    ...key,
    "-keyout",
    "farm.key",
    "-out",
    "farm.csr",
    "-subj",
    `/CN=${names[0]}`,
  );
  const san = names.map((name) => `DNS:${name}`).join(",");
  await Deno.writeTextFile(`${folder}/ext`, `subjectAltName=${san}\nbasicConstraints=CA:FALSE\n`);
  const by = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"];
  await openssl(
    "x509",
    "-req",
    "-in",
    "farm.csr",
    ...by,
    "-out",
    "farm.pem",
    ...days,
    "-extfile",
    "ext",
  );
  return {
    caFile: `${folder}/ca.pem`,
    cert: await Deno.readTextFile(`${folder}/farm.pem`),
    key: await Deno.readTextFile(`${folder}/farm.key`),
  };
}

/** Whether there is openssl to make certificates with. */
export const OPENSSL = await new Deno.Command("openssl", { args: ["version"], stdout: "null" })
  .output().then(({ success }) => success, () => false);

/** A proxy that connects by `CONNECT`, whatever host is asked for, to one port of this machine. */
export interface ConnectProxy extends AsyncDisposable {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  /** Hosts and ports that were asked for, in order. */
  readonly targets: string[];
  /** The `Proxy-Authorization` that came with each. */
  readonly authorizations: (string | undefined)[];
  /** What it does instead of connecting, if anything. */
  mode: "connect" | "hang" | { refuse: number };
  /** Resolves when that many connections to it have closed. */
  closed(count: number): Promise<void>;
}

/** Starts a {@linkcode ConnectProxy}. */
export async function startConnectProxy(port: number): Promise<ConnectProxy> {
  const server = createServer();
  const sockets = new Set<Socket>();
  let gone = 0;
  let wake = Promise.withResolvers<void>();
  const proxy = {
    targets: [] as string[],
    authorizations: [] as (string | undefined)[],
    mode: "connect" as ConnectProxy["mode"],
  };
  server.on("connect", (request: IncomingMessage, socket: Socket, head: Uint8Array) => {
    proxy.targets.push(request.url!);
    proxy.authorizations.push(request.headers["proxy-authorization"]);
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("end", () => socket.destroy());
    socket.on("close", () => {
      gone++;
      wake.resolve();
      wake = Promise.withResolvers();
    });
    // Without a reader the end of the other side is not seen.
    if (proxy.mode === "hang") return void socket.resume();
    if (proxy.mode !== "connect") {
      return void socket.end(`HTTP/1.1 ${proxy.mode.refuse} No\r\nContent-Length: 0\r\n\r\n`);
    }
    const upstream = connect(port, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      if (head.length > 0) upstream.write(head);
      socket.pipe(upstream).pipe(socket);
    });
    sockets.add(upstream);
    upstream.on("error", () => socket.destroy());
    upstream.on("close", () => socket.destroy());
    socket.on("close", () => upstream.destroy());
  });
  const listening = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", () => listening.resolve());
  await listening.promise;
  const { port: own } = server.address() as { port: number };
  return Object.assign(proxy, {
    host: `127.0.0.1:${own}`,
    async closed(count: number) {
      while (gone < count) await wake.promise;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      await closed.promise;
    },
  });
}
