// @ts-check
/** One step of the sheet at a time. The address says which, so that the browser's own way back goes a step back. */

export class Steps {
  /** @param {HTMLElement} sheet @param {(step: HTMLElement, index: number) => void} shown */
  constructor(sheet, shown) {
    this.shown = shown;
    this.all = [...sheet.querySelectorAll(".step")].map((node) => /** @type {HTMLElement} */ (node));
    this.links = new Map([...sheet.querySelectorAll(".steps li a")].map((link) => [link.getAttribute("href"), link]));
    this.here = -1;
    window.addEventListener("hashchange", () => this.follow());
    // A link to where we are already changes no address: it leads there all the same.
    sheet.addEventListener("click", (event) => {
      const link = /** @type {HTMLElement} */ (event.target).closest("a[href^='#']");
      if (link && link.getAttribute("href") === location.hash) this.follow();
    });
  }

  /** Goes to where the address points; false when it points nowhere. */
  follow() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const index = target ? this.all.findIndex((step) => step.contains(target)) : -1;
    if (!target || index < 0) return false;
    const anew = index !== this.here;
    this.show(index);
    if (target === this.all[index]) {
      window.scrollTo(0, 0);
      /** @type {HTMLElement} */ (target.querySelector("h2")).focus({ preventScroll: true });
    } else {
      if (anew) window.scrollTo(0, 0);
      target.scrollIntoView({ block: "center" });
      focusIn(target);
    }
    return true;
  }

  /** @param {number} index */
  show(index) {
    this.here = index;
    this.all.forEach((step, at) => step.classList.toggle("here", at === index));
    for (const [href, link] of this.links) {
      if (href === `#${this.all[index].id}`) {
        link.setAttribute("aria-current", "step");
        const list = /** @type {HTMLElement} */ (link.closest("ol"));
        if (list.scrollWidth > list.clientWidth) link.scrollIntoView({ block: "nearest", inline: "center" });
      } else link.removeAttribute("aria-current");
    }
    this.shown(this.all[index], index);
  }
}

/** Into the first thing that is open of a criterion, or the criterion itself. @param {HTMLElement} target */
function focusIn(target) {
  const fields = [...target.querySelectorAll("input")];
  const chosen = fields.some((field) => field.type === "radio" && field.checked);
  const open = fields.find((field) => (field.type === "radio" ? !chosen : field.value === ""));
  (open ?? target).focus({ preventScroll: true });
}
