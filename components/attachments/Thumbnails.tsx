import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { type FileNode, LARGEST_THUMBNAIL } from "@/client/file_tree.ts";
import { formatBytes, formatCount } from "@/words/amounts.ts";
import type { JobPlace } from "@/client/job_data.ts";
import { fileUrl } from "@/client/job_files.ts";
import { Icon } from "../Icon.tsx";
import { Empty } from "../States.tsx";

/** Pictures that are drawn before somebody asks for more. */
const AT_ONCE = 120;

/** The pictures of a job, drawn small; each comes only when it is scrolled to. */
export function Thumbnails({ place, files, chosen, choose }: {
  place: JobPlace;
  files: readonly FileNode[];
  chosen: string | undefined;
  choose: (id: string) => void;
}): JSX.Element {
  const [most, setMost] = useState(AT_ONCE);
  if (files.length === 0) return <Empty>No picture matches.</Empty>;
  return (
    <div class="thumbnails">
      <ul>
        {files.slice(0, most).map((file) => (
          <li key={file.id}>
            <button
              type="button"
              class="stacked-button"
              aria-pressed={file.id === chosen}
              title={file.path}
              onClick={() => choose(file.id)}
            >
              {file.size <= LARGEST_THUMBNAIL
                ? (
                  <img
                    src={fileUrl(place, file)}
                    alt=""
                    loading="lazy"
                    decoding="async"
                  />
                )
                : (
                  <span class="too-large muted">
                    <Icon name="file" /> {formatBytes(file.size)}
                  </span>
                )}
              <span class="cut">{file.name}</span>
            </button>
          </li>
        ))}
      </ul>
      {files.length > most && (
        <button
          type="button"
          class="button"
          onClick={() => setMost(most + AT_ONCE)}
        >
          Show more of {formatCount(files.length, "picture")}
        </button>
      )}
    </div>
  );
}
