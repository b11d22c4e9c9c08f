// @ts-check
/** What a check in the reader's own browser came to: shown, read out, and where reading goes on. */

/**
 * @param {HTMLElement} place @param {"ok" | "warn" | "stop"} tone @param {string | undefined} title
 * @param {string} [text] what more there is to say
 */
export function verdict(place, tone, title, text = "") {
  const head = document.createElement("b");
  head.textContent = title ?? "";
  const body = document.createElement("p");
  body.textContent = text;
  const inside = document.createElement("div");
  inside.append(head, ...(text ? [body] : []));
  const banner = document.createElement("div");
  banner.className = `banner ${tone}`;
  banner.append(inside);
  place.replaceChildren(banner);
  place.focus();
}

/** A text with its `{names}` filled in. @param {string | undefined} pattern @param {Record<string, string>} values */
export function filled(pattern, values) {
  return (pattern ?? "").replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
